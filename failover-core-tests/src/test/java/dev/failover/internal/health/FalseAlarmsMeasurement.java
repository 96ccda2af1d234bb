package dev.failover.internal.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.health.Detection;
import dev.failover.health.Thresholds;
import dev.failover.internal.health.FalseAlarmChart.Point;
import dev.failover.internal.health.FalseAlarmModel.Alarms;
import dev.failover.internal.health.FalseAlarmModel.Trouble;
import dev.failover.time.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The table and the picture of {@code docs/false-alarms.md}. Run on demand; with {@code -Dfalse-alarms.picture=FILE} it draws
 * the picture anew.
 */
@Tag("measure")
@DisplayName("False failovers a year against the time that detection takes")
class FalseAlarmsMeasurement {
    private static final int YEARS = 100;
    /** For each point of the curves. */
    private static final int YEARS_A_POINT = 30;

    private static final long SEED = 16;
    private static final long LEAST_PROBES = 1_000_000;

    @Test
    void presets() throws IOException {
        System.out.println(
                "\n| `detection` | detected within | one watcher | of which by restarts | three that vote |");
        System.out.println("|---|---|---|---|---|");
        for (Detection detection : Detection.values()) {
            Thresholds thresholds = detection.thresholds();
            Alarms all = FalseAlarmModel.run(thresholds, Trouble.USUAL, YEARS, SEED);
            Alarms restarts = FalseAlarmModel.run(thresholds, Trouble.USUAL.restartsOnly(), YEARS, SEED);
            assertThat(all.probes()).isGreaterThan(LEAST_PROBES);
            System.out.printf(
                    "| `%s` | %s | %s | %s | %s |%n",
                    detection.name().toLowerCase(Locale.ROOT),
                    Durations.format(thresholds.detectionBound()),
                    text(all.one()),
                    text(restarts.one()),
                    text(all.three()));
        }
        String picture = System.getProperty("false-alarms.picture");
        if (picture != null) {
            Files.writeString(Path.of(picture), chart());
        }
    }

    private static String text(double aYear) {
        return String.format(Locale.ROOT, aYear < 10 ? "%.2f" : "%.0f", aYear);
    }

    private static String chart() {
        FalseAlarmChart chart = new FalseAlarmChart("False failovers a year against the time that detection takes");
        curves(chart, "quick", Detection.FAST.thresholds(), List.of(2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 30, 50));
        curves(chart, "slow", Detection.BALANCED.thresholds(), List.of(1, 2, 3, 4, 5, 6, 8, 10));
        chart.legend("quick", 0, "every second, within 1 s");
        chart.legend("slow", 1, "every 5 s, within 2 s");
        chart.legend("slow three", 2, "dashed: three watchers that vote");
        return chart.end();
    }

    private static void curves(FalseAlarmChart chart, String kind, Thresholds pace, List<Integer> falls) {
        List<Point> one = new ArrayList<>();
        List<Point> three = new ArrayList<>();
        for (int fall : falls) {
            Thresholds thresholds = pace.toBuilder().fall(fall).rise(3).build();
            Alarms alarms = FalseAlarmModel.run(thresholds, Trouble.USUAL, YEARS_A_POINT, SEED);
            Duration detection = thresholds.detectionBound();
            one.add(new Point(name(thresholds), detection, alarms.one()));
            three.add(new Point("", detection, alarms.three()));
        }
        chart.curve(kind + " three", three);
        chart.curve(kind, one);
    }

    /** Of the preset that detects like that. */
    private static String name(Thresholds thresholds) {
        for (Detection detection : Detection.values()) {
            Thresholds preset = detection.thresholds();
            if (preset.interval().equals(thresholds.interval()) && preset.fall() == thresholds.fall()) {
                return detection.name().toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }
}
