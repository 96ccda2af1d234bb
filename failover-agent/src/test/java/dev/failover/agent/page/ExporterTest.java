package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.UnavailableException;
import dev.failover.notify.Notification;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("What puts the page elsewhere")
@Timeout(60)
class ExporterTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final BlockingQueue<Notification> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<Instant> tried = new LinkedBlockingQueue<>();
    /** After a failure. */
    private final Semaphore pauses = new Semaphore(0);

    private volatile String failure = "";
    private volatile Duration passed = Duration.ZERO;

    private final TimeSource time = new TimeSource() {
        @Override
        public long nanoTime() {
            return passed.toNanos();
        }

        @Override
        public Instant instant() {
            return NOON.plus(passed);
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            if (duration.compareTo(Duration.ofSeconds(1)) > 0) {
                pauses.acquire();
            }
        }
    };

    private Exporter exporter(ExportTarget target) {
        return new Exporter("s3", "bucket my-status", target, List::of, told::add, time);
    }

    private void put(List<ExportedFile> files) {
        try {
            if (!failure.isEmpty()) {
                throw new UnavailableException(failure);
            }
        } finally {
            tried.add(time.instant());
        }
    }

    /** Once more, so long after the start. */
    private void after(Exporter exporter, Duration since) throws InterruptedException {
        passed = since;
        if (exporter.status().problem().isEmpty()) {
            exporter.changed();
        } else {
            pauses.release();
        }
        awaitNoted(exporter);
    }

    private void awaitNoted(Exporter exporter) throws InterruptedException {
        assertThat(tried.poll(30, TimeUnit.SECONDS)).isEqualTo(time.instant());
        // What came of it is noted after it.
        while (!exporter.status().problem().equals(failure)
                || failure.isEmpty()
                        && !exporter.status()
                                .latest()
                                .filter(time.instant()::equals)
                                .isPresent()) {
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName("says at once why it can't, tells it once readers see an old page, and tells when that is over")
    void tells() throws Exception {
        try (Exporter exporter = exporter(this::put)) {
            exporter.start();
            awaitNoted(exporter);
            assertThat(exporter.status().latest()).contains(NOON);

            failure = "the bucket is not there";
            after(exporter, Duration.ofMinutes(4));
            assertThat(exporter.status().latest()).as("what was last there").contains(NOON);
            assertThat(told).isEmpty();
            after(exporter, StatusPage.VALID);
            Notification first = told.poll(10, TimeUnit.SECONDS);
            assertThat(first).isNotNull();
            assertThat(first.title()).isEqualTo("the status page at bucket my-status is out of date");
            assertThat(first.text()).contains("since 2026-11-21T12:04:00Z: the bucket is not there");
            after(exporter, Duration.ofMinutes(20));
            assertThat(told).as("told once").isEmpty();

            failure = "";
            after(exporter, Duration.ofMinutes(21));
            Notification over = told.poll(10, TimeUnit.SECONDS);
            assertThat(over).isNotNull();
            assertThat(over.endsIncident()).isTrue();
            assertThat(over.incident()).isEqualTo(first.incident());
            after(exporter, Duration.ofMinutes(22));
            assertThat(told).isEmpty();
        }
    }

    @Test
    @DisplayName("goes on after a bug, and names it in the status")
    void bug() throws Exception {
        try (Exporter exporter = exporter(files -> {
            put(files);
            throw new IllegalStateException("a bug");
        })) {
            exporter.start();
            assertThat(tried.poll(30, TimeUnit.SECONDS)).isNotNull();
            pauses.release();
            assertThat(tried.poll(30, TimeUnit.SECONDS)).isNotNull();
            while (exporter.status().problem().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(exporter.status().problem()).contains("IllegalStateException");
        }
    }

    @Test
    @DisplayName("holds up nothing else while a target hangs, and ends it when it is closed")
    void hangs() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        ExportTarget hanging = new ExportTarget() {
            @Override
            public void put(List<ExportedFile> files) throws InterruptedException {
                begun.countDown();
                new CountDownLatch(1).await();
            }

            @Override
            public void close() {
                ended.countDown();
            }
        };
        try (Exporter stuck = exporter(hanging);
                Exporter other = exporter(this::put)) {
            stuck.start();
            other.start();
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            awaitNoted(other);
            after(other, Duration.ofMinutes(1));
            stuck.changed();
            assertThat(stuck.status().latest()).isEmpty();
        }
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
