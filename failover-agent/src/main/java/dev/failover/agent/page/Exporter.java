package dev.failover.agent.page;

import dev.failover.agent.control.StatusDocument;
import dev.failover.component.ComponentException;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the page to one target at each change and each minute, on a thread of its own: who waits for a target is nobody else. What fails
 * is logged when it begins, stands in the status at once, and is told once readers there are told that the page is out of date.
 * Thread-safe.
 */
final class Exporter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Exporter.class);
    private static final Duration PACE = Duration.ofSeconds(1);
    /** How often it is put there without any change. */
    private static final Duration QUIET = Duration.ofMinutes(1);
    /** However much changes, or little. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(15);

    private final String kind;
    private final String where;
    private final ExportTarget target;
    private final Supplier<List<ExportedFile>> files;
    private final Consumer<Notification> announcing;
    private final TimeSource time;
    private final Thread thread;

    /** Something is to be put there. */
    private final Semaphore news = new Semaphore(1);

    private volatile boolean closed;
    private @Nullable Instant latest;
    private @Nullable Instant failingSince;
    private String problem = "";
    private boolean told;

    /**
     * @param kind {@code directory}, {@code sftp} or {@code s3}
     * @param where for humans
     * @param files what is to be there now
     * @param announcing tells humans; returns at once
     */
    Exporter(
            String kind,
            String where,
            ExportTarget target,
            Supplier<List<ExportedFile>> files,
            Consumer<Notification> announcing,
            TimeSource time) {
        this.kind = kind;
        this.where = where;
        this.target = target;
        this.files = files;
        this.announcing = announcing;
        this.time = time;
        thread = new Thread(this::run, "failover-export-" + kind);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** What the page says has changed. */
    void changed() {
        news.release();
    }

    synchronized StatusDocument.Export status() {
        return new StatusDocument.Export(kind, where, Optional.ofNullable(latest), problem);
    }

    private void run() {
        try (target) {
            while (awaitChange()) {
                time.sleep(put() ? PACE : AFTER_FAILURE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return false if it is over */
    private boolean awaitChange() throws InterruptedException {
        if (news.tryAcquire(QUIET.toMillis(), TimeUnit.MILLISECONDS)) {
            news.drainPermits();
        }
        return !closed;
    }

    private boolean put() throws InterruptedException {
        try {
            target.put(files.get());
            arrived();
            return true;
        } catch (ComponentException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.error("A bug: the status page is not exported to {}", where, e);
            failed("it failed with an unexpected " + e.getClass().getSimpleName());
        }
        return false;
    }

    private synchronized void arrived() {
        latest = time.instant();
        if (failingSince != null) {
            log.info("The status page is exported to {} again", where);
        }
        failingSince = null;
        problem = "";
        if (told) {
            told = false;
            announcing.accept(
                    notification("recovered", Severity.INFO, "is written again", "Readers there see the present again.")
                            .partOf(incident(), Severity.WARNING, true));
        }
    }

    private synchronized void failed(String why) {
        if (closed) {
            return;
        }
        Instant now = time.instant();
        problem = why;
        news.release();
        if (failingSince == null) {
            failingSince = now;
            log.warn("The status page can't be exported to {}, which is tried again: {}", where, why);
        }
        Instant outdated = (latest == null ? failingSince : latest).plus(StatusPage.VALID);
        if (!told && !now.isBefore(outdated)) {
            told = true;
            announcing.accept(notification(
                            "failing",
                            Severity.WARNING,
                            "is out of date",
                            "It can't be written since %s: %s. Readers there see what was so before."
                                    .formatted(failingSince, why))
                    .partOf(incident(), Severity.WARNING, false));
        }
    }

    private Notification notification(String what, Severity severity, String title, String text) {
        Instant now = time.instant();
        return new Notification(
                "%s/%s/%s".formatted(incident(), what, now.toEpochMilli()),
                now,
                severity,
                "",
                "the status page at %s %s".formatted(where, title),
                text,
                Map.of("export", kind));
    }

    private String incident() {
        return "export/" + kind;
    }

    /** Returns at once; what is under way ends in some seconds. Idempotent. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
