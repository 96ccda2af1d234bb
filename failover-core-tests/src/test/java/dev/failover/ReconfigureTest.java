package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.Failover.RequestedSwitch;
import dev.failover.component.ConflictException;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.UnavailableException;
import dev.failover.decision.SwitchRequest;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.notify.Notification;
import dev.failover.notify.Notifier;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.testkit.ManualScheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is watched changes while it is watched. */
class ReconfigureTest {
    private static final Duration A_WHILE = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private final ManualScheduler time = new ManualScheduler();
    private final InMemoryDnsProvider zone = InMemoryDnsProvider.builder("example.org")
            .records(record("www"), record("blog"))
            .build();
    private final List<String> told = new ArrayList<>();
    private final List<FailoverEvent> events = new ArrayList<>();
    private final Set<String> dead = new HashSet<>();
    private final Notifier phone = (notification, timeout) -> told.add(notification.title());
    private final Service www = service("www", 3);
    private final Service blog = service("blog", 3);
    private Failover failover;

    @BeforeEach
    void build() {
        failover = builder(www, blog).listener(events::add).build();
    }

    private static RecordSet record(String name) {
        return RecordSet.of(new RecordKey(name, RecordType.A), Duration.ofSeconds(60), World.PROD);
    }

    private Service service(String name, int fall) {
        return Service.builder(name)
                .record("dns", name, RecordType.A, Duration.ofSeconds(60))
                .site(Site.of("prod", World.PROD))
                .site(Site.of("home", World.HOME))
                .check((address, timeout) ->
                        dead.contains(address.getHostAddress()) ? Health.down("dead") : Health.up("fine"))
                .thresholds(dev.failover.health.Thresholds.builder()
                        .interval(Duration.ofSeconds(1))
                        .timeout(Duration.ofMillis(500))
                        .fall(fall)
                        .rise(2)
                        .build())
                .notify("phone")
                .build();
    }

    private Failover.Builder builder(Service... services) {
        Failover.Builder builder = Failover.builder()
                .stateDirectory(directory)
                .scheduler(time)
                .authorities(zone.authorities())
                .provider("dns", zone)
                .notifier("phone", phone);
        for (Service service : services) {
            builder.service(service);
        }
        return builder;
    }

    private ServiceStatus status(String service) {
        return failover.status(service).orElseThrow();
    }

    private void reconfigure(Failover.Builder next) {
        CompletableFuture<Void> done = failover.reconfigure(next);
        time.runUntilIdle();
        assertThat(done).isCompleted();
    }

    private long verdicts(String service) {
        return events.stream()
                .filter(event -> event.kind() == FailoverEvent.Kind.VERDICT
                        && event.service().equals(service))
                .count();
    }

    @AfterEach
    void close() {
        time.runWhile(failover::close);
    }

    @Test
    void aServiceThatIsTheSameKeepsItsVerdictsAndOneThatIsAnotherBeginsAnew() {
        failover.start();
        time.advance(A_WHILE);
        dead.add(World.HOME);
        time.advance(A_WHILE);
        int before = told.size();
        assertThat(told).contains("www: home is down", "blog: home is down");
        assertThat(List.of(verdicts("www"), verdicts("blog"))).containsExactly(3L, 3L);

        reconfigure(builder(www, service("blog", 4)));
        time.advance(A_WHILE);

        assertThat(List.of(verdicts("www"), verdicts("blog"))).containsExactly(3L, 5L);
        assertThat(told).as("nothing is said twice").hasSize(before);
        assertThat(status("blog").state().conditions()).containsKey("standby-down/home");
    }

    @Test
    void aServiceThatIsGoneEndsWithoutAnyWriteAndIsKnownAgainWhenItIsBack() {
        failover.start();
        time.advance(A_WHILE);
        RequestedSwitch asked = failover.request("blog", new SwitchRequest("home", "ada", "works", false));
        time.advance(A_WHILE);
        assertThat(asked.published()).isCompleted();
        CompletableFuture<Void> paused = failover.pause("blog", "ada", "works");
        time.runUntilIdle();
        assertThat(paused).isCompleted();
        int writes = zone.history().size();

        reconfigure(builder(www));
        dead.add(World.HOME);
        time.advance(A_WHILE);
        assertThat(failover.status("blog")).isEmpty();
        assertThat(failover.services()).containsExactly(www);
        assertThat(zone.history()).hasSize(writes);
        assertThat(failover.pause("blog", "ada", "gone"))
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .withCauseInstanceOf(InvalidSettingsException.class);

        dead.clear();
        reconfigure(builder(blog));
        time.advance(A_WHILE);
        assertThat(status("blog").state().pause()).isPresent();
        assertThat(status("blog").state().choice()).isPresent();
        assertThat(zone.history()).hasSize(writes);
        assertThat(failover.status("www")).isEmpty();
    }

    @Test
    void whoWaitsForAServiceThatIsReplacedIsToldSo() {
        failover.start();
        time.advance(A_WHILE);
        CompletableFuture<ServiceStatus> never = failover.status("blog", status -> false);
        CompletableFuture<ServiceStatus> other = failover.status("www", status -> false);
        time.runUntilIdle();
        reconfigure(builder(www, service("blog", 4)));
        assertThat(never)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .withCauseInstanceOf(ConflictException.class);
        assertThat(other).isNotDone();
    }

    @Test
    void whatIsAnnouncedWhileALoopIsReplacedDoesNotBringBackItsState() {
        failover.start();
        time.advance(A_WHILE);
        CompletableFuture<Void> changed = failover.reconfigure(builder(www, service("blog", 4)));
        CompletableFuture<Void> paused = failover.pause("blog", "ada", "works");
        failover.announce(
                "blog",
                new Notification(
                        "some/id",
                        time.instant(),
                        Notification.Severity.INFO,
                        "blog",
                        "blog: something",
                        "happened",
                        Map.of()));
        time.runUntilIdle();
        time.advance(A_WHILE);
        assertThat(changed).isCompleted();
        assertThat(paused).isCompleted();
        assertThat(status("blog").state().pause()).isPresent();
        assertThat(told).contains("blog: something");
    }

    @Test
    void anotherProviderUnderTheSameNameIsWrittenTo() {
        failover.start();
        time.advance(A_WHILE);
        InMemoryDnsProvider other = InMemoryDnsProvider.builder("example.org")
                .records(record("www"))
                .build();
        reconfigure(Failover.builder()
                .stateDirectory(directory)
                .provider("dns", other)
                .notifier("phone", phone)
                .service(www));
        dead.add(World.PROD);
        time.advance(A_WHILE);
        assertThat(other.history().size()).isGreaterThan(1);
        assertThat(zone.history()).hasSize(1);
    }

    @Test
    void whatANotifierCouldNotSayIsSaidByTheOneThatTakesItsPlace() {
        List<String> said = new ArrayList<>();
        Notifier silent = (notification, timeout) -> {
            throw new UnavailableException("no network");
        };
        failover.start();
        reconfigure(Failover.builder()
                .stateDirectory(directory)
                .provider("dns", zone)
                .notifier("phone", silent)
                .service(www));
        dead.add(World.HOME);
        time.advance(A_WHILE);
        assertThat(told).isEmpty();

        reconfigure(Failover.builder()
                .stateDirectory(directory)
                .provider("dns", zone)
                .notifier("phone", (notification, timeout) -> said.add(notification.title()))
                .service(www));
        time.advance(A_WHILE);
        assertThat(said).contains("www: home is down");
        assertThat(told).isEmpty();
    }

    @Test
    void whatDoesNotFitTogetherChangesNothing() {
        assertThatThrownBy(() -> failover.reconfigure(builder(www)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not started");
        failover.start();
        time.advance(A_WHILE);
        Failover.Builder without = Failover.builder()
                .stateDirectory(directory)
                .provider("dns", zone)
                .service(www);
        assertThatThrownBy(() -> failover.reconfigure(without))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("phone");
        assertThat(failover.status()).hasSize(2);
    }

    @Test
    void respondsFromTheEventThread() {
        CompletableFuture<Void> answer = failover.responds();
        assertThat(answer).isNotDone();
        time.runUntilIdle();
        assertThat(answer).isCompleted();
    }
}
