package dev.failover.decision;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import java.time.Duration;
import java.util.Optional;

/**
 * What may be decided without asking. Immutable.
 *
 * @param stateClass how much state the service carries
 * @param automaticFailback whether it returns to the primary without a human
 * @param failbackAfter how long the primary must have been UP before that
 * @param maxSwitches how many automatic switches are made within {@code maxSwitchesPer} before it latches
 * @param coolDown how long after a switch the next one may be made without a human; zero for no limit
 * @param replicaMaxAge how old the replica of a site entered may be; empty if no data is replicated
 * @param certificateValidFor how long the certificate of a site entered must still be valid
 * @param addressMaxAge how long ago a dynamic address must have been verified at most
 * @param onForeignEdit what to do when somebody else changed the records
 * @param maxRestores how often what was decided is put back within {@code maxRestoresPer}; it only counts with {@link
 *     ForeignEdit#RESTORE}
 * @param mixLimit for how long the records may point to different sites before a human is told
 * @param drillMaxAge how long ago the latest drill may have been passed; then switches wait for a human. Empty for no limit
 * @param restoreTestMaxAge the same of the latest restore test of the service's backups
 */
public record FailoverPolicy(
        StateClass stateClass,
        boolean automaticFailback,
        Duration failbackAfter,
        int maxSwitches,
        Duration maxSwitchesPer,
        Duration coolDown,
        Optional<Duration> replicaMaxAge,
        Duration certificateValidFor,
        Duration addressMaxAge,
        ForeignEdit onForeignEdit,
        int maxRestores,
        Duration maxRestoresPer,
        Duration mixLimit,
        Optional<Duration> drillMaxAge,
        Optional<Duration> restoreTestMaxAge) {
    private static final FailoverPolicy DEFAULTS = builder().build();

    /** @throws InvalidSettingsException naming every value out of its range */
    public FailoverPolicy {
        Problems problems = new Problems()
                .present(stateClass, "state-class", "how much data the service keeps")
                .notNegative(failbackAfter, "failback-after");
        requireCountable(maxSwitches, "max-switches.count", problems);
        problems.positive(maxSwitchesPer, "max-switches.per").notNegative(coolDown, "cool-down");
        replicaMaxAge.ifPresent(value -> problems.positive(value, "replica-max-age"));
        problems.notNegative(certificateValidFor, "certificate-valid-for")
                .positive(addressMaxAge, "address-max-age")
                .present(onForeignEdit, "on-foreign-edit", "what to do about a change by hand");
        requireCountable(maxRestores, "max-restores.count", problems);
        problems.positive(maxRestoresPer, "max-restores.per").positive(mixLimit, "mix-limit");
        for (Trial.Kind kind : Trial.Kind.values()) {
            maxAge(kind, drillMaxAge, restoreTestMaxAge)
                    .ifPresent(value -> problems.positive(value, kind.word() + "-max-age"));
        }
        problems.throwIfAny();
    }

    /** How long ago it may have been passed that something was tried; empty if it need not be. */
    public Optional<Duration> maxAge(Trial.Kind kind) {
        return maxAge(kind, drillMaxAge, restoreTestMaxAge);
    }

    private static Optional<Duration> maxAge(
            Trial.Kind kind, Optional<Duration> drill, Optional<Duration> restoreTest) {
        return switch (kind) {
            case DRILL -> drill;
            case RESTORE_TEST -> restoreTest;
        };
    }

    /** A limit above what is remembered would never be reached. */
    private static void requireCountable(int count, String key, Problems problems) {
        problems.unless(count >= 1, key, "must be at least 1")
                .unless(
                        count <= ServiceState.SWITCHES_KEPT,
                        key,
                        "must be at most %s, which is how many are remembered, not %s"
                                .formatted(ServiceState.SWITCHES_KEPT, count));
    }

    /** Automatic failover, failback by hand, at most three switches an hour. */
    public static FailoverPolicy defaults() {
        return DEFAULTS;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from what this policy says. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Builds a policy; every setting has a default. Not thread-safe. */
    public static final class Builder {
        private StateClass stateClass = StateClass.STATELESS;
        private boolean automaticFailback;
        private Duration failbackAfter = Duration.ofMinutes(10);
        private int maxSwitches = 3;
        private Duration maxSwitchesPer = Duration.ofHours(1);
        private Duration coolDown = Duration.ZERO;
        private Optional<Duration> replicaMaxAge = Optional.empty();
        private Duration certificateValidFor = Duration.ofHours(1);
        private Duration addressMaxAge = Duration.ofMinutes(5);
        private ForeignEdit onForeignEdit = ForeignEdit.HOLD;
        private int maxRestores = 3;
        private Duration maxRestoresPer = Duration.ofHours(1);
        private Duration mixLimit = Duration.ofMinutes(2);
        private Optional<Duration> drillMaxAge = Optional.empty();
        private Optional<Duration> restoreTestMaxAge = Optional.empty();

        private Builder() {}

        private Builder(FailoverPolicy policy) {
            stateClass = policy.stateClass();
            automaticFailback = policy.automaticFailback();
            failbackAfter = policy.failbackAfter();
            maxSwitches = policy.maxSwitches();
            maxSwitchesPer = policy.maxSwitchesPer();
            coolDown = policy.coolDown();
            replicaMaxAge = policy.replicaMaxAge();
            certificateValidFor = policy.certificateValidFor();
            addressMaxAge = policy.addressMaxAge();
            onForeignEdit = policy.onForeignEdit();
            maxRestores = policy.maxRestores();
            maxRestoresPer = policy.maxRestoresPer();
            mixLimit = policy.mixLimit();
            drillMaxAge = policy.drillMaxAge();
            restoreTestMaxAge = policy.restoreTestMaxAge();
        }

        /** {@link StateClass#STATELESS} by default. */
        public Builder stateClass(StateClass value) {
            stateClass = value;
            return this;
        }

        /** Off by default: a failback needs a human. */
        public Builder automaticFailback(boolean value) {
            automaticFailback = value;
            return this;
        }

        /** Ten minutes by default; zero or more. */
        public Builder failbackAfter(Duration value) {
            failbackAfter = value;
            return this;
        }

        /** Three an hour by default; 1 to 50, within more than zero. */
        public Builder maxSwitches(int count, Duration per) {
            maxSwitches = count;
            maxSwitchesPer = per;
            return this;
        }

        /** None by default; zero or more. */
        public Builder coolDown(Duration value) {
            coolDown = value;
            return this;
        }

        /** No limit by default; more than zero. */
        public Builder replicaMaxAge(Duration value) {
            replicaMaxAge = Optional.of(value);
            return this;
        }

        /** However old the replica is. */
        public Builder anyReplicaAge() {
            replicaMaxAge = Optional.empty();
            return this;
        }

        /** One hour by default; zero or more. */
        public Builder certificateValidFor(Duration value) {
            certificateValidFor = value;
            return this;
        }

        /** Five minutes by default; more than zero. */
        public Builder addressMaxAge(Duration value) {
            addressMaxAge = value;
            return this;
        }

        /** {@link ForeignEdit#HOLD} by default. */
        public Builder onForeignEdit(ForeignEdit value) {
            onForeignEdit = value;
            return this;
        }

        /**
         * Three an hour by default; 1 to 50, within more than zero. More would be two automatons at work on the same
         * records.
         */
        public Builder maxRestores(int count, Duration per) {
            maxRestores = count;
            maxRestoresPer = per;
            return this;
        }

        /** Two minutes by default, which is longer than vendors usually take to publish; more than zero. */
        public Builder mixLimit(Duration value) {
            mixLimit = value;
            return this;
        }

        /**
         * No limit by default; more than zero. A human is told when a fifth of it is left. From its end on, switches wait for a human,
         * until a drill is {@linkplain dev.failover.Failover#tried passed}, or a human acknowledges that there was none.
         */
        public Builder drillMaxAge(Duration value) {
            drillMaxAge = Optional.of(value);
            return this;
        }

        /** As {@link #drillMaxAge}, of a restore test of the service's backups. */
        public Builder restoreTestMaxAge(Duration value) {
            restoreTestMaxAge = Optional.of(value);
            return this;
        }

        /** However long ago anything was tried. */
        public Builder untried() {
            drillMaxAge = Optional.empty();
            restoreTestMaxAge = Optional.empty();
            return this;
        }

        /** @throws InvalidSettingsException naming every value out of its range */
        public FailoverPolicy build() {
            return new FailoverPolicy(
                    stateClass,
                    automaticFailback,
                    failbackAfter,
                    maxSwitches,
                    maxSwitchesPer,
                    coolDown,
                    replicaMaxAge,
                    certificateValidFor,
                    addressMaxAge,
                    onForeignEdit,
                    maxRestores,
                    maxRestoresPer,
                    mixLimit,
                    drillMaxAge,
                    restoreTestMaxAge);
        }
    }

    /** What to do when records are not what this watcher put or found there, and their vendor says so itself. */
    public enum ForeignEdit {
        /** Nothing but to tell a human, until the records are put right or a switch says where to go. */
        HOLD,
        /** If every record points to one of the sites, somebody moved the service there: that is taken as decided. Else as HOLD. */
        ADOPT,
        /** What was decided is put back in place of what was found, while the active site is ready and not too often. Else as HOLD. */
        RESTORE
    }

    /** How much state a service carries, which decides what may be switched without asking. */
    public enum StateClass {
        /** None: switched automatically. */
        STATELESS,
        /** Seconds of it: switched automatically within a loss budget, the replica's greatest age. */
        EPHEMERAL,
        /** Safe while enough members agree: switched only on a human's word, as one watcher is no quorum. */
        QUORUM,
        /** Full of it: switched only on a human's word. */
        STATEFUL
    }
}
