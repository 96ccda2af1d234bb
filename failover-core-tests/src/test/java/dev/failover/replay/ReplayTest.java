package dev.failover.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.FailoverEvent;
import dev.failover.FailoverListener;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.RejectedException;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.replay.Observations.Observation;
import dev.failover.replay.Replay.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Recorded checks, replayed")
class ReplayTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private static Replay replay(FailoverPolicy policy) {
        Thresholds thresholds = Thresholds.builder()
                .interval(Duration.ofSeconds(5))
                .fall(3)
                .rise(2)
                .build();
        return new Replay("www", List.of("prod", "home"), thresholds, policy);
    }

    /** Home is up for two hours; prod is down, from minute to minute, as said. */
    private static List<Observation> history(int... downFromTo) {
        List<Observation> checks = new ArrayList<>();
        for (int minute = 0; minute <= 120; minute++) {
            boolean down = false;
            for (int i = 0; i < downFromTo.length; i += 2) {
                down |= minute >= downFromTo[i] && minute < downFromTo[i + 1];
            }
            checks.add(check(minute, "prod", down ? Health.Status.DOWN : Health.Status.UP));
            checks.add(check(minute, "home", Health.Status.UP));
        }
        return checks;
    }

    private static Observation check(int minute, String site, Health.Status status) {
        return check(minute, site, status, Duration.ofSeconds(68));
    }

    private static Observation check(int minute, String site, Health.Status status, Duration holds) {
        return new Observation(START.plus(Duration.ofMinutes(minute)), "www", site, status, holds, "as recorded");
    }

    @Test
    void anotherPolicyMakesOtherSwitches() {
        List<Observation> history = history(10, 12, 30, 32, 50, 52, 70, 72);
        FailoverPolicy patient = FailoverPolicy.defaults();
        FailoverPolicy eager = FailoverPolicy.builder()
                .automaticFailback(true)
                .failbackAfter(Duration.ofMinutes(1))
                .build();

        assertThat(replay(patient).run(history).switches()).hasSize(1);
        Report report = replay(eager).run(history);
        assertThat(report.switches())
                .extracting(Report.Move::to)
                .as("then three within the hour are enough")
                .containsExactly("home", "prod", "home");
        assertThat(report.stopped()).isPresent();
        assertThat(report.refusals())
                .first()
                .satisfies(refusal ->
                        assertThat(refusal.gates()).singleElement().asString().contains("latched since"));
        assertThat(replay(eager.toBuilder().maxSwitches(10, Duration.ofHours(1)).build())
                        .run(history)
                        .switches())
                .hasSize(8);
        assertThat(replay(patient)
                        .under(Thresholds.builder().fall(30).build())
                        .run(history)
                        .switches())
                .isEmpty();
    }

    @Test
    void whatIsRefusedIsToldWithItsGatesAndForHowLong() {
        FailoverPolicy stateful =
                FailoverPolicy.builder().stateClass(StateClass.STATEFUL).build();

        Report report = replay(stateful).run(history(10, 25));

        assertThat(report.switches()).isEmpty();
        assertThat(report.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.reason()).isEqualTo("prod is DOWN (as recorded)");
            assertThat(refusal.gates()).singleElement().asString().contains("on a human's word only");
            assertThat(Duration.between(refusal.from(), refusal.until()))
                    .isBetween(Duration.ofMinutes(14), Duration.ofMinutes(15).plusSeconds(30));
        });
        assertThat(report.down()).isBetween(Duration.ofMinutes(14), Duration.ofMinutes(16));
    }

    @Test
    void aGapInTheRecordsIsUnknownWhichIsNotDown() {
        List<Observation> history = new ArrayList<>(history(10, 11));
        history.removeIf(check ->
                check.at().isAfter(START.plusSeconds(600)) && check.at().isBefore(START.plusSeconds(3_000)));

        Report report = replay(FailoverPolicy.defaults())
                .under(Thresholds.builder().fall(20).build())
                .run(history);

        assertThat(report.switches()).as("68s of DOWN, then nothing: too few").isEmpty();
        assertThat(report.down()).isLessThan(Duration.ofSeconds(75));
    }

    @Test
    void whileTheWatcherWasCutOffNothingIsDecidedAndThatIsToldAsARefusal() {
        List<Observation> history = history(10, 15, 60, 65);
        assertThat(replay(FailoverPolicy.defaults()).run(history).switches()).hasSize(1);
        history.add(check(9, Observation.WATCHER, Health.Status.DOWN, Duration.ofDays(1)));
        history.add(check(16, Observation.WATCHER, Health.Status.UP, Duration.ofDays(1)));
        history.sort(Comparator.comparing(Observation::at));

        Report report = replay(FailoverPolicy.defaults()).run(history);

        assertThat(report.switches())
                .singleElement()
                .satisfies(move -> assertThat(move.at()).isAfter(START.plus(Duration.ofMinutes(59))));
        assertThat(report.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.gates()).singleElement().asString().contains("cut off");
            assertThat(Duration.between(refusal.from(), refusal.until()))
                    .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(6));
        });
    }

    @Test
    void aReplicaNobodyRecordedIsNotAskedFor() {
        FailoverPolicy ephemeral = FailoverPolicy.builder()
                .stateClass(StateClass.EPHEMERAL)
                .replicaMaxAge(Duration.ofMinutes(1))
                .build();
        assertThat(replay(ephemeral).run(history(10, 20)).switches()).hasSize(1);
    }

    @Test
    void nothingRecordedOfTheServiceIsSaid() {
        assertThatThrownBy(() -> replay(FailoverPolicy.defaults()).run(List.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("there are no observations of the sites [prod, home] of www");
    }

    @Test
    void whatIsWrittenDownIsBounded() throws Exception {
        ObservationRecorder recorder = new ObservationRecorder(directory, List::of, 2_000);
        for (int i = 0; i < 500; i++) {
            recorder.on(new FailoverEvent.Checked(
                    START.plusSeconds(i), "www", "prod", Health.down("answered\n" + i), Optional.empty()));
        }
        assertThat(Files.size(directory.resolve("observations"))).isLessThanOrEqualTo(2_000);
        assertThat(Files.size(directory.resolve("observations.1"))).isLessThanOrEqualTo(2_000);
        List<Observation> kept = Observations.read(directory);
        assertThat(kept).hasSizeGreaterThan(30).isSortedAccordingTo(Comparator.comparing(Observation::at));
        assertThat(kept.get(kept.size() - 1).detail()).isEqualTo("answered 499");
    }

    @Test
    void whatCanNotBeWrittenDownHindersNothing() throws Exception {
        Path gone = directory.resolve("gone");
        FailoverListener recorder = Observations.recorder(gone, List::of);
        recorder.on(new FailoverEvent.Checked(START, "www", "prod", Health.up("fine"), Optional.empty()));
        Files.createDirectory(gone);
        recorder.on(
                new FailoverEvent.Checked(START.plusSeconds(60), "www", "prod", Health.up("fine"), Optional.empty()));
        assertThat(Observations.read(gone)).hasSize(1);
    }

    @Test
    void whatIsRemovedMeanwhileIsBegunAnew() throws Exception {
        FailoverListener recorder = Observations.recorder(directory, List::of);
        recorder.on(new FailoverEvent.Checked(START, "www", "prod", Health.up("fine"), Optional.empty()));
        recorder.on(new FailoverEvent.Checked(START, "www", "home", Health.up("fine"), Optional.empty()));
        assertThat(Observations.read(directory)).hasSize(2);
        Files.delete(directory.resolve("observations"));
        recorder.on(
                new FailoverEvent.Checked(START.plusSeconds(60), "www", "home", Health.up("fine"), Optional.empty()));
        assertThat(Observations.read(directory)).extracting(Observation::site).containsExactly("home");
    }

    @Test
    void anIncompleteLineIsCutOffAndAnythingElseThatDoesNotBelongThereIsRefused() throws Exception {
        Path file = directory.resolve("observations");
        String line = "2026-01-01T00:00:00Z www prod UP 68 answered 200\n";
        Files.writeString(file, "failover-observations 1\n" + line + "2026-01-01T00:0");
        assertThat(Observations.read(directory)).hasSize(1);
        Observations.recorder(directory, List::of)
                .on(new FailoverEvent.Checked(START, "www", "home", Health.up("fine"), Optional.empty()));
        assertThat(Observations.read(file)).extracting(Observation::site).containsExactlyInAnyOrder("prod", "home");

        Files.writeString(file, "failover-observations 1\n" + line + "2026-01-01 www prod UP 68 x\n" + line);
        assertThatThrownBy(() -> Observations.read(file))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("line 3 is no observation");
        Files.writeString(file, "failover-observations 2\n");
        assertThatThrownBy(() -> Observations.read(file))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("use the newer version");
        Files.writeString(file, "failover-log 1\n");
        assertThatThrownBy(() -> Observations.read(file)).hasMessageContaining("holds no observations");
        assertThatThrownBy(() -> Observations.read(directory.resolve("missing")))
                .hasMessageContaining("does not exist");
    }
}
