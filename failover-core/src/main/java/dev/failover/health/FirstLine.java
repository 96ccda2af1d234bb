package dev.failover.health;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The first line with something in it that a program says. Thread-safe. */
final class FirstLine implements Consumer<String> {
    private String line = "";

    @Override
    public synchronized void accept(String next) {
        if (line.isBlank()) {
            line = next;
        }
    }

    /** Empty if there is none yet. */
    @Override
    public synchronized String toString() {
        // It was told a character for each byte.
        return new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
