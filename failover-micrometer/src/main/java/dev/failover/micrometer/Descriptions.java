package dev.failover.micrometer;

import java.util.Map;
import java.util.Set;

/** One sentence for each metric, as registries show it. */
final class Descriptions {
    private static final Map<String, String> ALL = Map.ofEntries(
            Map.entry("failover.checks", "Health checks that ended"),
            Map.entry("failover.check.duration", "What health checks took"),
            Map.entry("failover.site.verdict", "Whether this is the verdict on the site"),
            Map.entry("failover.site.active", "Whether the service is assigned to the site"),
            Map.entry("failover.replica.age", "How old the site's replica is"),
            Map.entry("failover.certificate.remaining", "For how long the certificate last seen is valid"),
            Map.entry("failover.epoch", "The number of the latest decision"),
            Map.entry("failover.ready", "Whether a failover would work now, as far as nobody wanted otherwise"),
            Map.entry("failover.paused", "Whether the service is paused"),
            Map.entry("failover.latched", "Whether automatic switching has stopped until a human acknowledges"),
            Map.entry(
                    "failover.untried",
                    "Whether a drill or restore test is too long ago, so that switches wait for a human"),
            Map.entry("failover.drill.age", "How long ago the latest drill was passed"),
            Map.entry("failover.held", "Whether a human's choice keeps the service where it is"),
            Map.entry("failover.switching", "Whether a switch is under way"),
            Map.entry("failover.connected", "Whether the watcher itself is in touch with the world"),
            Map.entry("failover.records.as.decided", "Whether every server of the zones gives what was decided"),
            Map.entry("failover.publishing.failing", "At how many providers the latest write failed"),
            Map.entry("failover.gates.unmet", "How many gates keep the switch at hand from being made"),
            Map.entry("failover.conditions", "How many things are the case that a human should know of"),
            Map.entry(
                    "failover.recovery.time.predicted",
                    "How long an unplanned switch should take at most, caches included"),
            Map.entry(
                    "failover.recovery.point.predicted", "How old the data would be at the site that would take over"),
            Map.entry("failover.lease.remaining", "For how long this watcher may still write"),
            Map.entry("failover.switches", "Switches that were decided"),
            Map.entry(
                    "failover.switch.duration",
                    "From the first failed check, or the decision, until it was served everywhere"),
            Map.entry(
                    "failover.switch.duration.predicted",
                    "What that was predicted to be at most, of the same switches"),
            Map.entry("failover.publishes", "Writes that a provider took"),
            Map.entry("failover.publish.failures", "Writes that failed"),
            Map.entry("failover.journal.failures", "Decisions that could not be journalled, so that nothing was done"),
            Map.entry("failover.bugs", "Turns of the loop that a bug ended"),
            Map.entry("failover.notifications.waiting", "Notifications that the notifier has still to say"),
            Map.entry("failover.notifications.oldest.age", "How long the oldest of them has waited"),
            Map.entry("failover.notifications.delivered", "Notifications that the notifier has said"),
            Map.entry("failover.notifications.failures", "Attempts of the notifier that failed"));

    private Descriptions() {}

    static Set<String> names() {
        return ALL.keySet();
    }

    static String of(String metric) {
        String text = ALL.get(metric);
        if (text == null) {
            throw new IllegalArgumentException(metric + " has no description");
        }
        return text;
    }
}
