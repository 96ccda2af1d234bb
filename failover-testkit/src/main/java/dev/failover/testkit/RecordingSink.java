package dev.failover.testkit;

import dev.failover.component.UnavailableException;
import dev.failover.evidence.EvidenceSink;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what a collector brings, up to 1 MiB of each item, and takes nothing more once it is closed. Thread-safe. */
public final class RecordingSink implements EvidenceSink, AutoCloseable {
    private static final int MOST_BYTES = 1 << 20;

    private final List<Part> parts = new ArrayList<>();
    private boolean closed;

    /** Takes everything, until it is closed. */
    public RecordingSink() {}

    /** An item as it was brought. Immutable. */
    public static final class Recorded {
        private final String name;
        private final String source;
        private final byte[] content;
        private final @Nullable Integer exit;
        private final @Nullable String problem;

        private Recorded(String name, String source, byte[] content, @Nullable Integer exit, @Nullable String problem) {
            this.name = name;
            this.source = source;
            this.content = content.clone();
            this.exit = exit;
            this.problem = problem;
        }

        public String name() {
            return name;
        }

        public String source() {
            return source;
        }

        /** The beginning of it. */
        public byte[] content() {
            return content.clone();
        }

        /** How the program ended that it comes from; null if none did. */
        public @Nullable Integer exit() {
            return exit;
        }

        /** Why it is not all; null if it is. */
        public @Nullable String problem() {
            return problem;
        }

        @Override
        public String toString() {
            return "%s from %s, %s bytes".formatted(name, source, content.length);
        }
    }

    @Override
    public synchronized Item item(String name, String source) {
        requireOpen();
        Part part = new Part(name, source);
        parts.add(part);
        return part;
    }

    private void requireOpen() {
        if (closed) {
            throw new UnavailableException("the sink takes no more");
        }
    }

    /** What was brought by now, in the order in which it began. */
    public synchronized List<Recorded> items() {
        return parts.stream().map(Part::recorded).toList();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private final class Part implements Item {
        private final String name;
        private final String source;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private @Nullable Integer exit;
        private @Nullable String problem;

        Part(String name, String source) {
            this.name = name;
            this.source = source;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            synchronized (RecordingSink.this) {
                requireOpen();
                content.write(bytes, offset, Math.min(length, MOST_BYTES - content.size()));
            }
        }

        @Override
        public void exit(int status) {
            synchronized (RecordingSink.this) {
                exit = status;
            }
        }

        @Override
        public void incomplete(String why) {
            synchronized (RecordingSink.this) {
                problem = problem == null ? why : problem;
            }
        }

        private Recorded recorded() {
            return new Recorded(name, source, content.toByteArray(), exit, problem);
        }
    }
}
