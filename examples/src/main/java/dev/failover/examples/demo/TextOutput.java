package dev.failover.examples.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** Tells it to a human: the timeline as it happens, then the table. */
final class TextOutput implements DemoOutput {
    private final PrintWriter out;

    TextOutput(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begins(Map<String, String> settings) {
        out.printf("%s is served by two sites of this machine; nothing leaves it.%n%n", DemoPlan.NAME);
        settings.forEach((name, text) -> out.printf("  %-10s%s%n", name, text));
        out.println();
        out.flush();
    }

    @Override
    public void happened(Moment moment) {
        out.printf("+%9s  %-10s%s%n", seconds(moment.at()), moment.event().who(), moment.text());
        out.flush();
    }

    @Override
    public void ended(DemoReport report) {
        out.println();
        if (!report.table().isEmpty()) {
            out.printf("%-22s%11s%11s   %s%n", "predicted vs measured", "predicted", "measured", "predicted from");
            report.table()
                    .forEach(line -> out.printf(
                            "%-10s%-12s%11s%11s   %s%n",
                            line.change(),
                            line.phase(),
                            seconds(line.predicted()),
                            seconds(line.measured()),
                            line.basis()));
            out.println();
        }
        out.println(report.failure()
                .orElse("All of it happened, in " + seconds(report.took()).strip() + "; nothing is left running."));
        out.flush();
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9);
    }
}
