package dev.failover.sftp;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers what was sent so soon after it was modified that size and time can't tell a later change from it: the
 * protocol carries whole seconds, and the source's file system may give two writes within a few milliseconds one time.
 * Not thread-safe.
 */
final class Memory {
    /** Enough for any burst of changes within the seconds that matter; older ones are forgotten first. */
    private static final int MOST = 100_000;

    /** Longer than the ticks of a kernel's clock, which are 10 ms at most. */
    private static final long TICK_NANOS = 12_000_000;

    private final Map<String, Sent> sent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sent> eldest) {
            return size() > MOST;
        }
    };

    private record Sent(Entry entry, boolean unsettled) {}

    /**
     * Notes that a file was sent.
     *
     * @param read when its content was read, to the nanosecond
     */
    void sent(String path, Entry entry, Instant read) {
        long age = (read.getEpochSecond() - entry.seconds()) * 1_000_000_000L + read.getNano() - entry.nanos();
        if (age < 0 || read.getEpochSecond() - entry.seconds() <= 1) {
            sent.remove(path);
            sent.put(path, new Sent(entry, Math.abs(age) < TICK_NANOS));
        } else {
            sent.remove(path);
        }
    }

    /** Whether a file that has the size and the second of what was sent last may still be another. */
    boolean doubts(String path, Entry now) {
        Sent before = sent.get(path);
        return before != null && (before.unsettled || !before.entry.sameContentAs(now));
    }

    /** Notes that a file was compared, and is what the target has. */
    void compared(String path, Entry entry, Instant read) {
        sent(path, entry, read);
    }
}
