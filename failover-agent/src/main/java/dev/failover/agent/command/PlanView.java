package dev.failover.agent.command;

import dev.failover.Site;
import dev.failover.agent.control.AnswerView;
import dev.failover.agent.control.Documents;
import dev.failover.agent.control.ServiceView;
import dev.failover.component.Excerpt;
import dev.failover.decision.Assignment;
import dev.failover.decision.Step;
import dev.failover.dns.Publication;
import dev.failover.dns.Publication.Served;
import dev.failover.dns.Publication.Silent;
import dev.failover.dns.RecordSet;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What `run` would do with one service, as {@link Documents} writes it after what {@link ServiceView} knows. Users rely on its schema:
 * members are only ever added.
 */
record PlanView(List<Write> changes, List<Candidate> candidates, List<PlanWarnings.Warning> warnings) {
    /** What would be written now. */
    record Write(
            String provider,
            String name,
            String type,
            Set<String> from,
            Set<String> to,
            long ttlSeconds,
            String sentence) {}

    /** What a switch to one site would write. */
    record Candidate(String site, boolean active, boolean writable, String sentence, List<Place> records) {}

    /** One record set: what is there, and what would be. */
    record Place(
            String provider,
            String name,
            String type,
            String change,
            Optional<Values> atProvider,
            List<AnswerView> served,
            Optional<Values> desired,
            Optional<Long> cachedSeconds,
            List<String> diff) {}

    /** What a record set says. */
    record Values(Set<String> values, long ttlSeconds) {
        static Values of(RecordSet set) {
            return new Values(new TreeSet<>(set.values()), set.ttl().toSeconds());
        }
    }

    static PlanView of(ServicePlan plan, List<PlanWarnings.Warning> warnings) {
        return new PlanView(
                writes(plan),
                plan.service().sites().stream()
                        .map(site -> candidate(plan, site))
                        .toList(),
                warnings);
    }

    private static List<Write> writes(ServicePlan plan) {
        List<Write> writes = new ArrayList<>();
        Optional<List<RecordSet>> desired =
                target(plan).flatMap(site -> plan.desired().getOrDefault(site, Optional.empty()));
        for (int i = 0; desired.isPresent() && i < plan.managed().size(); i++) {
            FoundRecord found = plan.managed().get(i);
            RecordSet wanted = desired.get().get(i);
            boolean known = found.published()
                    .filter(publication -> !publication.served().isEmpty())
                    .isPresent();
            if (known && !found.published().orElseThrow().isEverywhere(wanted)) {
                writes.add(write(found, wanted));
            }
        }
        target(plan)
                .filter(site -> desired.isPresent())
                .ifPresent(site -> plan.switches().stream()
                        .flatMap(to -> to.write(site).stream())
                        .forEach(writes::add));
        return writes;
    }

    /** Where the records would be made to point; empty if nothing would be written. */
    private static Optional<String> target(ServicePlan plan) {
        if (plan.status().decision().step() instanceof Step.Switch made) {
            return Optional.of(made.site());
        }
        boolean paused = plan.status().state().pause().isPresent()
                && plan.status()
                        .state()
                        .assignment()
                        .filter(Assignment::isAutomatic)
                        .isPresent();
        return paused || plan.status().records().isSomebodyElses()
                ? Optional.empty()
                : plan.status().state().assignment().map(Assignment::site);
    }

    private static Write write(FoundRecord found, RecordSet wanted) {
        Set<String> served = new TreeSet<>();
        found.published()
                .ifPresent(publication -> publication.served().forEach(values -> values.ifPresent(served::addAll)));
        return new Write(
                found.provider(),
                found.name(),
                found.key().type().name(),
                served,
                wanted.values(),
                wanted.ttl().toSeconds(),
                "%s %s at %s: %s -> %s (ttl %ss)"
                        .formatted(
                                found.name(),
                                found.key().type(),
                                found.provider(),
                                served.isEmpty() ? "absent" : String.join(", ", served),
                                String.join(", ", wanted.values()),
                                wanted.ttl().toSeconds()));
    }

    private static Candidate candidate(ServicePlan plan, Site site) {
        Optional<List<RecordSet>> desired = plan.desired().getOrDefault(site.name(), Optional.empty());
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < plan.managed().size(); i++) {
            int index = i;
            places.add(place(plan.managed().get(i), desired.map(all -> all.get(index))));
        }
        plan.switches().forEach(to -> places.add(to.place(site.name())));
        return new Candidate(
                site.name(),
                plan.status()
                        .state()
                        .assignment()
                        .filter(assignment -> assignment.site().equals(site.name()))
                        .isPresent(),
                desired.isPresent(),
                plan.status().sites().stream()
                        .filter(facts -> facts.site().equals(site.name()))
                        .map(facts -> facts.address().sentence())
                        .findFirst()
                        .orElse(""),
                places);
    }

    private static Place place(FoundRecord found, Optional<RecordSet> desired) {
        List<Publication.Answer> answers =
                found.published().map(Publication::answers).orElse(List.of());
        return new Place(
                found.provider(),
                found.name(),
                found.key().type().name(),
                kind(found, desired),
                found.stored().flatMap(stored -> stored).map(Values::of),
                answers.stream().map(AnswerView::of).toList(),
                desired.map(Values::of),
                found.cached().map(Duration::toSeconds),
                diff(found, desired));
    }

    private static String kind(FoundRecord found, Optional<RecordSet> desired) {
        if (desired.isEmpty() || found.current().isEmpty()) {
            return "unknown";
        }
        if (found.isInPlace(desired.get())) {
            return "none";
        }
        return found.current().get().isEmpty() ? "create" : "replace";
    }

    /** The change as lines of a diff, and how long caches may keep what it replaces. */
    private static List<String> diff(FoundRecord found, Optional<RecordSet> desired) {
        List<String> lines = new ArrayList<>();
        found.stored()
                .ifPresent(stored -> lines.add(
                        "- %s at %s".formatted(stored.map(PlanView::text).orElse("absent"), found.provider())));
        found.published()
                .ifPresent(publication -> publication
                        .answers()
                        .forEach(answer -> lines.add("- %s at %s".formatted(text(answer), answer.server()))));
        desired.ifPresent(wanted -> lines.add("+ " + text(wanted)));
        found.cached().ifPresent(cached -> lines.add("  caches may keep the old one for " + Durations.format(cached)));
        return lines;
    }

    private static String text(RecordSet set) {
        return "%s (ttl %ss)"
                .formatted(
                        set.values().stream().map(Excerpt::of).collect(Collectors.joining(", ")),
                        set.ttl().toSeconds());
    }

    private static String text(Publication.Answer answer) {
        if (answer instanceof Served served) {
            return served.recordSet().map(PlanView::text).orElse("absent");
        }
        return "not known: " + ((Silent) answer).reason() + ",";
    }
}
