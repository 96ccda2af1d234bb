package dev.failover.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a watcher in a process of its own is told.
 *
 * @param dnsPort where BIND takes updates
 */
record WatcherArguments(int dnsPort, String primary, String backup, Pace pace, Path directory) {
    List<String> text() {
        return List.of(
                String.valueOf(dnsPort),
                primary,
                backup,
                String.valueOf(pace.interval().toMillis()),
                String.valueOf(pace.timeout().toMillis()),
                String.valueOf(pace.fall()),
                String.valueOf(pace.rise()),
                directory.toString());
    }

    static WatcherArguments parse(String[] text) {
        return new WatcherArguments(
                Integer.parseInt(text[0]),
                text[1],
                text[2],
                new Pace(
                        Duration.ofMillis(Long.parseLong(text[3])),
                        Duration.ofMillis(Long.parseLong(text[4])),
                        Integer.parseInt(text[5]),
                        Integer.parseInt(text[6])),
                Path.of(text[7]));
    }
}
