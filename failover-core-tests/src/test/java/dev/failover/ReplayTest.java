package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.RejectedException;
import dev.failover.decision.Cause;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.StateClass;
import dev.failover.decision.SwitchRecord;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.testkit.ManualScheduler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Recorded checks, replayed")
class ReplayTest {
    private static final Instant START = ManualScheduler.START;

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
    private static List<RecordedCheck> history(int... downFromTo) {
        List<RecordedCheck> checks = new ArrayList<>();
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

    private static RecordedCheck check(int minute, String site, Health.Status status) {
        return check(minute, site, status, Duration.ofSeconds(68));
    }

    private static RecordedCheck check(int minute, String site, Health.Status status, Duration holds) {
        return new RecordedCheck(START.plus(Duration.ofMinutes(minute)), "www", site, status, holds, "as recorded");
    }

    @Test
    void whatAWatcherRecordedReplaysToTheSwitchesItMade() {
        try (World world = new World(directory)) {
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
            List<SwitchRecord> made = world.status().state().switches();
            assertThat(made).extracting(SwitchRecord::cause).containsExactly(Cause.FAILOVER, Cause.FAILBACK);

            ReplayReport report = new Replay("www", List.of("prod", "home"), world.thresholds, world.policy)
                    .run(Observations.read(directory));

            assertThat(report.switches())
                    .extracting(ReplayReport.Move::cause, ReplayReport.Move::from, ReplayReport.Move::to)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(Cause.FAILOVER, "prod", "home"),
                            org.assertj.core.groups.Tuple.tuple(Cause.FAILBACK, "home", "prod"));
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
        try (World world = new World(directory)) {
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
            List<RecordedCheck> history = Observations.read(directory);
            assertThat(replay.run(history).switches()).isEmpty();
            history.removeIf(check -> check.site().equals(RecordedCheck.WATCHER));
            assertThat(replay.run(history).switches()).as("without knowing it").hasSize(1);
        }
    }

    @Test
    void anotherPolicyMakesOtherSwitches() {
        List<RecordedCheck> history = history(10, 12, 30, 32, 50, 52, 70, 72);
        FailoverPolicy patient = FailoverPolicy.defaults();
        FailoverPolicy eager = FailoverPolicy.builder()
                .automaticFailback(true)
                .failbackAfter(Duration.ofMinutes(1))
                .build();

        assertThat(replay(patient).run(history).switches()).hasSize(1);
        ReplayReport report = replay(eager).run(history);
        assertThat(report.switches())
                .extracting(ReplayReport.Move::to)
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

        ReplayReport report = replay(stateful).run(history(10, 25));

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
        List<RecordedCheck> history = new ArrayList<>(history(10, 11));
        history.removeIf(check ->
                check.at().isAfter(START.plusSeconds(600)) && check.at().isBefore(START.plusSeconds(3_000)));

        ReplayReport report = replay(FailoverPolicy.defaults())
                .under(Thresholds.builder().fall(20).build())
                .run(history);

        assertThat(report.switches()).as("68s of DOWN, then nothing: too few").isEmpty();
        assertThat(report.down()).isLessThan(Duration.ofSeconds(75));
    }

    @Test
    void whileTheWatcherWasCutOffNothingIsDecidedAndThatIsToldAsARefusal() {
        List<RecordedCheck> history = history(10, 15, 60, 65);
        assertThat(replay(FailoverPolicy.defaults()).run(history).switches()).hasSize(1);
        history.add(check(9, RecordedCheck.WATCHER, Health.Status.DOWN, Duration.ofDays(1)));
        history.add(check(16, RecordedCheck.WATCHER, Health.Status.UP, Duration.ofDays(1)));
        history.sort(Comparator.comparing(RecordedCheck::at));

        ReplayReport report = replay(FailoverPolicy.defaults()).run(history);

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
    void recordingIsBoundedAndMostlySilent() throws Exception {
        try (World world = new World(directory)) {
            world.startAndSettle();
            world.run(Duration.ofHours(1));
        }
        String text = Files.readString(directory.resolve("observations"));
        assertThat(text.lines()).as("a line a minute for each site").hasSizeBetween(115, 130);

        ManualScheduler time = new ManualScheduler();
        Path small = Files.createDirectory(directory.resolve("small"));
        ObservationRecorder recorder = new ObservationRecorder(time, small, List.of(), 2_000);
        for (int i = 0; i < 500; i++) {
            recorder.on(new FailoverEvent.Checked(START.plusSeconds(i), "www", "prod", Health.down("answered\n" + i)));
            time.runUntilIdle();
        }
        assertThat(Files.size(small.resolve("observations"))).isLessThanOrEqualTo(2_000);
        assertThat(Files.size(small.resolve("observations.1"))).isLessThanOrEqualTo(2_000);
        List<RecordedCheck> kept = Observations.read(small);
        assertThat(kept).hasSizeGreaterThan(30).isSortedAccordingTo(Comparator.comparing(RecordedCheck::at));
        assertThat(kept.get(kept.size() - 1).detail()).isEqualTo("answered 499");
    }

    @Test
    void aDiskThatHangsCostsLinesAndNothingElse() {
        try (World world = new World(directory)) {
            world.time.hang(name -> name.equals("writing down what checks found"));
            world.startAndSettle();
            world.down(World.PROD);
            world.run(Duration.ofMinutes(10));
            assertThat(world.active()).isEqualTo("home");
            world.time.hang(name -> false);
            world.run(Duration.ofMinutes(2));
        }
        assertThat(Observations.read(directory)).isNotEmpty();
    }

    @Test
    void anIncompleteLineIsCutOffAndAnythingElseThatDoesNotBelongThereIsRefused() throws Exception {
        Path file = directory.resolve("observations");
        String line = "2026-01-01T00:00:00Z www prod UP 68 answered 200\n";
        Files.writeString(file, "failover-observations 1\n" + line + "2026-01-01T00:0");
        assertThat(Observations.read(directory)).hasSize(1);
        ManualScheduler time = new ManualScheduler();
        new ObservationRecorder(time, directory, List.of(), 10_000)
                .on(new FailoverEvent.Checked(START, "www", "home", Health.up("fine")));
        time.runUntilIdle();
        assertThat(Observations.read(file)).extracting(RecordedCheck::site).containsExactlyInAnyOrder("prod", "home");

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
