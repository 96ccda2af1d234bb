package dev.failover.agent.page;

import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a target elsewhere has taken: that is not sent again before it changes, or an hour is over. For one thread. */
final class Delivered {
    /** What somebody has deleted there is back by then, and what expires there after a day never does. */
    private static final Duration AGAIN = Duration.ofHours(1);

    private final TimeSource time;
    private final Map<String, Taken> taken = new HashMap<>();

    private record Taken(String text, long at) {}

    Delivered(TimeSource time) {
        this.time = time;
    }

    /** Those of these that are to be sent, in their order. */
    List<ExportedFile> due(List<ExportedFile> files) {
        long now = time.nanoTime();
        List<ExportedFile> due = new ArrayList<>();
        for (ExportedFile file : files) {
            Taken known = taken.get(file.name());
            if (known == null || !known.text().equals(file.text()) || now - known.at() >= AGAIN.toNanos()) {
                due.add(file);
            }
        }
        return due;
    }

    /** It has taken this one. */
    void took(ExportedFile file) {
        taken.put(file.name(), new Taken(file.text(), time.nanoTime()));
    }
}
