package dev.failover.time;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SystemSchedulerTest {
    private final Scheduler scheduler = Scheduler.system();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void close() {
        never.countDown();
        scheduler.close();
    }

    @Test
    void actionsDueAtOnceRunInTheirOrderAndOneAtATime() throws Exception {
        List<Integer> ran = new ArrayList<>();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1_000);
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            scheduler.schedule(Duration.ZERO, () -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                ran.add(number);
                inside.decrementAndGet();
                done.countDown();
            });
        }
        assertThat(done.await(10, SECONDS)).isTrue();
        assertThat(ran).hasSize(1_000).isSorted();
        assertThat(most).hasValue(1);
    }

    @Test
    void anActionThatThrowsDoesNotHinderTheNext() throws Exception {
        CountDownLatch next = new CountDownLatch(1);
        scheduler.schedule(Duration.ZERO, () -> {
            throw new IllegalStateException("thrown on purpose");
        });
        scheduler.schedule(Duration.ZERO, next::countDown);

        assertThat(next.await(10, SECONDS)).isTrue();
    }

    @Test
    void aCallHandsItsOutcomeToTheEventThreadOnce() throws Exception {
        BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        scheduler.schedule(Duration.ZERO, () -> threads.add(Thread.currentThread()));
        scheduler.call("a test", Duration.ofSeconds(10), () -> "value", outcome -> {
            threads.add(Thread.currentThread());
            outcomes.add(outcome.fold(value -> value, failure -> "failed"));
        });

        assertThat(outcomes.poll(10, SECONDS)).isEqualTo("value");
        assertThat(threads.take()).isSameAs(threads.take());
    }

    @Test
    void aCallThatThrowsEndsWithWhatItThrew() throws Exception {
        BlockingQueue<Object> outcomes = new LinkedBlockingQueue<>();
        UnavailableException thrown = new UnavailableException("busy");
        scheduler.call(
                "a test",
                Duration.ofSeconds(10),
                () -> {
                    throw thrown;
                },
                outcome -> outcomes.add(outcome.fold(value -> value, failure -> failure)));
        scheduler.call(
                "a test",
                Duration.ofSeconds(10),
                () -> {
                    throw new StackOverflowError("an error, not an exception");
                },
                outcome -> outcomes.add(outcome.fold(value -> value, failure -> failure)));

        assertThat(List.of(outcomes.take(), outcomes.take()))
                .contains(thrown)
                .hasAtLeastOneElementOfType(IllegalStateException.class);
    }

    @Test
    void aCallThatHeedsNoInterruptionIsGivenUpAtItsLimit() throws Exception {
        BlockingQueue<Exception> failures = new LinkedBlockingQueue<>();
        scheduler.call("the slow one", Duration.ofMillis(50), this::awaitStubbornly, outcome -> {
            if (outcome instanceof Outcome.Failure<Void> failure) {
                failures.add(failure.cause());
            }
        });

        assertThat(failures.poll(10, SECONDS))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("the slow one did not end within 50ms");
    }

    private Void awaitStubbornly() {
        while (true) {
            try {
                never.await();
                return null;
            } catch (InterruptedException e) {
                // On purpose: as a broken component would.
            }
        }
    }

    @Test
    void cancellingInterruptsTheWorkAndSilencesItsOutcome() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicInteger outcomes = new AtomicInteger();
        Task task = scheduler.call(
                "a test",
                Duration.ofMinutes(1),
                () -> {
                    begun.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                    return "";
                },
                outcome -> outcomes.incrementAndGet());
        assertThat(begun.await(10, SECONDS)).isTrue();
        task.cancel();
        assertThat(interrupted.await(10, SECONDS)).isTrue();

        CountDownLatch later = new CountDownLatch(1);
        scheduler.schedule(Duration.ofMillis(20), later::countDown);
        assertThat(later.await(10, SECONDS)).isTrue();
        assertThat(outcomes).hasValue(0);
    }

    @Test
    void aCancelledActionDoesNotRun() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch later = new CountDownLatch(1);
        scheduler.schedule(Duration.ZERO, () -> {
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        scheduler.schedule(Duration.ZERO, ran::incrementAndGet).cancel();
        scheduler.schedule(Duration.ZERO, later::countDown);
        held.countDown();

        assertThat(later.await(10, SECONDS)).isTrue();
        assertThat(ran).hasValue(0);
    }

    @Test
    void closedItRunsNothingMoreAndDoesNotComplain() {
        scheduler.close();
        AtomicInteger ran = new AtomicInteger();
        scheduler.schedule(Duration.ZERO, ran::incrementAndGet).cancel();
        scheduler.start("too late", ran::incrementAndGet).cancel();
        scheduler.close();

        assertThat(ran).hasValue(0);
    }
}
