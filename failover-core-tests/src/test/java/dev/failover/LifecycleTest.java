package dev.failover;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.Failover.RequestedSwitch;
import dev.failover.decision.SwitchRequest;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.testkit.InMemoryDnsProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A failover as an application embeds it, on the machine's own time and threads. */
@Timeout(60)
class LifecycleTest {
    @TempDir
    Path directory;

    private final InMemoryDnsProvider zone = InMemoryDnsProvider.builder("example.org")
            .records(World.record(World.PROD))
            .build();

    private Failover.Builder builder(String name) {
        return Failover.builder()
                .stateDirectory(directory.resolve(name))
                .authorities(zone.authorities())
                .provider("dns", zone)
                .service(Service.builder("www")
                        .record("dns", "www", RecordType.A, Duration.ofSeconds(60))
                        .site(Site.of("prod", World.PROD))
                        .site(Site.of("home", World.HOME))
                        .check((address, timeout) -> Health.up("answered"))
                        .build());
    }

    private static void assertClosed(CompletableFuture<?> asked) {
        assertThatThrownBy(() -> asked.get(5, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void whateverIsAskedAfterClosingSaysThatItIsClosed() {
        Failover failover = builder("state").build();
        failover.start();
        failover.close();

        assertClosed(failover.pause("www", "ada", "late"));
        assertClosed(failover.resume("www", "ada", "late"));
        assertClosed(failover.approve("www", "home", "ada", "late", Duration.ofHours(1)));
        RequestedSwitch late = failover.request("www", new SwitchRequest("home", "ada", "late", false));
        assertClosed(late.decided());
        assertClosed(late.published());
        assertClosed(failover.status("www", status -> true));
        assertClosed(failover.delivered());
        failover.close();
    }

    @Test
    void isStartedOnceAndNotAfterClosing() {
        Failover failover = builder("state").build();
        failover.start();
        assertThatThrownBy(failover::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("before");
        failover.close();
        assertThatThrownBy(failover::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        Failover never = builder("state").build();
        never.close();
        assertThatThrownBy(never::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aListenerMayWaitForWhatItAsks() throws Exception {
        CompletableFuture<Boolean> paused = new CompletableFuture<>();
        CountDownLatch built = new CountDownLatch(1);
        Failover[] failover = new Failover[1];
        failover[0] = builder("state")
                .listener(event -> {
                    if (event.text().startsWith("adopted")) {
                        try {
                            built.await();
                            failover[0].pause("www", "ada", "as told").get(5, SECONDS);
                            paused.complete(failover[0]
                                    .status("www")
                                    .orElseThrow()
                                    .state()
                                    .pause()
                                    .isPresent());
                        } catch (Exception e) {
                            paused.completeExceptionally(e);
                        }
                    }
                })
                .build();
        built.countDown();
        try (Failover running = failover[0]) {
            running.start();
            assertThat(paused.get(20, SECONDS)).isTrue();
        }
    }

    @Test
    void aListenerThatNeverReturnsStopsNothingAndClosingStaysBounded() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        Failover failover = builder("state")
                .listener(event -> {
                    inside.countDown();
                    while (true) {
                        try {
                            Thread.sleep(1_000);
                        } catch (InterruptedException e) {
                            // Heeds nothing.
                        }
                    }
                })
                .build();
        failover.start();
        assertThat(inside.await(10, SECONDS)).isTrue();
        failover.pause("www", "ada", "while it is stuck").get(5, SECONDS);
        long began = System.nanoTime();
        failover.close();
        assertThat(System.nanoTime() - began).isLessThan(SECONDS.toNanos(15));
    }

    @Test
    void aProviderThatTwoShareIsNotClosedByTheFirst() throws Exception {
        Failover first = builder("first").build();
        try (Failover second = builder("second").build()) {
            first.start();
            second.start();
            first.close();
            assertThat(zone.find(World.WWW, Duration.ofSeconds(1))).isPresent();
            second.pause("www", "ada", "still there").get(5, SECONDS);
        }
        assertThat(zone.find(World.WWW, Duration.ofSeconds(1)))
                .as("whoever made it closes it")
                .isPresent();
    }

    @Test
    void whatIsMissingIsNamedAtOnce() {
        Failover.Builder builder = Failover.builder();
        assertThatThrownBy(() -> builder.provider("ovh", null)).hasMessageContaining("the provider ovh");
        assertThatThrownBy(() -> builder.notifier("phone", null)).hasMessageContaining("the notifier phone");
        assertThatThrownBy(() -> builder.listener(null)).hasMessageContaining("a listener");
        assertThatThrownBy(() -> builder.service(null)).hasMessageContaining("a service");
        try (Failover failover = builder("state").build()) {
            assertThatThrownBy(() -> failover.request("www", null)).hasMessageContaining("the request for www");
        }
    }
}
