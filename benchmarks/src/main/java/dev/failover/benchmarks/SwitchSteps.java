package dev.failover.benchmarks;

import dev.failover.benchmarks.JavaSwitcher.Stamp;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How long the library takes from one step of a switch to the next, of first switches and of later ones. Not thread-safe. */
final class SwitchSteps {
    /** By where a step ends; from where the one before it ended. */
    private static final Map<String, String> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put("VERDICT", "the deciding check is due to end: the verdict has changed");
        NAMES.put("JOURNAL-SWITCHED", "facts are taken, the switch is decided");
        NAMES.put("DECIDED", "`switched` is on the disk, with what is to be where");
        NAMES.put("WRITING", "the vendor is called, on a thread of its own");
        NAMES.put("SEEN", "the authority gives the other site");
        NAMES.put("WRITTEN", "the vendor's call has returned");
        NAMES.put("PUBLISHED", "every server of the zone gives it");
    }

    private final Map<String, Sample> first = new LinkedHashMap<>();
    private final Map<String, Sample> later = new LinkedHashMap<>();

    /**
     * Adds one switch.
     *
     * @param due when the deciding check was due to end
     * @param seen when the authority was first seen to give the other site
     */
    void add(boolean isFirst, Instant due, Instant seen, List<Stamp> stamps) {
        Map<String, Sample> samples = isFirst ? first : later;
        Instant verdict = at("VERDICT", Instant.MIN, stamps).orElseThrow();
        Instant before = due;
        for (String step : NAMES.keySet()) {
            Optional<Instant> ended = step.equals("SEEN") ? Optional.of(seen) : at(step, verdict, stamps);
            if (ended.isPresent()) {
                samples.computeIfAbsent(step, each -> new Sample()).add(Duration.between(before, ended.get()));
                before = ended.get();
            }
        }
    }

    private static Optional<Instant> at(String step, Instant from, List<Stamp> stamps) {
        return stamps.stream()
                .filter(stamp -> stamp.step().equals(step) && !stamp.at().isBefore(from))
                .map(Stamp::at)
                .min(Instant::compareTo);
    }

    void print(PrintStream out) {
        Table table = new Table("step, up to", "first switch (ms)", "later (ms)");
        NAMES.forEach((step, name) -> {
            if (first.containsKey(step) || later.containsKey(step)) {
                table.row(name, median(first.get(step)), median(later.get(step)));
            }
        });
        table.print(out);
    }

    private static String median(@org.jspecify.annotations.Nullable Sample sample) {
        return sample == null ? "–" : Table.milliseconds(sample.median());
    }
}
