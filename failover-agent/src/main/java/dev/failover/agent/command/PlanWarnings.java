package dev.failover.agent.command;

import dev.failover.Prediction;
import dev.failover.Service;
import dev.failover.Service.ManagedRecord;
import dev.failover.agent.config.Configuration;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.decision.SiteFacts;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.dns.ZoneSurvey;
import dev.failover.dns.ZoneSurvey.ServiceHints;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What in a plan would let users down although every switch works. Decides from what was found; asks nothing. */
final class PlanWarnings {
    /** Shorter than this, a TTL is not what users wait for. */
    private static final Duration UNREMARKABLE_TTL = Duration.ofMinutes(1);

    /**
     * One of them.
     *
     * @param id the same for all of one kind
     * @param subject the record, zone or service it is about
     */
    record Warning(String id, String subject, String sentence) {}

    private final ServicePlan plan;
    private final Configuration configuration;
    private final List<Warning> found = new ArrayList<>();

    private PlanWarnings(ServicePlan plan, Configuration configuration) {
        this.plan = plan;
        this.configuration = configuration;
    }

    static List<Warning> of(ServicePlan plan, Configuration configuration) {
        PlanWarnings warnings = new PlanWarnings(plan, configuration);
        warnings.unknown();
        warnings.objective();
        warnings.losses();
        warnings.trials();
        warnings.caches();
        warnings.neighbours();
        warnings.mail();
        warnings.sharedFate();
        warnings.hints();
        warnings.unchecked();
        return warnings.found;
    }

    private void add(String id, String subject, String sentence) {
        found.add(new Warning(id, subject, sentence));
    }

    private void unchecked() {
        Service service = plan.service();
        service.sites()
                .forEach(site -> UncheckedAddresses.sentence(service, site)
                        .ifPresent(sentence -> add("unchecked", site.name(), sentence)));
    }

    private void unknown() {
        plan.managed()
                .forEach(record -> record.failures()
                        .forEach(why -> add(
                                "unknown", record.name() + " " + record.key().type(), why)));
        plan.surveys().forEach(survey -> survey.failures().forEach(why -> add("unknown", survey.zone(), why)));
        plan.hints().forEach(hints -> hints.failures().forEach(why -> add("unknown", hints.name() + " HTTPS", why)));
    }

    private void objective() {
        Service service = plan.service();
        StateClass stateClass = service.policy().stateClass();
        boolean waits = stateClass == StateClass.QUORUM || stateClass == StateClass.STATEFUL;
        if (service.rto().isEmpty()) {
            return;
        }
        Duration rto = service.rto().get();
        Prediction prediction = plan.status().prediction();
        Duration caching = longestCaching();
        Duration visible = prediction.published().plus(caching);
        if (visible.compareTo(rto) > 0) {
            add(
                    "rto",
                    service.name(),
                    "an unplanned switch may take %s (%s until it is published, and caches keep the old address for %s), but the rto is %s"
                            .formatted(
                                    Durations.format(visible),
                                    Durations.format(prediction.published()),
                                    Durations.format(caching),
                                    Durations.format(rto)));
        }
        if (waits) {
            add(
                    "rto-human",
                    service.name(),
                    "the rto is %s, but the state class waits for a human, whose time no prediction includes"
                            .formatted(Durations.format(rto)));
        }
    }

    /** What may be lost: by what is allowed, and by how old the standbys' replicas are now. */
    private void losses() {
        Service service = plan.service();
        if (service.rpo().isEmpty()) {
            return;
        }
        Duration rpo = service.rpo().get();
        Optional<Duration> allowed = service.policy().replicaMaxAge();
        if (allowed.filter(age -> age.compareTo(rpo) <= 0).isEmpty()) {
            add(
                    "rpo",
                    service.name(),
                    "an unplanned switch may lose %s, but the rpo is %s"
                            .formatted(
                                    allowed.map(age -> "what was written in the last %s, as `replica-max-age` allows"
                                                    .formatted(Durations.format(age)))
                                            .orElse(
                                                    "anything, as no `replica-max-age` limits the age of what is entered"),
                                    Durations.format(rpo)));
        }
        for (SiteFacts site : plan.status().sites()) {
            site.replicaAge()
                    .filter(age -> age.compareTo(rpo) > 0)
                    .ifPresent(age -> add(
                            "rpo-now",
                            site.site(),
                            "its replica is %s old, but the rpo of %s is %s"
                                    .formatted(Durations.format(age), service.name(), Durations.format(rpo))));
        }
    }

    /** What is tried less often than it has to be would be too long ago again and again. */
    private void trials() {
        Service service = plan.service();
        service.policy()
                .restoreTestMaxAge()
                .ifPresent(limit -> configuration.backups().values().stream()
                        .filter(backup -> backup.service().equals(service.name()))
                        .filter(backup -> backup.test().every().compareTo(limit) >= 0)
                        .forEach(backup -> add(
                                "trials",
                                backup.name(),
                                "is restored for a test each %s, but switches wait for a human once the latest test is %s ago"
                                        .formatted(
                                                Durations.format(backup.test().every()), Durations.format(limit)))));
    }

    /** What a cache keeps now counts for the next switch, what is configured for those after it. */
    private Duration longestCaching() {
        Duration longest = plan.status().prediction().caching();
        for (FoundRecord record : plan.managed()) {
            Duration cached = record.cached().orElse(Duration.ZERO);
            longest = cached.compareTo(longest) > 0 ? cached : longest;
        }
        return longest;
    }

    private void caches() {
        Duration bearable =
                plan.service().rto().orElse(max(plan.status().prediction().published(), UNREMARKABLE_TTL));
        String limit = plan.service().rto().isPresent() ? "the rto" : "it takes to notice an outage and to publish";
        for (int i = 0; i < plan.managed().size(); i++) {
            FoundRecord record = plan.managed().get(i);
            ManagedRecord managed = plan.service().records().get(i);
            String subject = record.name() + " " + record.key().type();
            Duration cached = record.cached().orElse(managed.ttl());
            if (cached.compareTo(managed.ttl()) > 0) {
                add(
                        "ttl-served",
                        subject,
                        "is served with a TTL of %s, not the %s configured: until the first switch caches keep it for that long; lower it at the provider now"
                                .formatted(Durations.format(cached), Durations.format(managed.ttl())));
            }
            Duration longest = max(cached, managed.ttl());
            if (longest.compareTo(bearable) > 0) {
                add(
                        "ttl",
                        subject,
                        "caches may keep the old address for %s, longer than %s (%s)"
                                .formatted(Durations.format(longest), limit, Durations.format(bearable)));
            }
        }
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void neighbours() {
        for (FoundRecord record : plan.neighbours()) {
            Set<String> values = new TreeSet<>();
            record.seen().stream().map(RecordSet::values).forEach(values::addAll);
            if (values.isEmpty() || isManaged(record)) {
                continue;
            }
            String subject = record.name() + " " + record.key().type();
            String has = String.join(", ", values);
            if (record.key().type() == RecordType.CNAME) {
                add(
                        "alias",
                        subject,
                        "is an alias of %s: a name with an alias can't have addresses of its own (RFC 1034); remove it or manage the name it leads to"
                                .formatted(has));
            } else {
                add(
                        "left-behind",
                        subject,
                        "is %s and no service manages it: clients that prefer it stay there after a switch; manage it or remove it"
                                .formatted(has));
            }
        }
    }

    private boolean isManaged(FoundRecord record) {
        return configuration.services().stream()
                .flatMap(service -> service.records().stream())
                .anyMatch(managed -> managed.key().equals(record.key())
                        && Optional.ofNullable(configuration.providers().get(managed.provider()))
                                .filter(provider -> provider.zone().equals(record.zone()))
                                .isPresent());
    }

    private void mail() {
        for (ZoneSurvey survey : plan.surveys()) {
            Set<String> names = new TreeSet<>();
            plan.managed().stream()
                    .filter(record -> record.zone().equals(survey.zone()))
                    .forEach(record -> names.add(record.name()));
            for (String name : names) {
                boolean implied = name.equals(survey.zone())
                        && survey.exchangers().filter(Set::isEmpty).isPresent();
                if (survey.isExchanger(name)) {
                    add("mail", name, "is where mail for %s goes (MX): it moves too".formatted(survey.zone()));
                } else if (implied) {
                    add(
                            "mail",
                            name,
                            "has no MX record, so mail for it goes to its address (RFC 5321, section 5.1): it moves too");
                }
            }
        }
    }

    private void hints() {
        Set<String> managed = plan.managed().stream().map(FoundRecord::name).collect(Collectors.toSet());
        for (ServiceHints hints : plan.hints()) {
            StaleHints.sentences(hints, managed).forEach(sentence -> add("hints", hints.name(), sentence));
        }
    }

    private void sharedFate() {
        for (ZoneSurvey survey : plan.surveys()) {
            if (survey.standsWith(plan.primaryAddresses(), plan.reverseNames())) {
                add(
                        "shared-fate",
                        survey.zone(),
                        "every name server (%s) is in the network or the domain of %s's hoster: what takes the site down may take the zone with it"
                                .formatted(
                                        String.join(
                                                ", ",
                                                survey.nameServers().stream()
                                                        .map(ZoneSurvey.NameServer::name)
                                                        .toList()),
                                        plan.service().sites().get(0).name()));
            }
        }
    }
}
