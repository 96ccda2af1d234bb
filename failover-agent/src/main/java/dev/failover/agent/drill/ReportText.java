package dev.failover.agent.drill;

import dev.failover.agent.drill.Course.Phase;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report for humans, in Markdown. */
public final class ReportText {
    private ReportText() {}

    /** Its lines. */
    public static List<String> of(DrillReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "# Drill of %s: %s".formatted(report.service(), report.outcome().toUpperCase(Locale.ROOT)));
        lines.add("");
        lines.add(sentence(report.reason()));
        lines.add("");
        lines.add("- drill: %s, level %s, by %s".formatted(report.drill(), report.level(), report.by()));
        lines.add("- from %s to %s".formatted(report.began(), report.ended()));
        lines.add("- %s, configuration %s".formatted(report.version(), report.configuration()));
        report.rtoSeconds().ifPresent(rto -> lines.add("- declared rto: " + Durations.format(rto)));
        report.rpoSeconds().ifPresent(rpo -> lines.add("- declared rpo: " + Durations.format(rpo)));
        report.replicaAgeSeconds()
                .ifPresent(age -> lines.add("- replica at the moment of the decision: %s old".formatted(text(age))));
        table(lines, "Away: from the failure until clients are at the standby", report.away());
        table(lines, "Back: from the decision until clients are at the primary", report.back());
        list(lines, "Gone at every server", report.gone());
        list(lines, "Left behind", report.left());
        list(lines, "Notes", report.notes());
        return lines;
    }

    private static void table(List<String> lines, String title, List<Phase> phases) {
        if (phases.isEmpty()) {
            return;
        }
        lines.addAll(List.of("", "## " + title, "", "| phase | took | predicted at most |", "|---|---|---|"));
        for (Phase phase : phases) {
            String late = phase.predictedSeconds()
                    .filter(most -> phase.tookSeconds().compareTo(most) > 0)
                    .map(most -> " (longer)")
                    .orElse("");
            lines.add("| %s | %s%s | %s |"
                    .formatted(
                            phase.phase(),
                            text(phase.tookSeconds()),
                            late,
                            phase.predictedSeconds().map(Durations::format).orElse("")));
        }
    }

    private static void list(List<String> lines, String title, List<String> items) {
        if (!items.isEmpty()) {
            lines.addAll(List.of("", "## " + title, ""));
            items.forEach(item -> lines.add("- " + item));
        }
    }

    private static String text(Duration duration) {
        return Durations.format(Duration.ofMillis(duration.toMillis()));
    }

    private static String sentence(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
    }
}
