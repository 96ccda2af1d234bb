package dev.failover;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.health.Health;
import dev.failover.time.FewThreads;
import dev.failover.time.Scheduler;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class QueuedListenerTest {
    private final Scheduler scheduler = Scheduler.system();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final CountDownLatch blocked = new CountDownLatch(1);

    @AfterEach
    void close() {
        scheduler.close();
    }

    private static FailoverEvent event(int number) {
        return new FailoverEvent.Decided(
                Instant.EPOCH, "www", Optional.empty(), Optional.empty(), String.valueOf(number));
    }

    private String next() throws InterruptedException {
        return told.poll(10, SECONDS);
    }

    @Test
    void isToldInOrderOnAThreadOfItsOwn() throws Exception {
        QueuedListener listener = new QueuedListener(
                scheduler,
                event -> told.add(event.text() + Thread.currentThread().equals(Thread.currentThread())));
        Thread caller = Thread.currentThread();
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        QueuedListener other = new QueuedListener(scheduler, event -> threads.add(Thread.currentThread()));
        for (int i = 0; i < 1_000; i++) {
            listener.on(event(i));
        }
        other.on(event(0));

        for (int i = 0; i < 1_000; i++) {
            assertThat(next()).isEqualTo(i + "true");
        }
        assertThat(threads.poll(10, SECONDS)).isNotEqualTo(caller);
    }

    @Test
    void anErrorEndsNothingButItsEvent() throws Exception {
        QueuedListener listener = new QueuedListener(scheduler, event -> {
            told.add(event.text());
            throw new NoClassDefFoundError("a metrics library");
        });

        for (int i = 0; i < 3; i++) {
            listener.on(event(i));
        }
        assertThat(List.of(next(), next(), next())).containsExactly("0", "1", "2");
    }

    @Test
    void oneThatBlocksKeepsNobodyWaitingAndNoMoreThanItsQueue() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        QueuedListener listener = new QueuedListener(scheduler, event -> {
            inside.countDown();
            try {
                blocked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            told.add(event.text());
        });
        listener.on(event(0));
        assertThat(inside.await(10, SECONDS)).isTrue();
        for (int i = 1; i <= 2 * QueuedListener.MOST_WAITING; i++) {
            listener.on(event(i));
        }
        QueuedListener other = new QueuedListener(scheduler, event -> told.add("other"));
        other.on(event(0));
        assertThat(next()).isEqualTo("other");

        long began = System.nanoTime();
        listener.close();
        assertThat(System.nanoTime() - began).isLessThan(SECONDS.toNanos(5));
        blocked.countDown();
        for (int i = 0; i <= QueuedListener.MOST_WAITING; i++) {
            assertThat(next()).isEqualTo(String.valueOf(i));
        }
        assertThat(told).isEmpty();
    }

    @Test
    void closingWaitsUntilWhatWasToldIsDelivered() {
        QueuedListener listener = new QueuedListener(scheduler, event -> told.add(event.text()));
        for (int i = 0; i < 100; i++) {
            listener.on(event(i));
        }
        listener.on(new FailoverEvent.Checked(Instant.EPOCH, "www", "prod", Health.up("late"), Optional.empty()));
        listener.close();

        assertThat(told).hasSize(101);
    }

    @Test
    void whoClosesFromWithinDoesNotWaitForItself() throws Exception {
        QueuedListener[] itself = new QueuedListener[1];
        itself[0] = new QueuedListener(scheduler, event -> {
            long began = System.nanoTime();
            itself[0].close();
            told.add(System.nanoTime() - began < SECONDS.toNanos(1) / 2 ? "at once" : "waited");
        });
        itself[0].on(event(0));

        assertThat(next()).isEqualTo("at once");
    }

    @Test
    void isToldWhatWasMissedOnceThereIsAThreadAgain() throws Exception {
        try (Scheduler few = new FewThreads(1)) {
            QueuedListener listener = new QueuedListener(few, event -> told.add(event.text()));
            assertThatThrownBy(() -> listener.on(event(0))).isInstanceOf(InternalError.class);
            listener.on(event(1));

            assertThat(List.of(next(), next())).containsExactly("0", "1");
        }
    }

    @Test
    void isToldWhatWasMissedThoughNothingElseHappens() throws Exception {
        try (Scheduler few = new FewThreads(2)) {
            QueuedListener listener = new QueuedListener(few, event -> told.add(event.text()));
            assertThatThrownBy(() -> listener.on(event(0))).isInstanceOf(InternalError.class);

            assertThat(next()).isEqualTo("0");
        }
    }
}
