package dev.failover.benchmarks;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes a website fail and come back, and measures how much later than it could each switcher has moved its users. What it could not
 * help is left out: the wait for the next probe, known from when the website was asked last, and {@link Pace#floor}. Not thread-safe.
 */
final class FailoverTimes {
    /** After a switch was seen: everybody has ended what follows from it. */
    private static final Duration SETTLED = Duration.ofMillis(200);
    /** A new process has looked round, and probed some ten times. */
    private static final Duration WARM = Duration.ofSeconds(2);

    private final Website primary;
    private final Website backup;
    private final Random random = new Random(1);
    private final Map<String, EnumMap<Fault, Sample>> left = new LinkedHashMap<>();
    private final Map<String, Sample> back = new LinkedHashMap<>();
    private final SwitchSteps steps = new SwitchSteps();

    FailoverTimes(Website primary, Website backup) {
        this.primary = primary;
        this.backup = backup;
    }

    /** Waits until all of them watch. */
    void begin(List<? extends Switcher> switchers) throws Exception {
        Instant began = Instant.now();
        for (Switcher switcher : switchers) {
            switcher.sightings().await(primary.address());
            String path = switcher.path();
            Wait.until(path + " is asked for", () -> primary.hasServed(path, began) && backup.hasServed(path, began));
        }
        Wait.pause(WARM);
    }

    /** Lets the website fail and come back, with all of them watching. */
    void round(Fault fault, List<? extends Switcher> switchers, boolean first) throws Exception {
        Duration longest = switchers.stream()
                .map(each -> each.pace().interval())
                .max(Duration::compareTo)
                .orElseThrow();
        Wait.pause(Duration.ofNanos((long) (random.nextDouble() * longest.toNanos())));
        Instant began = Instant.now();
        primary.fail(fault);
        Map<Switcher, Instant> gone = new LinkedHashMap<>();
        for (Switcher switcher : switchers) {
            gone.put(switcher, switcher.sightings().await(backup.address()));
        }
        for (Map.Entry<Switcher, Instant> one : gone.entrySet()) {
            Switcher switcher = one.getKey();
            Instant seen = one.getValue();
            Instant due = primary.lastServed(switcher.path())
                    .plus(switcher.pace().interval())
                    .plus(switcher.pace().floor(fault));
            sample(title(switcher, first), fault).add(Duration.between(due, seen));
            if (switcher instanceof JavaSwitcher library && library.name().equals("library")) {
                steps.add(first, due, seen, library.told(began, seen));
            }
        }
        Wait.pause(SETTLED);
        primary.heal();
        for (Switcher switcher : switchers) {
            Instant seen = switcher.sightings().await(primary.address());
            Instant due =
                    primary.firstServed(switcher.path()).plus(switcher.pace().floorBack());
            back.computeIfAbsent(title(switcher, first), name -> new Sample()).add(Duration.between(due, seen));
        }
        Wait.pause(SETTLED.plus(longest));
    }

    private Sample sample(String title, Fault fault) {
        return left.computeIfAbsent(title, name -> new EnumMap<>(Fault.class))
                .computeIfAbsent(fault, each -> new Sample());
    }

    private static String title(Switcher switcher, boolean first) {
        String pace = "every %s s, timeout %s s, %d in a row"
                .formatted(
                        seconds(switcher.pace().interval()),
                        seconds(switcher.pace().timeout()),
                        switcher.pace().fall());
        return switch (switcher.name()) {
            case "haproxy" -> "HAProxy (detects only), " + pace;
            case "gdnsd" -> "gdnsd, " + pace;
            case "powerdns" -> "PowerDNS `ifurlup`, " + pace;
            case "plain" -> "plain Java, " + (first ? "first of a process, " : "later, ") + pace;
            default -> "**failover**, " + (first ? "first of a process, " : "later, ") + pace;
        };
    }

    private static String seconds(Duration time) {
        return String.valueOf(time.toMillis() / 1000.0);
    }

    void print(PrintStream out) {
        List<String> head = new ArrayList<>(List.of("ms later than possible: median (most)"));
        for (Fault fault : Fault.values()) {
            head.add(fault.title());
        }
        head.add("back again");
        Table table = new Table(head.toArray(String[]::new));
        left.forEach((title, faults) -> {
            List<String> row = new ArrayList<>(List.of(title));
            for (Fault fault : Fault.values()) {
                row.add(text(faults.get(fault)));
            }
            row.add(text(back.get(title)));
            table.row(row.toArray(String[]::new));
        });
        table.print(out);
        out.println("Where failover's own time goes, medians over all faults:");
        out.println();
        steps.print(out);
    }

    private static String text(@org.jspecify.annotations.Nullable Sample sample) {
        return sample == null
                ? "–"
                : "%s (%s)".formatted(Table.milliseconds(sample.median()), Table.milliseconds(sample.percentile(100)));
    }
}
