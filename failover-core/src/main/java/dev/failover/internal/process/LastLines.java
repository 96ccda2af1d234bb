package dev.failover.internal.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** The end of what a program said, however much that was. Thread-safe. */
public final class LastLines implements Consumer<String> {
    private static final int KEPT = 10;

    private final Deque<String> lines = new ArrayDeque<>();

    public LastLines() {}

    @Override
    public synchronized void accept(String line) {
        lines.add(line);
        if (lines.size() > KEPT) {
            lines.remove();
        }
    }

    @Override
    public synchronized String toString() {
        return String.join("\n", lines);
    }
}
