package dev.failover.agent.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.agent.config.HeartbeatDefinition;
import dev.failover.agent.config.HeartbeatDefinition.Preset;
import dev.failover.component.ComponentException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.testkit.ManualScheduler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Heartbeats")
class HeartbeatsTest {
    private final ManualScheduler time = new ManualScheduler();
    private final List<String> told = new ArrayList<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private CompletableFuture<Void> turn = CompletableFuture.completedFuture(null);
    private Optional<Instant> unsaid = Optional.empty();
    private Map<String, HeartbeatDefinition> wanted = Map.of("hc", definition("hc", 60));
    private boolean deaf;
    private Duration taking = Duration.ZERO;
    private final Heartbeats heartbeats = new Heartbeats(
            time,
            () -> wanted,
            new Soundness(time, () -> turn, () -> unsaid),
            (heartbeat, whyNot, status) -> {
                if (deaf) {
                    throw new UnavailableException("hc.example: down");
                }
                told.add(heartbeat.name() + " " + whyNot.orElse(status));
                time.spend(taking);
                return true;
            },
            () -> "www at prod");

    private static HeartbeatDefinition definition(String name, int seconds) {
        return definition(name, seconds, 10);
    }

    private static HeartbeatDefinition definition(String name, int seconds, int timeout) {
        return new HeartbeatDefinition(
                name,
                Preset.GET,
                Secret.of("https://hc.example/" + name),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(timeout),
                Optional.empty());
    }

    private void begin() {
        heartbeats.beginAfter(ready);
        ready.complete(null);
        time.advance(Duration.ofMillis(1));
    }

    private HeartbeatStatus status() {
        assertThat(heartbeats.status()).hasSize(1);
        return heartbeats.status().get(0);
    }

    @Test
    @DisplayName("begin once the agent is ready, and go on each interval")
    void regular() {
        heartbeats.beginAfter(ready);
        time.advance(Duration.ofMinutes(5));
        assertThat(told).isEmpty();
        ready.complete(null);
        time.advance(Duration.ofSeconds(59));
        assertThat(told).containsExactly("hc www at prod");
        assertThat(status().problem()).isEmpty();
        time.advance(Duration.ofMinutes(5));
        assertThat(told).hasSize(6);
        assertThat(status().latestPing().orElseThrow()).isAfter(ManualScheduler.START.plusSeconds(599));
    }

    @Test
    @DisplayName(
            "say why not while what decides is stuck, within an interval and 10 s, and that all is well when it is again")
    void stuck() {
        begin();
        Optional<Instant> latest = status().latestPing();
        CompletableFuture<Void> never = new CompletableFuture<>();
        turn = never;
        time.advance(Duration.ofSeconds(71));
        assertThat(told).hasSize(2);
        assertThat(told.get(1)).startsWith("hc Nothing is decided: ");
        time.advance(Duration.ofMinutes(3));
        assertThat(told)
                .hasSize(5)
                .filteredOn(line -> line.endsWith("www at prod"))
                .hasSize(1);
        assertThat(status().problem()).startsWith("Nothing is decided");
        assertThat(status().latestPing()).isEqualTo(latest);

        turn = CompletableFuture.completedFuture(null);
        never.complete(null);
        time.advance(Duration.ofSeconds(61));
        assertThat(told).endsWith("hc www at prod");
        assertThat(status().problem()).isEmpty();
    }

    @Test
    @DisplayName("say why not while nobody can be told what there is to tell")
    void unsaid() {
        unsaid = Optional.of(ManualScheduler.START);
        begin();
        assertThat(told).containsExactly("hc www at prod");
        time.advance(Duration.ofMinutes(11));
        assertThat(told.get(told.size() - 1)).startsWith("hc Nobody could be told for ");
    }

    @Test
    @DisplayName("go on after a turn that failed")
    void bug() {
        begin();
        Map<String, HeartbeatDefinition> before = wanted;
        wanted = null;
        assertThatThrownBy(() -> time.advance(Duration.ofSeconds(1)))
                .hasRootCauseInstanceOf(NullPointerException.class);
        wanted = before;
        time.advance(Duration.ofSeconds(61));
        assertThat(told).hasSize(2);
    }

    @Test
    @DisplayName("that are not taken are tried again at the next interval, and shown")
    void deaf() {
        deaf = true;
        begin();
        assertThat(status()).isEqualTo(new HeartbeatStatus("hc", Optional.empty(), "hc.example: down"));
        deaf = false;
        time.advance(Duration.ofSeconds(61));
        assertThat(told).hasSize(1);
        assertThat(status().problem()).isEmpty();
    }

    @Test
    @DisplayName("go on by themselves where another one hangs")
    void hanging() {
        wanted = Map.of("hc", definition("hc", 60), "gatus", definition("gatus", 60));
        time.hang(name -> name.equals("the heartbeat hc"));
        begin();
        time.advance(Duration.ofMinutes(3));
        assertThat(told).hasSizeGreaterThanOrEqualTo(3).allMatch("gatus www at prod"::equals);
        assertThat(heartbeats.status()).anyMatch(status -> status.problem().contains("did not end within 12s"));
    }

    @Test
    @DisplayName(
            "follow the configuration: one that is new begins at once, one that is gone ends, one that stays keeps its pace")
    void follow() {
        begin();
        HeartbeatDefinition kept = wanted.get("hc");
        wanted = Map.of("hc", kept, "gatus", definition("gatus", 600));
        time.advance(Duration.ofSeconds(2));
        assertThat(told).containsExactly("hc www at prod", "gatus www at prod");
        wanted = Map.of();
        time.advance(Duration.ofMinutes(30));
        assertThat(told).hasSize(2);
        assertThat(heartbeats.status()).isEmpty();
    }

    @Test
    @DisplayName(
            "cost nothing while there is none, and the first begins with the change that brings it, though not before the agent is ready")
    void none() {
        Map<String, HeartbeatDefinition> later = wanted;
        wanted = Map.of();
        heartbeats.beginAfter(ready);
        heartbeats.reconfigured();
        time.runUntilIdle();
        wanted = later;
        heartbeats.reconfigured();
        time.runUntilIdle();
        assertThat(told).isEmpty();
        wanted = Map.of();
        ready.complete(null);
        time.runUntilIdle();
        assertThat(time.pending()).isZero();
        wanted = later;
        heartbeats.reconfigured();
        time.runUntilIdle();
        assertThat(told).containsExactly("hc www at prod");
    }

    @Test
    @DisplayName("don't begin while the one before is under way")
    void slow() {
        wanted = Map.of("hc", definition("hc", 15, 14));
        taking = Duration.ofMillis(15_600);
        begin();
        time.advance(Duration.ofMillis(15_500));
        assertThat(told).hasSize(1);
        time.advance(Duration.ofSeconds(2));
        assertThat(told).hasSize(2);
    }

    @Test
    @DisplayName("look at the state directory as the next start would: it is read, and written to")
    void kept(@TempDir Path directory) throws Exception {
        assertThat(Heartbeats.unsaidSince(directory)).isEmpty();
        Path journal = Files.writeString(directory.resolve("journal.log"), "damaged\n");
        assertThatThrownBy(() -> Heartbeats.unsaidSince(directory)).hasMessageContaining("journal.log: line 1");
        Files.delete(journal);
        Files.createDirectory(directory.resolve("probe"));
        assertThatThrownBy(() -> Heartbeats.unsaidSince(directory)).isInstanceOf(ComponentException.class);
    }

    @Test
    @DisplayName("end when they are closed")
    void closed() {
        begin();
        heartbeats.close();
        time.advance(Duration.ofMinutes(30));
        assertThat(told).hasSize(1);
    }
}
