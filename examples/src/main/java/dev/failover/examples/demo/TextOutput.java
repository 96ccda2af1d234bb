package dev.failover.examples.demo;

import dev.failover.examples.demo.DemoReport.Endpoints;
import dev.failover.health.Thresholds;
import dev.failover.time.Durations;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Tells it to a human: the timeline as it happens, then the table. */
final class TextOutput implements DemoOutput {
    private final PrintWriter out;

    TextOutput(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begins(DemoPlan plan, Endpoints endpoints) {
        Thresholds thresholds = plan.thresholds();
        out.printf("%s is served by two sites of this machine; nothing leaves it.%n%n", DemoPlan.NAME);
        setting("prod", endpoints.prod() + ", the primary");
        setting("home", endpoints.home() + ", the standby");
        setting(
                "dns",
                "%s, TTL %s; serves a change %s after it was written"
                        .formatted(
                                endpoints.dns(), Durations.format(plan.ttl()), Durations.format(plan.publishDelay())));
        setting(
                "sftp",
                "%s, home's; prod mirrors to it what changes, and looks through everything every %s"
                        .formatted(endpoints.sftp(), Durations.format(plan.rescan())));
        setting(
                "checks",
                "every %s, timeout %s; %s failures make DOWN, %s successes UP"
                        .formatted(
                                Durations.format(thresholds.interval()),
                                Durations.format(thresholds.timeout()),
                                thresholds.fall(),
                                thresholds.rise()));
        setting("failback", "by itself, once prod has been UP for " + Durations.format(plan.failbackAfter()));
        out.println();
        out.flush();
    }

    private void setting(String name, String text) {
        out.printf("  %-10s%s%n", name, text);
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
