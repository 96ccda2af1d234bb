package dev.failover.agent.config;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.SettingsReader;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.ForeignEdit;
import dev.failover.decision.StateClass;
import dev.failover.health.Thresholds;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

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
        Duration[] interval = {start.interval()};
        Duration[] timeout = {null};
        return check.settings("timeout", "interval", "fast-interval", "fall", "rise")
                .reader()
                .duration("timeout", value -> timeout[0] = value)
                .duration("interval", value -> {
                    interval[0] = value;
                    thresholds.interval(value);
                })
                .duration("fast-interval", thresholds::fastInterval)
                .integer("fall", thresholds::fall)
                .integer("rise", thresholds::rise)
                .build(() -> thresholds
                        .timeout(timeout(timeout[0], interval[0], start.timeout()))
                        .build());
    }

    /** The library lets probes overlap; a human who writes a timeout above the interval has mixed them up. */
    private static Duration timeout(@Nullable Duration given, Duration interval, Duration usual) {
        if (given == null) {
            return usual.compareTo(interval) > 0 ? interval : usual;
        }
        if (given.compareTo(interval) > 0) {
            throw new InvalidSettingsException(
                    "timeout",
                    "of %s is longer than the interval of %s"
                            .formatted(Durations.format(given), Durations.format(interval)));
        }
        return given;
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
