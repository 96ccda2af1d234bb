package dev.failover;

import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.sync.DataSet;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a site's replicas the sources once the site is active, so that whoever was the source before is refused (S11). A
 * switch does not wait for it; what fails is tried again. Until then it looks now and then whether it could: what would
 * fail in the night of the switch is known on a quiet day. Lives on the event thread.
 */
final class Promotion implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Promotion.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);
    static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    private final Scheduler scheduler;
    private final String site;
    private final List<DataSet> replicas;
    private final Runnable changed;
    private long promoted = -1;
    private String failure = "";
    private boolean waiting;
    private @Nullable Task underWay;
    private Task nextLook = () -> {};
    private @Nullable Task looking;

    /** @param changed called when its replicas have become the sources, or something else keeps them from it than before */
    Promotion(Scheduler scheduler, String site, List<DataSet> replicas, Runnable changed) {
        this.scheduler = scheduler;
        this.site = site;
        this.replicas = replicas;
        this.changed = changed;
    }

    /** Begins to look whether a promotion would succeed. */
    void start() {
        if (!replicas.isEmpty()) {
            looking = scheduler.call(
                    "looking whether the replicas of " + site + " can be promoted",
                    TIMEOUT,
                    () -> replicas.stream()
                            .flatMap(replica -> replica.hindrance().stream())
                            .collect(Collectors.joining("; ")),
                    this::looked);
        }
    }

    private void looked(Outcome<String> outcome) {
        looking = null;
        String found = outcome.fold(hindrances -> hindrances, cause -> String.valueOf(cause.getMessage()));
        nextLook = scheduler.schedule(BETWEEN_LOOKS, this::start);
        if (underWay == null && !waiting && !failure.equals(found)) {
            failure = found;
            changed.run();
        }
    }

    /** The site is active in this epoch. Returns at once; idempotent. */
    void isActive(long epoch) {
        if (replicas.isEmpty() || promoted >= epoch || waiting || underWay != null) {
            return;
        }
        underWay = scheduler.call("promoting the replicas of " + site, TIMEOUT, () -> promoteAll(epoch), this::ended);
    }

    /** Whether that data set is no replica of the site, or is promoted in that epoch. */
    boolean isSource(DataSet dataSet, long epoch) {
        return promoted >= epoch
                || replicas.stream().noneMatch(replica -> replica.name().equals(dataSet.name()));
    }

    /** One that can't be promoted keeps no other from it. */
    private long promoteAll(long epoch) {
        List<String> failures = new ArrayList<>();
        for (DataSet replica : replicas) {
            try {
                replica.promote(epoch);
            } catch (ComponentException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        if (!failures.isEmpty()) {
            throw new RejectedException(String.join("; ", failures));
        }
        return epoch;
    }

    private void ended(Outcome<Long> outcome) {
        underWay = null;
        outcome.fold(
                epoch -> {
                    promoted = epoch;
                    failure = "";
                    log.info("{}: its replicas are the sources from epoch {} on: {}", site, epoch, replicas);
                    return true;
                },
                cause -> {
                    fail(String.valueOf(cause.getMessage()));
                    return false;
                });
        changed.run();
    }

    private void fail(String why) {
        failure = why;
        waiting = true;
        scheduler.schedule(BETWEEN_TRIES, () -> waiting = false);
    }

    /** Why it failed, or would fail; empty if neither is known. */
    Optional<String> failure() {
        return Optional.of(failure).filter(why -> !why.isEmpty());
    }

    @Override
    public void close() {
        nextLook.cancel();
        for (Task task : new Task[] {underWay, looking}) {
            if (task != null) {
                task.cancel();
            }
        }
    }
}
