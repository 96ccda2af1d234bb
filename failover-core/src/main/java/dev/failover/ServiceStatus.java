package dev.failover;

import dev.failover.decision.Condition;
import dev.failover.decision.Connectivity;
import dev.failover.decision.Coordinated;
import dev.failover.decision.Decision;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SiteFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a service at one moment. Immutable.
 *
 * @param sites in the order of preference; the first is the primary
 * @param decision what followed from it
 * @param publishingFailures why the latest write to a provider failed, by its name; empty if none did
 * @param coordinated what several watchers agreed upon; empty if this one decides alone
 */
public record ServiceStatus(
        String service,
        ServiceState state,
        List<SiteFacts> sites,
        Connectivity connectivity,
        RecordFacts records,
        Decision decision,
        Prediction prediction,
        Map<String, String> publishingFailures,
        Optional<Coordinated> coordinated) {
    public ServiceStatus {
        sites = List.copyOf(sites);
        publishingFailures = Map.copyOf(publishingFailures);
    }

    /** Whether writing fails, and that is more than a hiccup: humans were told. */
    public boolean isPublishingFailing() {
        return !publishingFailures.isEmpty()
                && state.conditions().keySet().stream()
                        .flatMap(id -> Condition.named(id).stream())
                        .anyMatch(condition -> condition.kind() == Condition.Kind.PUBLISHING_FAILS);
    }

    /** The same after a change of the state. */
    ServiceStatus with(ServiceState next) {
        return new ServiceStatus(
                service, next, sites, connectivity, records, decision, prediction, publishingFailures, coordinated);
    }
}
