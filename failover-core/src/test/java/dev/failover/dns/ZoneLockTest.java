package dev.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ZoneLockTest {
    @Test
    @DisplayName(
            "one change of a zone at a time passes; that of another zone, or of one at another host, does not wait")
    void oneAtATime() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> hold("api", "lock.example", () -> {
            entered.countDown();
            leave.await();
        }));
        entered.await();
        hold("other-api", "lock.example", () -> {});
        hold("api", "other-lock.example", () -> {});
        boolean[] ran = {false};
        assertThatThrownBy(() -> ZoneLock.of("api", "lock.example")
                        .hold(Deadline.in(Duration.ofMillis(20)), () -> ran[0] = true))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("lock.example");
        assertThat(ran[0]).isFalse();
        leave.countDown();
        first.get();
        hold("api", "lock.example", () -> ran[0] = true);
        assertThat(ran[0]).isTrue();
    }

    @Test
    @DisplayName("a change that fails lets the next one pass")
    void failed() {
        assertThatThrownBy(() -> hold("api", "failing.example", () -> {
                    throw new UnavailableException("lost");
                }))
                .hasMessage("lost");
        CompletableFuture.runAsync(() -> hold("api", "failing.example", () -> {}))
                .join();
    }

    private static void hold(String host, String zone, ZoneLock.Change change) {
        try {
            ZoneLock.of(host, zone).hold(Deadline.in(Duration.ofSeconds(20)), change);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
