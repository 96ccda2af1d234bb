package dev.failover.testkit.simulation;

import dev.failover.coordination.SharedRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store that the watchers share: one record, what is wrong with it, and the lies it tells. */
final class SimulatedStore {
    /** What there was until then. */
    private record Past(long until, Optional<SharedRecord> record) {}

    /** For how long what there was is remembered: no lie is about anything older. */
    static final Duration KEPT = Duration.ofSeconds(90);
    /** How old an answer may be at most. */
    static final Duration STALE = Duration.ofSeconds(40);

    private final World world;
    private final CoordinationChecks checks;
    private final Deque<Past> past = new ArrayDeque<>();
    private Optional<SharedRecord> record = Optional.empty();
    private long versions;
    private Fault.@Nullable Kind trouble;

    SimulatedStore(World world, CoordinationPlan plan) {
        this.world = world;
        this.checks = new CoordinationChecks(world, plan);
    }

    CoordinationChecks checks() {
        return checks;
    }

    /** What is wrong with it; null if nothing. */
    Fault.@Nullable Kind trouble() {
        return trouble;
    }

    void trouble(Fault.@Nullable Kind kind) {
        trouble = kind;
    }

    Optional<SharedRecord> record() {
        return record;
    }

    /** What there was so long ago. */
    Optional<SharedRecord> record(Duration ago) {
        long then = world.timeline().now() - ago.toNanos();
        return past.stream()
                .filter(each -> each.until() > then)
                .findFirst()
                .map(Past::record)
                .orElse(record);
    }

    boolean isAt(Optional<String> expected) {
        return record.map(SharedRecord::version).equals(expected);
    }

    /** @return the version that somebody is told whose write is lost */
    String forgetWrite() {
        versions++;
        return Long.toString(versions);
    }

    String put(String content) {
        versions++;
        become(Optional.of(new SharedRecord(Long.toString(versions), content)));
        return Long.toString(versions);
    }

    private void become(Optional<SharedRecord> next) {
        past.add(new Past(world.timeline().now(), record));
        while (past.element().until() < world.timeline().now() - KEPT.toNanos()) {
            past.remove();
        }
        record = next;
    }

    /** An old copy takes over, which knows nothing of what came after it. */
    void goBack(Duration ago) {
        checks.lies();
        become(record(ago));
        versions = record.map(SharedRecord::version).map(Long::parseLong).orElse(0L);
        checks.replaced(record.map(SharedRecord::content));
    }

    /** It counts from an earlier number on, and gives out once more the versions that it gave to other contents. */
    void resetTime(int steps) {
        checks.lies();
        versions = Math.max(1, versions - steps);
        become(record.map(each -> new SharedRecord(Long.toString(versions), each.content())));
    }

    /** Somebody removes the record. */
    void empty() {
        checks.lies();
        become(Optional.empty());
        checks.replaced(Optional.empty());
    }
}
