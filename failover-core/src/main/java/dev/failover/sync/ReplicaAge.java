package dev.failover.sync;

import dev.failover.component.ComponentException;
import dev.failover.time.Durations;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Finds out how old a replica is, from what it carries itself. Thread-safe. */
@FunctionalInterface
public interface ReplicaAge {
    /** By how much the source's clock may be ahead of this one's before an age is not believed. */
    Duration CLOCK_TOLERANCE = Duration.ofSeconds(1);

    /**
     * Looks once.
     *
     * @param timeout for the whole look; more than zero
     */
    Reading read(Duration timeout) throws InterruptedException;

    /**
     * What a look found.
     *
     * @param asOf when the scan of the latest complete run began, of several replicas that of the oldest; empty if that is
     *     not known
     * @param newest the same of the youngest of several: if that is from the future, a clock is wrong
     * @param why nothing is known; empty if something is
     */
    record Reading(Optional<Instant> asOf, Optional<Instant> newest, String why) {
        /** A replica as of that moment. */
        public static Reading of(Instant asOf) {
            return new Reading(Optional.of(asOf), Optional.of(asOf), "");
        }

        /** Nothing is known, for a reason. */
        public static Reading unknown(String why) {
            return new Reading(Optional.empty(), Optional.empty(), why);
        }

        /** How old the replica is at that moment; empty if it is not known, or would have to come from the future. */
        public Optional<Duration> age(Instant now) {
            if (newest.filter(instant -> instant.isAfter(now.plus(CLOCK_TOLERANCE)))
                    .isPresent()) {
                return Optional.empty();
            }
            return asOf.map(instant -> Duration.between(instant, now))
                    .map(age -> age.isNegative() ? Duration.ZERO : age);
        }

        /** One sentence for a human. */
        public String sentence(Instant now) {
            if (asOf.isEmpty()) {
                return "the replica's age is not known: " + why;
            }
            return age(now).map(age -> "the replica is " + Durations.format(age) + " old")
                    .orElseGet(() -> "the replica's age is not known: it is dated " + newest.orElseThrow()
                            + ", which lies ahead of this machine's clock; one of the two clocks is wrong");
        }
    }

    /**
     * The age of a replica in a directory of this machine: by the clock of its source and by this machine's, which knows since when the
     * watermark has been there; the older of both.
     */
    static ReplicaAge of(DataSet replica) {
        return timeout -> replica.age();
    }

    /**
     * The age of the replica at the other end of a transport. A watermark from the future is not believed, not even once that has come;
     * whoever keeps what is returned, and looks again, knows the age of the next one whatever the source's clock says.
     */
    static ReplicaAge over(String dataSet, FileSync transport) {
        return new RemoteReplicaAge(dataSet, transport, TimeSource.system());
    }

    /** The age of the oldest of several replicas, all of which are needed; not known unless it is of each (S10). */
    static ReplicaAge oldestOf(List<ReplicaAge> replicas) {
        if (replicas.isEmpty()) {
            throw new IllegalArgumentException("there is no replica");
        }
        List<ReplicaAge> all = List.copyOf(replicas);
        return timeout -> {
            List<Instant> found = new ArrayList<>();
            for (ReplicaAge replica : all) {
                Reading reading;
                try {
                    reading = replica.read(timeout);
                } catch (ComponentException e) {
                    reading = Reading.unknown(e.getMessage());
                }
                if (reading.asOf().isEmpty()) {
                    return reading;
                }
                reading.asOf().ifPresent(found::add);
                reading.newest().ifPresent(found::add);
            }
            return new Reading(Optional.of(Collections.min(found)), Optional.of(Collections.max(found)), "");
        };
    }
}
