package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.net.InetAddresses;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
import dev.failover.component.Settings;
import dev.failover.component.SettingsReader;
import dev.failover.internal.health.Assessment;
import dev.failover.internal.health.HealthMonitor;
import dev.failover.internal.health.UnderWay;
import dev.failover.testkit.ManualScheduler;
import dev.failover.time.Durations;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Thresholds")
class ThresholdsTest {
    @Test
    void haveDefaults() {
        Thresholds thresholds = Thresholds.defaults();
        assertThat(thresholds)
                .isEqualTo(new Thresholds(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(2), 3, 2));
        assertThat(Thresholds.builder().interval(Duration.ofSeconds(7)).build().fastInterval())
                .as("fast-interval is the interval unless given")
                .hasSeconds(7);
    }

    @ParameterizedTest(name = "{0} {1} {2} {3} {4}")
    @CsvSource({
        "9ms, 9ms, 1s, 3, 2, interval",
        "0s, 0s, 1s, 3, 2, interval",
        "25h, 1s, 1s, 3, 2, interval",
        "5s, 9ms, 1s, 3, 2, fast-interval",
        "5s, 0s, 1s, 3, 2, fast-interval",
        "5s, 6s, 1s, 3, 2, fast-interval",
        "5s, 5s, 0s, 3, 2, timeout",
        "10m, 10m, 301s, 3, 2, timeout",
        "5s, 10ms, 2001ms, 3, 2, timeout",
        "5s, 5s, 2s, 0, 2, fall",
        "5s, 5s, 2s, 1001, 2, fall",
        "5s, 5s, 2s, 3, 0, rise",
        "5s, 5s, 2s, 3, 1001, rise",
        "1s, 5s, 0s, 0, 0, fast-interval timeout fall rise",
    })
    void areRefusedOutOfRangeNamingEverySettingAtFault(
            String interval, String fast, String timeout, int fall, int rise, String keys) {
        InvalidSettingsException refused = catchThrowableOfType(
                InvalidSettingsException.class, () -> thresholds(interval, fast, timeout, fall, rise));
        assertThat(refused.problems()).extracting(Problem::key).containsExactly(keys.split(" "));
    }

    @ParameterizedTest(name = "{0} {1} {2} {3} {4}")
    @CsvSource({"10ms, 10ms, 2s, 1, 1", "24h, 10ms, 1ms, 1000, 1000", "5m, 2s, 5m, 3, 2"})
    void areAcceptedUpToTheLimits(String interval, String fast, String timeout, int fall, int rise) {
        assertThat(thresholds(interval, fast, timeout, fall, rise).fall()).isEqualTo(fall);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "fall=4                                    | 5s 5s 2s 4/4 2/2",
                "fall=3 of 5, rise=2 of 4                  | 5s 5s 2s 3/5 2/4",
                "detection=balanced                        | 5s 5s 2s 3/3 2/2",
                "detection=cautious                        | 5s 5s 2s 10/10 3/3",
                "detection=fast                            | 1s 1s 1s 5/5 3/3",
                // What is given beside it holds, wherever it stands
                "fall=3 of 5, detection=fast, interval=2s  | 2s 2s 1s 3/5 3/3",
                "fall=3 of 2                               | fall: 3 must be of 3 to 1000 results, not of 2",
                "rise=2 of 1001                            | rise: 2 must be of 2 to 1000 results, not of 1001",
                "fall=0 of 2                               | fall: must be from 1 to 1000, not 0",
                "fall=3of5                                 | fall: must be a whole number, or two like 3 of 5, not \"3of5\"",
                "rise=-1                                   | rise: must be a whole number, or two like 3 of 5, not \"-1\"",
                "detection=quick                           | detection: must be one of [cautious, balanced, fast], not \"quick\"",
            })
    void areReadFromSettings(String settings, String expected) {
        Map<String, String> values = new HashMap<>();
        for (String setting : settings.split(", ", -1)) {
            values.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
        }
        SettingsReader reader = Settings.of("", values).reader();
        String found;
        try {
            Thresholds read = reader.build(Thresholds.builder().read(reader)::build);
            found = "%s %s %s %s/%s %s/%s"
                    .formatted(
                            Durations.format(read.interval()),
                            Durations.format(read.fastInterval()),
                            Durations.format(read.timeout()),
                            read.fall(),
                            read.fallWindow(),
                            read.rise(),
                            read.riseWindow());
        } catch (InvalidSettingsException e) {
            found = e.getMessage();
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    @DisplayName("are unchanged by a builder that starts from them, and by being hurried but for their pace")
    void windowsAreKept() {
        Thresholds thresholds = Thresholds.builder().fall(3, 5).rise(2, 4).build();
        assertThat(thresholds.toBuilder().build()).isEqualTo(thresholds);
        assertThat(thresholds.hurried().toBuilder()
                        .interval(thresholds.interval())
                        .build())
                .isEqualTo(thresholds);
        assertThat(thresholds.detectionBound())
                .as("a site that is dead fails in a row")
                .isEqualTo(Thresholds.defaults().detectionBound());
        assertThat(Detection.BALANCED.thresholds()).isEqualTo(Thresholds.defaults());
    }

    /** Worked by hand from the rule; the next test compares far more of them with a running monitor. */
    @ParameterizedTest(name = "every {0}, fast {1}, timeout {2}, fall {3}: {4}")
    @CsvSource({
        "5s, 5s, 2s, 1, 2s, 7s",
        "5s, 5s, 2s, 3, 12s, 17s",
        "5s, 5s, 2s, 10, 47s, 52s",
        // 0, then as soon as the first timed out: 2, 3, … 10
        "5s, 1s, 2s, 10, 12s, 17s",
        // 0, 3 (the timeout came at 2), 6
        "5s, 3s, 2s, 3, 8s, 13s",
        // Overlapping: 0, 1, 2, … all of them before the first has timed out
        "1s, 1s, 10s, 5, 14s, 15s",
        // 0, 4, 8; at 10 the first times out: 10, then 11
        "4s, 1s, 10s, 5, 21s, 25s",
        // A timeout of a multiple of the interval: 0, 5, 10, 11
        "5s, 1s, 10s, 4, 21s, 26s",
    })
    void sayHowLongDetectionTakes(String interval, String fast, String timeout, int fall, String floor, String bound) {
        Thresholds thresholds = thresholds(interval, fast, timeout, fall, 2);
        assertThat(thresholds.detectionFloor()).isEqualTo(duration(floor));
        assertThat(thresholds.detectionBound()).isEqualTo(duration(bound));
    }

    @Test
    @DisplayName("say exactly how long a running monitor takes, for every mix of numbers")
    void agreeWithARunningMonitor() throws Exception {
        for (int interval : new int[] {20, 50, 60, 100}) {
            for (int fast : new int[] {10, 20, 35, 50, 100}) {
                for (int timeout : new int[] {1, 15, 20, 49, 50, 51, 60, 100, 130, 250}) {
                    for (int fall : new int[] {1, 2, 3, 4, 7, 30}) {
                        if (fast <= interval) {
                            assertFloor(new Thresholds(millis(interval), millis(fast), millis(timeout), fall, 1));
                        }
                    }
                }
            }
        }
    }

    private static void assertFloor(Thresholds thresholds) throws Exception {
        Duration fault = thresholds.interval().multipliedBy(10);
        Simulation simulation = new Simulation(thresholds, fault);
        assertThat(simulation.detectedAfterFault())
                .as("%s, the fault right before a probe", thresholds)
                .isEqualTo(thresholds.detectionFloor());
        assertThat(simulation.mostInFlight()).isLessThanOrEqualTo(thresholds.maxInFlight());
        Simulation worst = new Simulation(thresholds, fault.plusNanos(1));
        assertThat(worst.detectedAfterFault().plusNanos(1))
                .as("%s, the fault right after a probe", thresholds)
                .isEqualTo(thresholds.detectionBound());
    }

    /** A site that answers at once until the fault, and from then on not at all. */
    private static final class Simulation {
        private final ManualScheduler scheduler = new ManualScheduler();
        private final UnderWay underWay = new UnderWay(scheduler);
        private final Duration fault;
        private Duration detected = Duration.ZERO;

        Simulation(Thresholds thresholds, Duration fault) throws Exception {
            this.fault = fault;
            Optional<InetAddress> address = Optional.of(InetAddresses.forString("127.0.0.1"));
            HealthCheck check = (target, timeout) -> {
                if (scheduler.elapsed().compareTo(fault) < 0) {
                    return Health.up("fine");
                }
                underWay.spend(timeout);
                return Health.down("no answer");
            };
            HealthMonitor monitor =
                    HealthMonitor.of(scheduler, "test", check, () -> address, thresholds, Duration.ZERO, this::observe);
            monitor.start();
            scheduler.advance(fault.plus(thresholds.detectionBound().multipliedBy(2)));
        }

        private void observe(Assessment observation) {
            if (observation.verdictChanged() && observation.verdict() == Verdict.DOWN) {
                detected = scheduler.elapsed();
            }
        }

        Duration detectedAfterFault() {
            return detected.minus(fault);
        }

        int mostInFlight() {
            return underWay.most();
        }
    }

    @ParameterizedTest(name = "fast {0}, timeout {1}: {2}")
    @CsvSource({"5s, 2s, 2", "5s, 5s, 2", "5s, 6s, 3", "1s, 2s, 3", "10ms, 2s, 201"})
    void boundHowManyProbesAreUnderWay(String fast, String timeout, int expected) {
        assertThat(thresholds("5s", fast, timeout, 3, 2).maxInFlight()).isEqualTo(expected);
    }

    private static Thresholds thresholds(String interval, String fast, String timeout, int fall, int rise) {
        return new Thresholds(duration(interval), duration(fast), duration(timeout), fall, rise);
    }

    private static Duration duration(String text) {
        return SettingsReader.parseDuration(text);
    }

    private static Duration millis(int millis) {
        return Duration.ofMillis(millis);
    }
}
