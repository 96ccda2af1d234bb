package dev.failover.testkit;

import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import java.time.Duration;
import java.util.stream.Collectors;

/** What inspections find, as text. */
public final class Inspected {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private Inspected() {}

    /** What is found of this severity, as {@code subject: message}, line by line. */
    public static String lines(Inspectable inspected, Finding.Severity severity) throws InterruptedException {
        return inspected.inspect(TIMEOUT).stream()
                .filter(finding -> finding.severity() == severity)
                .map(finding -> finding.subject() + ": " + finding.message())
                .collect(Collectors.joining("\n"));
    }
}
