package dev.failover.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
@DisplayName("Work that is given places")
class PlacesTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    @DisplayName("goes on so many at a time, and the next begins once one has ended, be it that it failed")
    void someAtATime() throws Exception {
        Places places = new Places(threads, 2, Duration.ofHours(1));
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Future<Boolean> failing = places.begin(() -> {
            first.await();
            throw new IllegalStateException("as tested");
        });
        Future<Boolean> going = places.begin(() -> {
            begun.await();
            return true;
        });
        Thread third = new Thread(() -> {
            try {
                Future<Boolean> unused = places.begin(() -> {
                    begun.countDown();
                    return true;
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        third.start();
        while (third.getState() != Thread.State.TIMED_WAITING) {
            assertThat(third.getState()).as("it waits for a place").isNotEqualTo(Thread.State.TERMINATED);
            Thread.onSpinWait();
        }
        first.countDown();
        assertThat(going.get()).isTrue();
        assertThat(failing).failsWithin(Duration.ofSeconds(10));
    }

    @Test
    @DisplayName("begins all the same where nothing ends")
    void nothingEnds() throws Exception {
        Places places = new Places(threads, 2, Duration.ofMillis(1));
        CountDownLatch begun = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            Future<Boolean> unused = places.begin(() -> {
                begun.countDown();
                begun.await();
                return true;
            });
        }
        begun.await();
    }
}
