package dev.failover.agent.config;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.SettingsReader;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.FailoverPolicy.ForeignEdit;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.health.Thresholds;
import dev.failover.time.Durations;
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
        boolean given = check.has("timeout");
        SettingsReader reader =
                check.settings(Thresholds.SETTINGS.toArray(String[]::new)).reader();
        Thresholds.Builder thresholds = start.toBuilder().read(reader);
        return reader.build(() -> within(thresholds.build(), given));
    }

    /** The library lets probes overlap; a human who writes a timeout above the interval has mixed them up. */
    private static Thresholds within(Thresholds read, boolean timeoutGiven) {
        if (read.timeout().compareTo(read.interval()) <= 0) {
            return read;
        }
        if (timeoutGiven) {
            throw new InvalidSettingsException(
                    "timeout",
                    "of %s is longer than the interval of %s"
                            .formatted(Durations.format(read.timeout()), Durations.format(read.interval())));
        }
        return read.toBuilder().timeout(read.interval()).build();
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
                        "mix-limit",
                        "drill-max-age",
                        "restore-test-max-age")
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
                .duration("drill-max-age", policy::drillMaxAge)
                .duration("restore-test-max-age", policy::restoreTestMaxAge)
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
