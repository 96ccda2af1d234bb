package dev.failover.agent.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.Service;
import dev.failover.Site;
import dev.failover.agent.control.ServiceView.GateView;
import dev.failover.agent.control.StatusDocument;
import dev.failover.decision.FailoverPolicy;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.journal.StateStore;
import dev.failover.notify.Notification;
import dev.failover.sync.ReplicaAge.Reading;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.testkit.ManualScheduler;
import dev.failover.testkit.RecordingNotifier;
import dev.failover.testkit.ScriptedHealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Whether a failover would work, on virtual time")
@Timeout(60)
class ReadinessWatchTest {
    private static final String PROD = "203.0.113.10";
    private static final String HOME = "198.51.100.7";
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);

    private final ManualScheduler time = new ManualScheduler();
    private final InMemoryDnsProvider vendor = InMemoryDnsProvider.builder("example.org")
            .records(RecordSet.of(WWW, Duration.ofSeconds(60), PROD))
            .build();
    private final RecordingNotifier phone = new RecordingNotifier();
    private final ScriptedHealthCheck health =
            new ScriptedHealthCheck().set(PROD, Health.up("answered 200")).set(HOME, Health.up("answered 200"));
    private Duration age = Duration.ofMinutes(1);
    private final Failover failover = Failover.builder()
            .mode(Mode.ACT)
            .provider("dns", vendor)
            .notifier("phone", phone)
            .service(Service.builder("www")
                    .record("dns", "www", RecordType.A, Duration.ofSeconds(60))
                    .site(Site.of("prod", PROD))
                    .site(Site.builder("home")
                            .address(HOME)
                            .replicaAge(timeout -> Reading.of(time.instant().minus(age)))
                            .build())
                    .check(health)
                    .policy(FailoverPolicy.builder()
                            .replicaMaxAge(Duration.ofMinutes(5))
                            .build())
                    .notify("phone")
                    .build())
            .stateStore(StateStore.inMemory())
            .authorities(vendor.authorities())
            .scheduler(time)
            .build();
    private final ReadinessWatch watch = new ReadinessWatch(time, failover);

    private List<String> told() {
        return phone.accepted().stream().map(Notification::title).toList();
    }

    private List<StatusDocument.Readiness> shown() {
        return watch.status().stream().map(StatusDocument.Readiness::of).toList();
    }

    private void run(Duration duration) {
        time.advance(duration);
    }

    @AfterEach
    void close() {
        time.runWhile(failover::close);
    }

    @Test
    @DisplayName(
            "is told once it would not for ten minutes, with the gate in the way, and when it would again; nothing is written")
    void told10MinutesLater() {
        failover.start();
        watch.start();
        run(Duration.ofMinutes(30));
        assertThat(told()).isEmpty();
        assertThat(shown()).containsExactly(new StatusDocument.Readiness("www", true, Optional.empty(), List.of(), ""));

        age = Duration.ofMinutes(12);
        run(Duration.ofMinutes(8));
        assertThat(told()).isEmpty();
        assertThat(shown()).singleElement().satisfies(readiness -> {
            assertThat(readiness.ready()).isFalse();
            assertThat(readiness.since().orElseThrow())
                    .isBetween(time.instant().minus(Duration.ofMinutes(8)), time.instant());
            assertThat(readiness.gates()).extracting(GateView::gate).containsExactly("replica");
            assertThat(readiness.why()).contains("at most 5m is allowed").contains("`replica-max-age`");
        });
        run(Duration.ofMinutes(30));
        assertThat(told()).containsExactly("www: a failover would not work now");
        assertThat(phone.accepted().get(0).text())
                .contains("home's replica is 12m")
                .contains("at most 5m is allowed");

        age = Duration.ofMinutes(1);
        run(Duration.ofMinutes(3));
        assertThat(shown()).extracting(StatusDocument.Readiness::ready).containsExactly(true);
        assertThat(told()).hasSize(2).last().isEqualTo("www: a failover would work again");
        assertThat(vendor.history())
                .allSatisfy(
                        state -> assertThat(state).containsEntry(WWW, RecordSet.of(WWW, Duration.ofSeconds(60), PROD)));
    }

    @Test
    @DisplayName("is shown to wait, and to be ready, where somebody wanted it to wait")
    void waiting() {
        failover.start();
        watch.start();
        run(Duration.ofMinutes(2));
        CompletableFuture<Void> paused = failover.pause("www", "ada", "works");
        run(Duration.ofMinutes(30));
        assertThat(paused).isCompleted();
        assertThat(shown()).singleElement().satisfies(readiness -> {
            assertThat(readiness.ready()).isTrue();
            assertThat(readiness.why()).contains("works").contains("`resume www` ends the pause");
        });
        assertThat(told()).isEmpty();
    }

    @Test
    @DisplayName("is not told beside what says why already")
    void beside() {
        failover.start();
        watch.start();
        health.set(HOME, Health.down("connection refused"));
        run(Duration.ofMinutes(30));
        assertThat(told()).containsExactly("www: home is down");
    }
}
