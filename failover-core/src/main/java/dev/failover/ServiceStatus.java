package dev.failover;

import dev.failover.decision.Condition;
import dev.failover.decision.Connectivity;
import dev.failover.decision.Coordinated;
import dev.failover.decision.Decision;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.RecordLook;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SiteFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a service at one moment; where all is well and stays so, that moment is ten seconds ago at most. Immutable.
 *
 * @param sites in the order of preference; the first is the primary
 * @param look what each of the zones' servers gave at the latest look; empty before the first
 * @param decision what followed from it
 * @param publishingFailures why the latest write to a provider failed, by its name; empty if none did
 * @param inhibited what is the case and is not told, as it follows from something else: by the id of the condition, or {@code sync/NAME} and
 *     the like for what was {@linkplain Failover#announce(String, Set, List, dev.failover.notify.Notification) announced}; and what that is, the id
 *     of a condition or {@code site/NAME}
 * @param coordinated what several watchers agreed upon; empty if this one decides alone
 */
public record ServiceStatus(
        String service,
        ServiceState state,
        List<SiteFacts> sites,
        Connectivity connectivity,
        RecordFacts records,
        Optional<RecordLook> look,
        Decision decision,
        Prediction prediction,
        Map<String, String> publishingFailures,
        Map<String, String> inhibited,
        Optional<Coordinated> coordinated) {
    public ServiceStatus {
        sites = List.copyOf(sites);
        publishingFailures = Map.copyOf(publishingFailures);
        inhibited = Map.copyOf(inhibited);
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
                service,
                next,
                sites,
                connectivity,
                records,
                look,
                decision,
                prediction,
                publishingFailures,
                inhibited,
                coordinated);
    }
}
