package dev.failover;

import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.coordination.Coordination;
import dev.failover.coordination.SharedRecord;
import dev.failover.decision.Coordinated.WatcherDifference;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.Place;
import dev.failover.dns.AddressSource;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.PublicIpAddressSource;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import dev.failover.health.HealthCheck;
import dev.failover.health.HeartbeatHealthCheck;
import dev.failover.health.Thresholds;
import dev.failover.internal.coordination.Comparison;
import dev.failover.internal.decision.Claim;
import dev.failover.sync.ReplicaHealthCheck;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What users reach: record sets and traffic switches that move together, the sites able to serve it, and the rules for moving. Immutable. */
public final class Service {
    /** As Alertmanager's repeat_interval. */
    private static final Duration DEFAULT_REMIND_EVERY = Duration.ofHours(4);

    private static final Duration SHORTEST_REMIND_EVERY = Duration.ofMinutes(1);
    private static final Duration LONGEST_REMIND_EVERY = Duration.ofDays(30);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,62})");
    static final String NAME_RULE = "a name is 1 to 63 letters, digits, dots, hyphens and underscores";

    private final String name;
    private final List<ManagedRecord> records;
    private final List<String> trafficSwitches;
    private final List<Site> sites;
    private final HealthCheck check;
    private final Thresholds thresholds;
    private final Thresholds pace;
    private final FailoverPolicy policy;
    private final List<String> notifiers;
    private final Duration remindEvery;
    private final Optional<Claim> claim;
    private final @Nullable Duration rto;
    private final @Nullable Duration rpo;

    private Service(Builder builder, HealthCheck check) {
        name = builder.name;
        records = List.copyOf(builder.records);
        trafficSwitches = List.copyOf(builder.trafficSwitches);
        sites = List.copyOf(builder.sites);
        this.check = check;
        thresholds = builder.thresholds;
        pace = thresholds;
        policy = builder.policy;
        notifiers = List.copyOf(builder.notifiers);
        remindEvery = builder.remindEvery;
        claim = builder.claim();
        rto = builder.rto;
        rpo = builder.rpo;
    }

    private Service(Service other, Thresholds pace) {
        name = other.name;
        records = other.records;
        trafficSwitches = other.trafficSwitches;
        sites = other.sites;
        check = other.check;
        thresholds = other.thresholds;
        this.pace = pace;
        policy = other.policy;
        notifiers = other.notifiers;
        remindEvery = other.remindEvery;
        claim = other.claim;
        rto = other.rto;
        rpo = other.rpo;
    }

    /** The same service, checked in quick succession; what is predicted of it stays as it is. */
    Service hurried() {
        return new Service(this, thresholds.hurried());
    }

    /** How often it is really checked. */
    Thresholds pace() {
        return pace;
    }

    /**
     * Makes sure that a service or a watcher may be called so.
     *
     * @throws IllegalArgumentException if not, with the rule
     */
    public static void requireName(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(NAME_RULE + ", not \"" + name + "\"");
        }
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** @param name how the service is called in commands and messages: {@code www} */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    public String name() {
        return name;
    }

    public List<ManagedRecord> records() {
        return records;
    }

    /** The names of the traffic switches that move with the service, in their order. */
    public List<String> trafficSwitches() {
        return trafficSwitches;
    }

    /** Where it is put in place: the records, then the traffic switches. */
    List<Place> places() {
        return Stream.concat(
                        records.stream().map(record -> new Place(record.provider(), record.key())),
                        trafficSwitches.stream().map(Place::ofSwitch))
                .toList();
    }

    /** In the order of preference; the first is the primary. */
    public List<Site> sites() {
        return sites;
    }

    /** The site of that name. */
    public Optional<Site> site(String siteName) {
        return sites.stream().filter(site -> site.name().equals(siteName)).findFirst();
    }

    public HealthCheck check() {
        return check;
    }

    public Thresholds thresholds() {
        return thresholds;
    }

    public FailoverPolicy policy() {
        return policy;
    }

    /**
     * Which watchers are configured differently, for one who looks at their record without taking part. Asks nobody.
     *
     * @param record as read from the store
     * @param providers by the names that the service's records use
     * @return of each other voter that has written and is not like this one, in the order of the voters
     * @throws dev.failover.component.UnavailableException if the record is none of a watcher's
     */
    public List<WatcherDifference> differences(
            SharedRecord record, Coordination together, Map<String, DnsProvider> providers) {
        return Comparison.of(record.content(), together, SharedSettings.of(together, this, providers));
    }

    /** How often they are reminded of what goes on; zero for never. */
    public Duration remindEvery() {
        return remindEvery;
    }

    /** The names of the notifiers to tell, in order. */
    public List<String> notifiers() {
        return notifiers;
    }

    /** How this watcher is called in the ownership records; empty if there are none. */
    public Optional<String> watcher() {
        return claim.map(Claim::watcher);
    }

    /** Where it shows in the zones which decision of which watcher is in force; none unless {@link Builder#ownership} was asked for. */
    public List<Place> ownershipRecords() {
        return claim.map(Claim::places).orElse(List.of());
    }

    Optional<Claim> claim() {
        return claim;
    }

    /** How soon after a fault users are to be served again at the latest; empty if nothing was promised. */
    public Optional<Duration> rto() {
        return Optional.ofNullable(rto);
    }

    /** How much of what was written before a fault may be lost, told by its age; empty if nothing was promised. */
    public Optional<Duration> rpo() {
        return Optional.ofNullable(rpo);
    }

    /** Builds a service. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final List<ManagedRecord> records = new ArrayList<>();
        private final List<String> trafficSwitches = new ArrayList<>();
        private final List<Site> sites = new ArrayList<>();
        private @Nullable HealthCheck check;
        private Thresholds thresholds = Thresholds.defaults();
        private FailoverPolicy policy = FailoverPolicy.defaults();
        private final List<String> notifiers = new ArrayList<>();
        private Duration remindEvery = DEFAULT_REMIND_EVERY;
        private @Nullable String watcher;
        private @Nullable String ownershipName;
        private @Nullable Duration rto;
        private @Nullable Duration rpo;

        private Builder(String name) {
            this.name = name;
        }

        /**
         * A record set that moves with the service; at least one, unless there is a {@linkplain #trafficSwitch traffic switch}.
         *
         * @param provider the name under which the provider is given to {@link Failover.Builder#provider}
         * @param recordName relative to the provider's zone; {@code @} for the apex
         * @param type {@link RecordType#A} or {@link RecordType#AAAA}
         */
        public Builder record(String provider, String recordName, RecordType type, Duration ttl) {
            return record(new ManagedRecord(provider, new RecordKey(recordName, type), ttl));
        }

        /** A record set that moves with the service. */
        public Builder record(ManagedRecord record) {
            records.add(record);
            return this;
        }

        /**
         * What makes a site the one that gets the traffic, beside the records or in their place; any number. It moves together with
         * them. A switch that can't send to a site stays as it is while the service is there.
         *
         * @param switchName the name under which the switch is given to {@link Failover.Builder#trafficSwitch}
         */
        public Builder trafficSwitch(String switchName) {
            trafficSwitches.add(switchName);
            return this;
        }

        /** A site, in the order of preference; the first is the primary. At least one. */
        public Builder site(Site site) {
            sites.add(site);
            return this;
        }

        /** How to find out whether a site can serve; required. */
        public Builder check(HealthCheck value) {
            check = value;
            return this;
        }

        /** How often to check, and how many checks make a verdict; {@link Thresholds#defaults()} by default. */
        public Builder thresholds(Thresholds value) {
            thresholds = value;
            return this;
        }

        /** What may be decided without asking; {@link FailoverPolicy#defaults()} by default. */
        public Builder policy(FailoverPolicy value) {
            policy = value;
            return this;
        }

        /**
         * How often the notifiers tell again of a condition that goes on, but for one that is only good to know, until a human has
         * {@linkplain Failover#acknowledge acknowledged} it; 4 h by default.
         *
         * @param value zero for never, or from 1 min to 30 d
         */
        public Builder remindEvery(Duration value) {
            remindEvery = value;
            return this;
        }

        /** The notifiers to tell, in order: a later one speaks at once if an earlier one fails. */
        public Builder notify(String... names) {
            notifiers.addAll(List.of(names));
            return this;
        }

        /**
         * Keeps an ownership record beside the managed ones in every zone, changed together with them, so that of several
         * watchers without a shared store none overwrites the decision of another that it does not know of. It is a TXT
         * record, first written with the first switch. Off by default: it takes the right to create and change one more
         * record, and a single watcher does not need it.
         *
         * @param watcherName how this watcher is called; no other watcher of the service may be called so
         */
        public Builder ownership(String watcherName) {
            watcher = watcherName;
            return this;
        }

        /**
         * Another name for the ownership record than {@code _failover-} and the service's name. It only counts with {@link
         * #ownership}; all watchers of the service must use the same.
         *
         * @param recordName relative to each provider's zone
         */
        public Builder ownershipName(String recordName) {
            ownershipName = recordName;
            return this;
        }

        private Optional<Claim> claim() {
            String by = watcher;
            if (by == null) {
                return Optional.empty();
            }
            RecordKey key = new RecordKey(ownershipName == null ? "_failover-" + name : ownershipName, RecordType.TXT);
            List<Place> places = records.stream()
                    .map(ManagedRecord::provider)
                    .distinct()
                    .map(provider -> new Place(provider, key))
                    .toList();
            return Optional.of(new Claim(name, by, places));
        }

        private void checkOwnership(Problems problems) {
            String by = watcher;
            if (by != null && !isName(by)) {
                problems.add("ownership", "the watcher's name: " + NAME_RULE + ", not \"" + Excerpt.of(by) + "\"");
            }
            if (by != null && records.isEmpty()) {
                problems.add(
                        "ownership",
                        "needs a record: a traffic switch has no room for who decided; leave it off, or give the service one");
            }
            try {
                claim().ifPresent(claim -> claim.places().stream()
                        .filter(Place::isSwitch)
                        .findFirst()
                        .ifPresent(
                                place -> problems.add("ownership-name", "is kept for traffic switches; take another")));
            } catch (IllegalArgumentException e) {
                problems.add("ownership-name", String.valueOf(e.getMessage()));
            }
        }

        /**
         * The recovery time objective: how soon after a fault users are to be served again, caches included. Nothing is
         * decided by it; it is what predictions and measurements are held against. More than zero.
         */
        public Builder rto(Duration value) {
            rto = value;
            return this;
        }

        /**
         * The recovery point objective: how old the replica of a site that is entered may be when users are to lose no more than they
         * were promised. Nothing is decided by it, as by {@link FailoverPolicy.Builder#replicaMaxAge}; it is what replicas and drills are
         * held against. More than zero.
         */
        public Builder rpo(Duration value) {
            rpo = value;
            return this;
        }

        /** @throws InvalidSettingsException naming everything that is wrong */
        public Service build() {
            Problems problems = new Problems();
            if (!isName(name)) {
                problems.add("", NAME_RULE + ", not \"" + Excerpt.of(name) + "\"");
            }
            checkRecords(problems);
            checkSites(problems);
            checkOwnership(problems);
            checkNotifiers(problems);
            checkObjective("rto", rto, problems);
            checkObjective("rpo", rpo, problems);
            if (check == null) {
                problems.add("check", "is missing");
            } else if (tellsOfOneSite(check)) {
                problems.add(
                        "check",
                        "is of the one site that beats or feeds a replica, and would be taken for all; give it to that site");
            }
            problems.throwIfAny();
            return new Service(this, Objects.requireNonNull(check));
        }

        private static void checkObjective(String key, @Nullable Duration objective, Problems problems) {
            if (objective != null) {
                problems.positive(objective, key);
            }
        }

        private static boolean tellsOfOneSite(HealthCheck check) {
            return check instanceof HeartbeatHealthCheck
                    || check instanceof ReplicaHealthCheck
                    || check.parts().stream().anyMatch(Builder::tellsOfOneSite);
        }

        private void checkRecords(Problems problems) {
            if (records.isEmpty() && trafficSwitches.isEmpty()) {
                problems.add("records", "is missing: which record sets move with the service?");
            }
            if (new HashSet<>(trafficSwitches).size() < trafficSwitches.size()) {
                problems.add("switches", "names a switch twice");
            }
            Set<ManagedRecord> seen = new HashSet<>();
            for (int i = 0; i < records.size(); i++) {
                ManagedRecord record = records.get(i);
                String key = "records." + i;
                RecordType type = record.key().type();
                String provider = record.provider();
                problems.unless(
                        !provider.isBlank() && Excerpt.of(provider).equals(provider),
                        key + ".provider",
                        "must be the name under which the provider is given");
                if (type != RecordType.A && type != RecordType.AAAA) {
                    problems.add(key + ".type", "must be A or AAAA: it holds a site's address");
                }
                if (record.ttl().toSeconds() < 1 || record.ttl().toNanosPart() != 0) {
                    problems.add(key + ".ttl", "must be whole seconds, at least 1s");
                }
                if (!seen.add(new ManagedRecord(record.provider(), record.key(), Duration.ZERO))) {
                    problems.add(key, record.key() + " is duplicated");
                }
            }
        }

        /** Two sites in one place are one site: there would be nowhere to go, and each would vouch for the other. */
        private static void checkApart(Site before, Site site, String key, Problems problems) {
            Optional<AddressSource> shared = site.addresses().values().stream()
                    .filter(source -> isSame(source, before.addresses().get(source.type())))
                    .findFirst();
            if (shared.isPresent()) {
                problems.add(
                        key + ".address",
                        "%s and %s have the same address, %s".formatted(before.name(), site.name(), shared.get()));
            } else if (!Collections.disjoint(knownProbed(before), knownProbed(site))) {
                problems.add(
                        key + (site.checkAddress().isPresent() ? ".check-address" : ".address"),
                        "%s and %s would be checked at the same address".formatted(before.name(), site.name()));
            }
        }

        private static boolean isSame(AddressSource one, @Nullable AddressSource other) {
            // A machine has one public address, whoever is asked for it.
            return one.equals(other) || one instanceof PublicIpAddressSource && other instanceof PublicIpAddressSource;
        }

        /** Where a site is checked, as far as that is known before anybody is asked. */
        private static Set<InetAddress> knownProbed(Site site) {
            Set<InetAddress> known = new HashSet<>();
            site.checkAddress().ifPresent(known::add);
            for (AddressSource source : site.addresses().values()) {
                if (site.checkAddress().isEmpty()) {
                    source.fixed().ifPresent(known::add);
                }
            }
            return known;
        }

        private void checkNotifiers(Problems problems) {
            problems.unless(
                    remindEvery.isZero()
                            || remindEvery.compareTo(SHORTEST_REMIND_EVERY) >= 0
                                    && remindEvery.compareTo(LONGEST_REMIND_EVERY) <= 0,
                    "remind-every",
                    "must be from 1m to 30d, or 0s for never");
            Set<String> seen = new HashSet<>();
            for (String notifier : notifiers) {
                if (!seen.add(notifier)) {
                    problems.add("notify", notifier + " is duplicated");
                }
            }
        }

        private void checkSites(Problems problems) {
            if (sites.isEmpty()) {
                problems.add("sites", "is missing: where can the service run?");
            }
            Set<String> names = new HashSet<>();
            Set<RecordType> types = new LinkedHashSet<>();
            records.forEach(record -> types.add(record.key().type()));
            for (int i = 0; i < sites.size(); i++) {
                Site site = sites.get(i);
                String key = "sites." + i;
                if (!names.add(site.name())) {
                    problems.add(key + ".name", "there are two sites named " + site.name());
                }
                for (int j = 0; j < i; j++) {
                    checkApart(sites.get(j), site, key, problems);
                }
                for (RecordType type : types) {
                    boolean addressType = type == RecordType.A || type == RecordType.AAAA;
                    if (addressType && !site.addresses().containsKey(type)) {
                        problems.add(
                                key + ".address",
                                "%s needs an IPv%s address, as the service has a record of type %s"
                                        .formatted(site.name(), type == RecordType.A ? "4" : "6", type));
                    }
                }
            }
        }
    }

    /**
     * A record set that moves with a service.
     *
     * @param provider the name under which its provider was given
     * @param ttl for how long resolvers may keep it: whole seconds, at least one
     */
    public record ManagedRecord(String provider, RecordKey key, Duration ttl) {
        /** A builder of one, for whoever reads its parts one by one. */
        public static Builder builder() {
            return new Builder();
        }

        /** Builds a record set. Not thread-safe. */
        public static final class Builder {
            /** A minute after a switch hardly counts beside what finding out took, and spares the zones' servers. */
            private static final Duration DEFAULT_TTL = Duration.ofMinutes(1);

            private @Nullable String provider;
            private @Nullable String name;
            private @Nullable RecordType type;
            private Duration ttl = DEFAULT_TTL;

            private Builder() {}

            /** The name under which the provider is given to {@link Failover.Builder#provider}; required. */
            public Builder provider(String value) {
                provider = value;
                return this;
            }

            /** Relative to the provider's zone; {@code @} for the apex. Required. */
            public Builder name(String value) {
                name = value;
                return this;
            }

            /** {@link RecordType#A} or {@link RecordType#AAAA}; required. */
            public Builder type(RecordType value) {
                type = value;
                return this;
            }

            /** For how long resolvers may keep it: whole seconds, at least one; one minute by default. */
            public Builder ttl(Duration value) {
                ttl = value;
                return this;
            }

            /** @throws InvalidSettingsException naming everything that is missing, and a name that can't be one */
            public ManagedRecord build() {
                Problems problems = new Problems()
                        .present(provider, "provider", "who serves the zone?")
                        .present(name, "name", "which name of the zone? \"@\" is the apex")
                        .present(type, "type", "A or AAAA?");
                RecordKey key = key(problems);
                problems.throwIfAny();
                return new ManagedRecord(Objects.requireNonNull(provider), Objects.requireNonNull(key), ttl);
            }

            private @Nullable RecordKey key(Problems problems) {
                if (name != null) {
                    try {
                        return new RecordKey(name, type == null ? RecordType.A : type);
                    } catch (IllegalArgumentException e) {
                        problems.add("name", String.valueOf(e.getMessage()));
                    }
                }
                return null;
            }
        }
    }
}
