package dev.failover.benchmarks;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table in Markdown. Not thread-safe. */
final class Table {
    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... head) {
        this.head = List.of(head);
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    void print(PrintStream out) {
        out.println("| " + String.join(" | ", head) + " |");
        out.println("|" + "---|".repeat(head.size()));
        rows.forEach(row -> out.println("| " + String.join(" | ", row) + " |"));
        out.println();
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, time.toMillis() < 1000 ? "%.3f" : "%.2f", time.toNanos() / 1e9);
    }

    static String ratio(Duration time, Duration to) {
        return String.format(Locale.ROOT, "%.2f", (double) time.toNanos() / to.toNanos());
    }

    static String milliseconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toNanos() / 1e6);
    }
}
