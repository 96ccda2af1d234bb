package dev.failover.internal.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import dev.failover.health.HttpHealthCheck;
import dev.failover.health.TcpHealthCheck;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import dev.failover.http.RawServer;
import dev.failover.time.Scheduler;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Monitors of checks that need no thread")
@Timeout(60)
class UnattendedProbesTest {
    private static final int MANY = 20;
    private static final Thresholds THRESHOLDS = Thresholds.builder()
            .interval(Duration.ofMillis(100))
            .timeout(Duration.ofSeconds(10))
            .rise(2)
            .fall(2)
            .build();

    private final Scheduler scheduler = Scheduler.system();
    private final BlockingQueue<Assessment> assessments = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        scheduler.close();
    }

    private HealthMonitor monitor(HealthCheck check, Thresholds thresholds) {
        HealthMonitor monitor = HealthMonitor.of(
                scheduler,
                "www/prod",
                check,
                () -> Optional.of(InetAddress.getLoopbackAddress()),
                thresholds,
                Duration.ZERO,
                assessments::add);
        monitor.start();
        return monitor;
    }

    private static HealthCheck page(int port) {
        return HttpHealthCheck.builder()
                .url(URI.create("http://www.example.test:" + port + "/"))
                .build();
    }

    private Assessment next() throws InterruptedException {
        Assessment next = assessments.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    @Test
    @DisplayName("tell what they find, and what it took")
    void verdicts() throws Exception {
        RawServer server = RawServer.answering("HTTP/1.1 204 No Content\r\n\r\n");
        try (HealthMonitor monitor = monitor(page(server.port()), THRESHOLDS)) {
            assertThat(next().last()).isEqualTo(Health.up("answered 204"));
            Assessment second = next();
            assertThat(second.verdict()).isEqualTo(Verdict.UP);
            assertThat(second.took()).isPresent();
            assertThat(second.delay()).isLessThan(Duration.ofSeconds(5));
            server.close();
            Assessment down = next();
            while (down.last().status() == Health.Status.UP) {
                down = next();
            }
            assertThat(down.last()).isEqualTo(Health.down("connection refused"));
            assertThat(monitor.latest().verdict()).isNotEqualTo(Verdict.UNKNOWN);
        } finally {
            server.close();
        }
    }

    @Test
    @DisplayName("hold no thread each, and hang up when they are closed")
    void noThreads() throws Exception {
        CountDownLatch connected = new CountDownLatch(2 * MANY);
        CountDownLatch hungUp = new CountDownLatch(2 * MANY);
        try (RawServer server = RawServer.start(connection -> {
            connected.countDown();
            RawServer.awaitHangUp(connection);
            hungUp.countDown();
        })) {
            Thresholds once = THRESHOLDS.toBuilder()
                    .interval(Duration.ofHours(1))
                    .fastInterval(Duration.ofHours(1))
                    .build();
            List<HealthMonitor> monitors = new ArrayList<>();
            HealthCheck port =
                    TcpHealthCheck.builder().port(server.port()).expect("hello").build();
            for (int i = 0; i < MANY; i++) {
                monitors.add(monitor(port, once));
                monitors.add(monitor(page(server.port()), once));
            }
            assertThat(connected.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("failover"))
                    .hasSizeLessThan(MANY);
            monitors.forEach(HealthMonitor::close);
            assertThat(hungUp.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(assessments).isEmpty();
        }
    }
}
