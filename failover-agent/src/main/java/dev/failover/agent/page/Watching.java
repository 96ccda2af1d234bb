package dev.failover.agent.page;

import dev.failover.Failover;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.control.ServiceView;
import dev.failover.agent.page.model.Facts;
import dev.failover.agent.page.model.Reachability;
import dev.failover.agent.page.model.Span;
import dev.failover.decision.Cause;
import dev.failover.decision.Connectivity;
import dev.failover.decision.Gate;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.RecordLook;
import dev.failover.decision.RememberedSwitch;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.Step;
import dev.failover.health.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks, again and again, how the services stand, and notices when anything that a page shows has changed. For one thread. */
final class Watching {
    private final Failover failover;
    private final Chronicle chronicle;
    private List<Shown> shown = List.of();

    Watching(Failover failover, Chronicle chronicle) {
        this.failover = failover;
        this.chronicle = chronicle;
    }

    /** What of a service does not change by itself as time passes. */
    private record Shown(
            ServiceState state,
            List<Verdict> verdicts,
            Connectivity connectivity,
            RecordFacts.Status records,
            List<RecordLook.Looked> looked,
            Step.Kind step,
            List<Gate.Kind> unmet,
            Map<String, String> failures) {
        static Shown of(ServiceStatus status) {
            return new Shown(
                    status.state(),
                    status.sites().stream().map(SiteFacts::verdict).toList(),
                    status.connectivity(),
                    status.records().status(),
                    status.look().map(RecordLook::records).orElse(List.of()),
                    status.decision().step().kind(),
                    status.decision().unmet().stream().map(Gate::kind).toList(),
                    status.publishingFailures());
        }
    }

    /** What a failover has measured: it knows of the first failed check, and to the moment when users were led elsewhere. */
    private static Optional<Span> outage(RememberedSwitch made) {
        return made.cause() == Cause.FAILOVER
                        && made.began().isPresent()
                        && made.publishedAt().isPresent()
                ? Optional.of(new Span(made.began().get(), made.publishedAt().get(), Reachability.DOWN))
                : Optional.empty();
    }

    /** @return whether anything has changed */
    boolean look(Configuration configuration, Instant now) {
        Map<String, Reachability> states = new HashMap<>();
        Map<String, Span> outages = new HashMap<>();
        List<Shown> next = new ArrayList<>();
        for (Service service : configuration.services()) {
            failover.status(service.name()).ifPresent(status -> {
                ServiceView view = ServiceView.of(service, status, now);
                states.put(service.name(), Reachability.of(view));
                view.sites()
                        .forEach(site ->
                                states.put(Facts.key(service.name(), site.site()), Reachability.of(site.verdict())));
                status.state()
                        .lastSwitch()
                        .flatMap(Watching::outage)
                        .ifPresent(span -> outages.put(service.name(), span));
                next.add(Shown.of(status));
            });
        }
        chronicle.note(now, states);
        outages.forEach(chronicle::correct);
        boolean changed = !next.equals(shown);
        shown = next;
        return changed;
    }
}
