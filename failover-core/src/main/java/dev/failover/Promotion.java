package dev.failover;

import dev.failover.sync.DataSet;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a site's replicas the sources once the site is active, so that whoever was the source before is refused (S11). A
 * switch does not wait for it; what fails is tried again. Lives on the event thread.
 */
final class Promotion implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Promotion.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

    private final Scheduler scheduler;
    private final String site;
    private final List<DataSet> replicas;
    private long promoted = -1;
    private String failure = "";
    private boolean waiting;
    private @Nullable Task underWay;

    Promotion(Scheduler scheduler, String site, List<DataSet> replicas) {
        this.scheduler = scheduler;
        this.site = site;
        this.replicas = replicas;
    }

    /** The site is active in this epoch. Returns at once; idempotent. */
    void isActive(long epoch) {
        if (replicas.isEmpty() || promoted >= epoch || waiting || underWay != null) {
            return;
        }
        underWay = scheduler.call(
                "promoting the replicas of " + site,
                TIMEOUT,
                () -> {
                    replicas.forEach(replica -> replica.promote(epoch));
                    return epoch;
                },
                this::ended);
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
    }

    private void fail(String why) {
        if (!why.equals(failure)) {
            log.error(
                    "{}: its replicas could not be made the sources, the old source may overwrite them: {}", site, why);
        }
        failure = why;
        waiting = true;
        scheduler.schedule(BETWEEN_TRIES, () -> waiting = false);
    }

    /** Why it failed; empty if it did not. */
    String failure() {
        return failure;
    }

    @Override
    public void close() {
        Task running = underWay;
        if (running != null) {
            running.cancel();
        }
    }
}
