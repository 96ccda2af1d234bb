package dev.failover.agent.drill;

import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.component.Excerpt;
import dev.failover.decision.Connectivity;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.Step;
import dev.failover.health.Verdict;
import java.util.Optional;

/** What the real service must be like before, during and after a drill. Pure: what is known in, a sentence out. */
final class Steadiness {
    private final Service service;

    Steadiness(Service service) {
        this.service = service;
    }

    /** Why no drill may begin; empty if all is well. */
    Optional<String> hindrance(ServiceStatus status) {
        Optional<String> incident = incident(status);
        if (incident.isPresent()) {
            return incident;
        }
        if (status.records().site().filter(primary()::equals).isEmpty()) {
            return Optional.of(
                    "it is not at " + primary() + ": " + status.records().sentence());
        }
        for (SiteFacts site : status.sites()) {
            if (site.verdict() != Verdict.UP) {
                return Optional.of("%s is %s: %s".formatted(site.site(), site.verdict(), site.detail()));
            }
        }
        return status.connectivity() == Connectivity.CONNECTED
                ? Optional.empty()
                : Optional.of("this watcher does not know yet whether it is cut off itself");
    }

    /** What really happens, and matters more than a drill; empty if nothing does. */
    Optional<String> incident(ServiceStatus status) {
        if (status.decision().step().kind() == Step.Kind.SWITCH) {
            return Optional.of("a real switch is due: " + status.decision().reason());
        }
        if (status.state().transition().isPresent()) {
            return Optional.of("a real switch is under way");
        }
        RecordFacts.Status records = status.records().status();
        if (status.records().isSomebodyElses() || records == RecordFacts.Status.PENDING) {
            return Optional.of(
                    "the real records are moving: " + status.records().sentence());
        }
        String active = status.records().site().orElse(primary());
        return status.sites().stream()
                .filter(site -> site.site().equals(active) && site.verdict() == Verdict.DOWN)
                .map(site -> "%s is really DOWN: %s".formatted(active, Excerpt.of(site.detail())))
                .findFirst();
    }

    /** What went red meanwhile, so that a drill proves nothing any more; empty if all is well. */
    Optional<String> trouble(ServiceStatus status) {
        if (status.connectivity() == Connectivity.ISOLATED) {
            return Optional.of("this watcher itself is cut off");
        }
        return status.sites().stream()
                .filter(site -> site.verdict() == Verdict.DOWN)
                .map(site -> "%s went DOWN: %s".formatted(site.site(), Excerpt.of(site.detail())))
                .findFirst();
    }

    private String primary() {
        return service.sites().get(0).name();
    }
}
