package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.failover.decision.Cause;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.RememberedSwitch;
import dev.failover.replay.Observations;
import dev.failover.replay.Observations.Observation;
import dev.failover.replay.Replay;
import dev.failover.replay.Replay.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Checks, recorded as a listener hears of them and replayed")
class RecordingTest {
    @TempDir
    Path directory;

    private World recorded() {
        World world = new World(directory);
        world.recording = true;
        return world;
    }

    @Test
    void whatAWatcherRecordedReplaysToTheSwitchesItMade() {
        try (World world = recorded()) {
            world.policy = FailoverPolicy.builder()
                    .automaticFailback(true)
                    .failbackAfter(Duration.ofMinutes(1))
                    .build();
            world.startAndSettle();
            world.run(Duration.ofMinutes(7));
            world.down(World.PROD);
            world.run(Duration.ofMinutes(5));
            world.up(World.PROD);
            world.run(Duration.ofMinutes(10));
            world.down(World.HOME);
            world.run(Duration.ofMinutes(3));
            List<RememberedSwitch> made = world.status().state().switches();
            assertThat(made).extracting(RememberedSwitch::cause).containsExactly(Cause.FAILOVER, Cause.FAILBACK);

            Report report = new Replay("www", List.of("prod", "home"), world.thresholds, world.policy)
                    .run(Observations.read(directory));

            assertThat(report.switches())
                    .extracting(Report.Move::cause, Report.Move::from, Report.Move::to)
                    .containsExactly(tuple(Cause.FAILOVER, "prod", "home"), tuple(Cause.FAILBACK, "home", "prod"));
            for (int i = 0; i < made.size(); i++) {
                assertThat(Duration.between(
                                        made.get(i).decidedAt(),
                                        report.switches().get(i).at())
                                .abs())
                        .as("off by the phase of the checks at most")
                        .isLessThanOrEqualTo(Duration.ofSeconds(2));
            }
            assertThat(report.switches().get(0).reason()).isEqualTo("prod is DOWN (connection refused)");
            assertThat(report.refusals()).isEmpty();
            assertThat(report.down()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
        }
    }

    /** A watcher at home sees home UP and prod DOWN when its own line is cut. */
    @Test
    void aWatcherThatWasCutOffRecordsIt() {
        try (World world = recorded()) {
            world.startAndSettle();
            world.run(Duration.ofMinutes(3));
            world.serversSilent = true;
            world.down(World.PROD);
            world.run(Duration.ofMinutes(5));
            world.serversSilent = false;
            world.up(World.PROD);
            world.run(Duration.ofMinutes(5));
            assertThat(world.status().state().switches()).isEmpty();
            assertThat(world.events)
                    .extracting(FailoverEvent::kind)
                    .filteredOn(kind -> kind == FailoverEvent.Kind.CUT_OFF || kind == FailoverEvent.Kind.IN_TOUCH)
                    .containsExactly(
                            FailoverEvent.Kind.IN_TOUCH, FailoverEvent.Kind.CUT_OFF, FailoverEvent.Kind.IN_TOUCH);

            Replay replay = new Replay("www", List.of("prod", "home"), world.thresholds, world.policy);
            List<Observation> history = Observations.read(directory);
            assertThat(replay.run(history).switches()).isEmpty();
            history.removeIf(check -> check.site().equals(Observation.WATCHER));
            assertThat(replay.run(history).switches()).as("without knowing it").hasSize(1);
        }
    }

    @Test
    void recordingIsMostlySilent() throws Exception {
        try (World world = recorded()) {
            world.startAndSettle();
            world.run(Duration.ofHours(1));
        }
        String text = Files.readString(directory.resolve("observations"));
        assertThat(text.lines()).as("a line a minute for each site").hasSizeBetween(115, 130);
    }

    @Test
    void aDiskThatHangsCostsLinesAndNothingElse() {
        try (World world = recorded()) {
            world.time.hang(name -> name.endsWith("ObservationRecorder"));
            world.startAndSettle();
            world.down(World.PROD);
            world.run(Duration.ofMinutes(10));
            assertThat(world.active()).isEqualTo("home");
            world.time.hang(name -> false);
            world.stop().start();
            world.run(Duration.ofMinutes(2));
        }
        assertThat(Observations.read(directory)).isNotEmpty();
    }
}
