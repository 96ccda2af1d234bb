package dev.failover.examples.agent.config;

import dev.failover.component.SettingsReader;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.ForeignEdit;
import dev.failover.decision.StateClass;
import dev.failover.health.Thresholds;
import java.time.Duration;
import java.util.function.BiFunction;

/** The settings of a service that say what is decided and how soon; those that are missing stay as they were. */
final class PolicySettings {
    private PolicySettings() {}

    /** Who decides on the way back. */
    private enum Failback {
        MANUAL,
        AUTOMATIC
    }

    /** @throws dev.failover.component.InvalidSettingsException naming everything that is wrong */
    static Thresholds thresholds(BlockReader check, Thresholds start) {
        Thresholds.Builder thresholds = start.toBuilder();
        return check.settings("timeout", "interval", "fast-interval", "fall", "rise")
                .reader()
                .duration("timeout", thresholds::timeout)
                .duration("interval", thresholds::interval)
                .duration("fast-interval", thresholds::fastInterval)
                .integer("fall", thresholds::fall)
                .integer("rise", thresholds::rise)
                .build(thresholds::build);
    }

    /** @throws dev.failover.component.InvalidSettingsException naming everything that is wrong */
    static FailoverPolicy policy(BlockReader block, FailoverPolicy start) {
        FailoverPolicy.Builder policy = start.toBuilder();
        return block.settings(
                        "state-class",
                        "failback",
                        "failback-after",
                        "max-switches",
                        "cool-down",
                        "replica-max-age",
                        "certificate-valid-for",
                        "address-max-age",
                        "on-foreign-edit",
                        "max-restores",
                        "mix-limit")
                .reader()
                .constant("state-class", StateClass.class, policy::stateClass)
                .constant("failback", Failback.class, value -> policy.automaticFailback(value == Failback.AUTOMATIC))
                .duration("failback-after", policy::failbackAfter)
                .nested(
                        "max-switches",
                        limit ->
                                limit(limit.reader(), start.maxSwitches(), start.maxSwitchesPer(), policy::maxSwitches))
                .duration("cool-down", policy::coolDown)
                .duration("replica-max-age", policy::replicaMaxAge)
                .duration("certificate-valid-for", policy::certificateValidFor)
                .duration("address-max-age", policy::addressMaxAge)
                .constant("on-foreign-edit", ForeignEdit.class, policy::onForeignEdit)
                .nested(
                        "max-restores",
                        limit ->
                                limit(limit.reader(), start.maxRestores(), start.maxRestoresPer(), policy::maxRestores))
                .duration("mix-limit", policy::mixLimit)
                .build(policy::build);
    }

    /** So many times within so long. */
    private static void limit(
            SettingsReader reader,
            int startCount,
            Duration startPer,
            BiFunction<Integer, Duration, FailoverPolicy.Builder> limit) {
        int[] count = {startCount};
        Duration[] per = {startPer};
        reader.integer("count", value -> count[0] = value)
                .duration("per", value -> per[0] = value)
                .build(() -> limit.apply(count[0], per[0]));
    }
}
