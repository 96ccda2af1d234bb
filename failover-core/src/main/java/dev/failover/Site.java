package dev.failover;

import com.google.common.net.InetAddresses;
import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.coordination.Coordination.Voter;
import dev.failover.dns.AddressSource;
import dev.failover.dns.RecordType;
import dev.failover.health.HealthCheck;
import dev.failover.internal.watch.Publishable;
import dev.failover.sync.ContinuousMirror;
import dev.failover.sync.DataMirror;
import dev.failover.sync.DataSet;
import dev.failover.sync.ReplicaAge;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One place able to serve a service. Immutable.
 *
 * @see Service.Builder#site
 */
public final class Site {
    private final String name;
    private final Map<RecordType, AddressSource> addresses;
    private final @Nullable InetAddress checkAddress;
    private final @Nullable HealthCheck check;
    private final boolean allowPrivate;
    private final boolean degraded;
    private final @Nullable String domain;
    private final @Nullable ReplicaAge replicaAge;
    private final List<DataSet> replicas;
    private final List<ContinuousMirror> mirrors;

    private Site(Builder builder) {
        name = builder.name;
        addresses = new EnumMap<>(RecordType.class);
        builder.addresses.forEach(source -> addresses.put(source.type(), source));
        checkAddress = builder.checkAddress;
        check = builder.check;
        allowPrivate = builder.allowPrivate;
        degraded = builder.degraded;
        domain = builder.domain;
        replicas = List.copyOf(builder.replicas);
        mirrors = List.copyOf(builder.mirrors);
        replicaAge = builder.ages.isEmpty() ? null : ReplicaAge.oldestOf(builder.ages);
    }

    /** @param name how the site is called in commands and messages: {@code prod} */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** A site with one fixed public address. */
    public static Site of(String name, String address) {
        return builder(name).address(address).build();
    }

    public String name() {
        return name;
    }

    /** Where the site's address comes from, for each type of record it can have. */
    public Map<RecordType, AddressSource> addresses() {
        return Map.copyOf(addresses);
    }

    /** Where to probe the site, if not at what is published. */
    public Optional<InetAddress> checkAddress() {
        return Optional.ofNullable(checkAddress);
    }

    /** What finds out whether this site can serve, if not the check of the service. */
    public Optional<HealthCheck> check() {
        return Optional.ofNullable(check);
    }

    /** Whether an address that is not public may be published. */
    public boolean allowPrivate() {
        return allowPrivate;
    }

    /** Whether it serves less than the others: entered all the same, and told louder. */
    public boolean isDegraded() {
        return degraded;
    }

    /** Its failure domain: a watcher in it is no witness for this site. Empty if no watcher stands with it. */
    public Optional<String> domain() {
        return Optional.ofNullable(domain);
    }

    /** How to find out how old its replica is, the oldest of several; empty if no data is replicated there. */
    public Optional<ReplicaAge> replicaAge() {
        return Optional.ofNullable(replicaAge);
    }

    /** The replicas that become sources when this site becomes active. */
    public List<DataSet> replicas() {
        return replicas;
    }

    /** What mirrors its data elsewhere while it is the active site. */
    public List<ContinuousMirror> mirrors() {
        return mirrors;
    }

    @Override
    public String toString() {
        return name + " " + addresses.values();
    }

    /** Builds a site. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final List<AddressSource> addresses = new ArrayList<>();
        private @Nullable InetAddress checkAddress;
        private @Nullable HealthCheck check;
        private boolean allowPrivate;
        private boolean degraded;
        private @Nullable String domain;
        private final List<ReplicaAge> ages = new ArrayList<>();
        private final List<DataSet> replicas = new ArrayList<>();
        private final List<ContinuousMirror> mirrors = new ArrayList<>();

        private Builder(String name) {
            this.name = name;
        }

        /** A fixed address, IPv4 or IPv6; one of each may be given. */
        public Builder address(String literal) {
            return address(AddressSource.of(literal));
        }

        /** Where the address comes from; one source for each type of record. */
        public Builder address(AddressSource source) {
            addresses.add(source);
            return this;
        }

        /**
         * Where to probe the site when that differs from what is published: a standby behind a home router usually can't
         * reach its own public address.
         */
        public Builder checkAddress(String literal) {
            if (!InetAddresses.isInetAddress(literal)) {
                throw new IllegalArgumentException("must be an IP address, not \"" + literal + "\"");
            }
            checkAddress = InetAddresses.forString(literal);
            return this;
        }

        /**
         * What finds out whether this site can serve, in place of the service's check: what only this site is asked, or says by itself. How
         * often, and how many times, stays the service's affair.
         */
        public Builder check(HealthCheck value) {
            check = value;
            return this;
        }

        /** Lets a private, loopback or otherwise special address be published. */
        public Builder allowPrivate(boolean value) {
            allowPrivate = value;
            return this;
        }

        /** Says that this site serves less than the others: whoever is told that it was entered is told louder. */
        public Builder degraded(boolean value) {
            degraded = value;
            return this;
        }

        /**
         * What fails as one with the site, such as a provider's location: a watcher in the same domain is no witness for it. Only
         * counts where several watchers decide together.
         *
         * @see Voter
         */
        public Builder domain(String value) {
            domain = value;
            return this;
        }

        /**
         * A replica of the service's data that this site has in a directory of this machine; any number. The oldest counts
         * as the age of all. When the site becomes active they are {@linkplain DataSet#promote promoted} to its epoch.
         */
        public Builder replica(DataSet value) {
            replicas.add(value);
            return replicaAge(ReplicaAge.of(value));
        }

        /** How to find out the age of a replica that this site has elsewhere; any number. */
        public Builder replicaAge(ReplicaAge value) {
            ages.add(value);
            return this;
        }

        /**
         * What mirrors this site's data elsewhere, from a directory of this machine; any number. It is started when this is the active
         * site, in {@link Mode#ACT} and once its replica is promoted, and stopped when the site is left: no other site is ever
         * overwritten by one that is not active (S11). Nobody else starts or stops it.
         */
        public Builder mirror(ContinuousMirror value) {
            mirrors.add(value);
            return this;
        }

        /** The same, with a complete run every 30 s and nobody told. */
        public Builder mirror(DataMirror value) {
            return mirror(ContinuousMirror.builder().mirror(value).build());
        }

        /** @throws InvalidSettingsException naming everything that is wrong */
        public Site build() {
            Problems problems = new Problems();
            if (!Service.isName(name)) {
                problems.add("name", Service.NAME_RULE + ", not \"" + Excerpt.of(name) + "\"");
            }
            if (addresses.isEmpty()) {
                problems.add("address", "is missing");
            }
            if (addresses.stream().map(AddressSource::type).distinct().count() < addresses.size()) {
                problems.add("address", "has two of one family; a site has at most one of each");
            }
            addresses.stream()
                    .flatMap(source -> source.fixed().stream())
                    .forEach(fixed -> Publishable.problem(fixed, allowPrivate)
                            .ifPresent(why -> problems.add("allow-private", "must be true, as " + why)));
            if (domain != null && !Service.isName(domain)) {
                problems.add("domain", Service.NAME_RULE + ", not \"" + Excerpt.of(domain) + "\"");
            }
            problems.throwIfAny();
            return new Site(this);
        }
    }
}
