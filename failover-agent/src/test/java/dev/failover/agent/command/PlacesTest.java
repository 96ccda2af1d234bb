package dev.failover.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
@DisplayName("Work that is given places")
class PlacesTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private <T> Callable<T> counted(Callable<T> work) {
        return () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                return work.call();
            } finally {
                running.decrementAndGet();
            }
        };
    }

    @Test
    @DisplayName("goes on so many at a time, also after one that failed")
    void someAtATime() throws Exception {
        Places places = new Places(threads, 3, Duration.ofHours(1));
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int number = i;
            all.add(places.begin(counted(() -> 100 / (number % 10))));
        }
        for (int i = 0; i < 300; i++) {
            if (i % 10 > 0) {
                assertThat(all.get(i).get()).isEqualTo(100 / (i % 10));
            }
        }
        assertThat(most.get()).isBetween(1, 3);
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
