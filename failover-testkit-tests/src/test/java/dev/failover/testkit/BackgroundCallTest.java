package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A call in the background")
@Timeout(60)
class BackgroundCallTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    @DisplayName("stands once it waits for another thread, and is then found there by an interruption")
    void waits() throws Exception {
        AtomicBoolean within = new AtomicBoolean();
        CountDownLatch never = new CountDownLatch(1);
        BackgroundCall<Boolean> call = BackgroundCall.start(() -> {
            within.set(true);
            never.await();
            return true;
        });
        assertThat(call.awaitStanding(LONG)).isTrue();
        assertThat(within).isTrue();
        call.interrupt();
        assertThat(call.await(LONG).thrown()).isInstanceOf(InterruptedException.class);
    }

    @Test
    @DisplayName("stands once it waits for the system, in which a thread counts as running")
    void waitsForTheSystem() throws Exception {
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BackgroundCall<Object> call = BackgroundCall.start(nobody::accept);
            assertThat(call.awaitStanding(LONG)).isTrue();
        }
    }

    @Test
    @DisplayName("does not stand while it computes, and does once it is over")
    void computes() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        BackgroundCall<Boolean> call = BackgroundCall.start(() -> {
            while (!stopped.get()) {
                Thread.onSpinWait();
            }
            return true;
        });
        assertThat(call.awaitStanding(Duration.ofMillis(50))).isFalse();
        stopped.set(true);
        assertThat(call.awaitStanding(LONG)).isTrue();
        assertThat(call.await(LONG).value()).isTrue();
    }
}
