package dev.failover.replay;

import dev.failover.Service;
import dev.failover.Site;
import dev.failover.component.InvalidSettingsException;
import dev.failover.decision.Cause;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.health.Thresholds;
import dev.failover.journal.StateStore;
import dev.failover.replay.Observations.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Holds recorded checks against a policy: what would have been switched, when and why, and what would have been refused. A pure
 * function: no clock, no socket, no file.
 *
 * <p>What runs is the loop that watches in earnest, with its thresholds, gates, latch and failback, on the time of the records.
 * Each check finds what was last written down of its site, or UNKNOWN where nothing was. What the records don't say is taken for
 * well: the watcher was in touch, addresses were known and publishable, certificates valid, replicas young, nobody paused or
 * switched by hand, and every write was published at once. It begins at the first site.
 *
 * @param sites in the order of preference; the first is the primary
 */
public record Replay(String service, List<String> sites, Thresholds thresholds, FailoverPolicy policy) {
    /** As many as there are stand-in addresses for. */
    private static final int MAX_SITES = 200;

    /** @throws InvalidSettingsException if there is no site, or there are more than 200 */
    public Replay {
        sites = List.copyOf(sites);
        if (sites.isEmpty() || sites.size() > MAX_SITES) {
            throw new InvalidSettingsException("sites", "from 1 to " + MAX_SITES + " can be replayed");
        }
    }

    /** A service as it is configured. */
    public static Replay of(Service service) {
        return new Replay(
                service.name(),
                service.sites().stream().map(Site::name).toList(),
                service.thresholds(),
                service.policy());
    }

    /** The same under another policy. */
    public Replay under(FailoverPolicy other) {
        return new Replay(service, sites, thresholds, other);
    }

    /** The same with other thresholds. */
    public Replay under(Thresholds other) {
        return new Replay(service, sites, other, policy);
    }

    /**
     * Runs through the records.
     *
     * @param history those of other services and sites are left out
     * @throws InvalidSettingsException if nothing is recorded of the service's sites
     */
    public Report run(List<Observation> history) {
        List<Observation> ours = history.stream()
                .filter(check -> check.service().equals(service)
                        && (sites.contains(check.site()) || check.site().equals(Observation.WATCHER)))
                .toList();
        if (ours.stream().allMatch(check -> check.site().equals(Observation.WATCHER))) {
            throw new InvalidSettingsException(
                    "history", "there are no observations of the sites %s of %s".formatted(sites, service));
        }
        return new ReplayRun(this, ours, StateStore.inMemory()).run();
    }

    /** The policy without what the records say nothing about: no replica's age is asked for, and nothing that was tried. */
    FailoverPolicy replayable() {
        return policy.toBuilder()
                .stateClass(policy.stateClass() == StateClass.EPHEMERAL ? StateClass.STATELESS : policy.stateClass())
                .anyReplicaAge()
                .untried()
                .build();
    }

    /**
     * What would have become of a service under a policy.
     *
     * @param from the first recorded check
     * @param until the last
     * @param switches in their order
     * @param refusals times during which a switch was due and a gate was in its way
     * @param stopped when automatic switching stopped after too many switches; in a replay nobody acknowledges that
     * @param down for how long the site that the service was at was recorded as down
     */
    public record Report(
            String service,
            Instant from,
            Instant until,
            List<Move> switches,
            List<Refusal> refusals,
            Optional<Instant> stopped,
            Duration down) {
        public Report {
            switches = List.copyOf(switches);
            refusals = List.copyOf(refusals);
        }

        /**
         * A switch.
         *
         * @param reason why, in one sentence
         */
        public record Move(Instant at, Cause cause, String from, String to, String reason) {}

        /**
         * A switch that was due and not made.
         *
         * @param reason why it was due
         * @param gates the sentences of the gates in its way
         */
        public record Refusal(Instant from, Instant until, String reason, List<String> gates) {
            public Refusal {
                gates = List.copyOf(gates);
            }
        }
    }
}
