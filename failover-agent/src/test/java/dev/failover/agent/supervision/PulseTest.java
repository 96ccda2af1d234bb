package dev.failover.agent.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.UnavailableException;
import dev.failover.testkit.ManualScheduler;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pulse")
class PulseTest {
    private final ManualScheduler time = new ManualScheduler();
    private final List<List<String>> told = new ArrayList<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);
    private String status = "www at prod";
    private boolean deaf;

    private final ServiceManager manager = new ServiceManager(
            Optional.of(assignments -> {
                if (deaf) {
                    throw new UnavailableException("nobody there");
                }
                told.add(assignments);
            }),
            Optional.of(Duration.ofSeconds(60)),
            time::nanoTime);
    private final Pulse pulse = new Pulse(time, manager, () -> answer, () -> status);

    @Test
    @DisplayName("tells that the agent is ready once it is, and then that it is alive, thrice in the watchdog's time")
    void alive() {
        pulse.beginAfter(ready);
        time.advance(Duration.ofMinutes(5));
        assertThat(told).isEmpty();

        ready.complete(null);
        time.advance(Duration.ofSeconds(1));
        assertThat(told).containsExactly(List.of("READY=1", "WATCHDOG=1", "STATUS=www at prod"));

        status = "www at home";
        time.advance(Duration.ofSeconds(20));
        assertThat(told).endsWith(List.of("WATCHDOG=1", "STATUS=www at home"));
        time.advance(Duration.ofSeconds(60));
        assertThat(told).hasSize(5).endsWith(List.of("WATCHDOG=1"));
    }

    @Test
    @DisplayName("falls silent while whatever decides does not answer, and goes on when it does again")
    void stuck() {
        pulse.beginAfter(CompletableFuture.completedFuture(null));
        time.advance(Duration.ofSeconds(1));
        CompletableFuture<Void> never = new CompletableFuture<>();
        answer = never;
        time.advance(Duration.ofMinutes(10));
        assertThat(told).hasSize(1);

        answer = CompletableFuture.completedFuture(null);
        never.complete(null);
        time.advance(Duration.ofSeconds(20));
        assertThat(told).hasSize(3);
    }

    @Test
    @DisplayName("is not ready while it has no answer at all, or one that is a failure")
    void neverReady() {
        answer = CompletableFuture.failedFuture(new IllegalStateException("closed"));
        pulse.beginAfter(CompletableFuture.completedFuture(null));
        time.advance(Duration.ofMinutes(10));
        assertThat(told).isEmpty();
    }

    @Test
    @DisplayName("tells again what could not be told")
    void deaf() {
        deaf = true;
        pulse.beginAfter(CompletableFuture.completedFuture(null));
        time.advance(Duration.ofSeconds(1));
        deaf = false;
        time.advance(Duration.ofSeconds(20));
        assertThat(told).containsExactly(List.of("READY=1", "WATCHDOG=1", "STATUS=www at prod"));
    }

    @Test
    @DisplayName("keeps what others said out of the one line")
    void oneLine() {
        status = "www at prod\nMAINPID=1\u001b[31m";
        pulse.beginAfter(CompletableFuture.completedFuture(null));
        time.advance(Duration.ofSeconds(1));
        assertThat(told).containsExactly(List.of("READY=1", "WATCHDOG=1", "STATUS=www at prod MAINPID=1"));
    }

    @Test
    @DisplayName("has the watchdog's time from the environment, if this process is meant")
    void watchdog() {
        long own = ProcessHandle.current().pid();
        assertThat(ServiceManager.of(Map.of(), TimeSource.system()).isPresent()).isFalse();
        assertThat(ServiceManager.of(Map.of("WATCHDOG_USEC", "3000000"), TimeSource.system())
                        .pace())
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(ServiceManager.of(
                                Map.of("WATCHDOG_USEC", "3000000", "WATCHDOG_PID", String.valueOf(own)),
                                TimeSource.system())
                        .pace())
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(ServiceManager.of(
                                Map.of("WATCHDOG_USEC", "3000000", "WATCHDOG_PID", String.valueOf(own + 1)),
                                TimeSource.system())
                        .pace())
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(ServiceManager.of(Map.of("WATCHDOG_USEC", "often"), TimeSource.system())
                        .pace())
                .isEqualTo(Duration.ofSeconds(30));
    }
}
