package dev.failover.sftp;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, from run to run, what size and time can't tell of files that were sent: the protocol carries whole seconds, and the
 * source's file system may give two writes within a few milliseconds one time. Not thread-safe.
 */
final class Memory {
    /** Enough for any burst of changes within the seconds that matter; older ones are forgotten first. */
    private static final int MOST = 100_000;

    /** Longer than the ticks of a kernel's clock, which are 10 ms at most. */
    private static final long TICK_NANOS = 12_000_000;

    /** A file may have been modified up to a second before its time was read, and be modified for the rest of that second. */
    private static final int RACY_SECONDS = 2;

    private final Map<String, Sent> sent = bounded();
    private final Map<String, Integer> changing = bounded();
    private boolean marked;
    private OptionalLong unseenSince = OptionalLong.empty();

    /** @param changed when the system last changed anything of the file; null if that was not asked for */
    private record Sent(
            Entry entry, boolean unsettled, @Nullable FileTime changed) {}

    private static <T> Map<String, T> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > MOST;
            }
        };
    }

    /**
     * Notes that a file was sent, or compared and found to be what the target has.
     *
     * @param read when its content was read, to the nanosecond
     * @param changed when the system last changed anything of it; null if that is not known
     */
    void sent(String path, Entry entry, Instant read, @Nullable FileTime changed) {
        changing.remove(path);
        sent.remove(path);
        long age = (read.getEpochSecond() - entry.seconds()) * 1_000_000_000L + read.getNano() - entry.nanos();
        boolean unsettled = Math.abs(age) < TICK_NANOS || changed != null && isRecent(changed, read);
        if (age < 0 || read.getEpochSecond() - entry.seconds() <= 1 || changed != null) {
            sent.put(path, new Sent(entry, unsettled, changed));
        }
    }

    private static boolean isRecent(FileTime changed, Instant read) {
        return changed.toInstant().plusNanos(TICK_NANOS).isAfter(read);
    }

    /** Notes that a file changed while it was read, whether what was read was sent or not. */
    void changed(String path, Entry entry) {
        changing.merge(path, 1, Integer::sum);
        sent.remove(path);
        sent.put(path, new Sent(entry, true, null));
    }

    /** How often in a row a file changed while it was read. */
    int changes(String path) {
        return changing.getOrDefault(path, 0);
    }

    /** Whether a file that has the size and the second of what is at the target may still be another. */
    boolean doubts(String path, Entry now) {
        Sent before = sent.get(path);
        if (before != null) {
            return before.unsettled || !before.entry.sameContentAs(now);
        }
        // A server may list what is there before it answers to what was asked first.
        return !marked || unseenSince.isPresent() && now.seconds() >= unseenSince.getAsLong() - RACY_SECONDS;
    }

    /** Whether nothing at all happened to a file since it was sent. */
    boolean knows(String path, Entry now, FileTime changed) {
        Sent before = sent.get(path);
        return before != null && !before.unsettled && before.entry.sameContentAs(now) && changed.equals(before.changed);
    }

    /** Whether it is known what earlier processes may not have seen. */
    boolean isMarked() {
        return marked;
    }

    /** @param since what was modified later, in seconds since 1970, may have been sent by a process that is no more */
    void mark(OptionalLong since) {
        marked = true;
        unseenSince = since;
    }

    /** Notes that a run over everything saw all there is: this process has sent, or compared, whatever was in doubt. */
    void sawEverything() {
        unseenSince = OptionalLong.empty();
    }
}
