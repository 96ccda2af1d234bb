package dev.failover.internal.journal;

import com.google.gson.JsonParseException;
import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.decision.ServiceState;
import dev.failover.internal.storage.DurableLog;
import dev.failover.internal.storage.StateDirectory;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.journal.StateStore;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A state store in a journal file of a {@link StateDirectory}.
 *
 * <p>The file is bounded: once it holds more than 2,000 entries or 8 MiB, it is cut to the latest 1,000 entries of at most
 * 4 MiB together, and the last entry of each service however old, which carries all that must not be forgotten.
 */
public final class FileStateStore implements StateStore {
    private static final Logger logger = LoggerFactory.getLogger(FileStateStore.class);
    private static final String FILE = "journal";
    private static final int ENTRIES_KEPT = 1_000;
    private static final long BYTES_KEPT = 4L << 20;
    /** So many lines take a process that has just begun a tenth of a second: then all processors read them. */
    private static final int MANY = 200;

    private final StateDirectory directory;
    private final DurableLog log;
    private final Entries entries;

    private FileStateStore(StateDirectory directory, int entriesKept, long bytesKept) {
        this.directory = directory;
        this.log = directory.log(FILE);
        this.entries = Entries.parse(log.entries(), entriesKept, bytesKept);
    }

    /**
     * Opens the journal of a state directory, which stays the caller's to close.
     *
     * @throws RejectedException if it is damaged, or of a version that this library does not know
     */
    public static FileStateStore open(StateDirectory directory) {
        return open(directory, ENTRIES_KEPT, BYTES_KEPT);
    }

    static FileStateStore open(StateDirectory directory, int entriesKept, long bytesKept) {
        return new FileStateStore(directory, entriesKept, bytesKept);
    }

    /**
     * Reads the latest entries of a state directory that another process may be using; changes and creates nothing.
     *
     * @return oldest first; empty if there is no journal
     */
    public static List<JournalEntry> read(Path directory) {
        return StateDirectory.read(directory, FILE)
                .map(lines -> Entries.parse(lines, ENTRIES_KEPT, BYTES_KEPT).worthKeeping())
                .orElse(List.of());
    }

    @Override
    public synchronized ServiceState load(String service) {
        return entries.state(service);
    }

    @Override
    public synchronized JournalEntry save(
            String service, ServiceState expected, ServiceState next, JournalEvent event) {
        if (!entries.state(service).equals(expected)) {
            throw new ConflictException("The state of " + service + " is not what it was believed to be");
        }
        JournalEntry entry = new JournalEntry(entries.sequence + 1, service, event, next);
        String line = JournalFormat.write(entry);
        log.append(line);
        entries.add(entry, line.length());
        if (log.size() > 2 * entries.kept || log.length() > 2 * entries.bytesKept) {
            compact();
        }
        return entry;
    }

    private void compact() {
        try {
            log.rewrite(
                    entries.worthKeeping().stream().map(JournalFormat::write).toList());
        } catch (UnavailableException e) {
            // The entry itself is safe; the next one tries again.
            logger.warn("The journal could not be shortened: {}", e.getMessage());
        }
    }

    @Override
    public synchronized List<JournalEntry> history(int limit) {
        List<JournalEntry> all = entries.latest();
        return List.copyOf(all.subList(Math.max(0, all.size() - limit), all.size()));
    }

    @Override
    public Lines notifications() {
        return directory.log("outbox");
    }

    @Override
    public synchronized void close() {
        log.close();
    }

    /** What a line of the file says: an entry, or why it is none. */
    private record Line(
            @Nullable JournalEntry entry, @Nullable JsonParseException problem, int length) {
        static Line read(String text) {
            try {
                return new Line(JournalFormat.read(text), null, text.length());
            } catch (JsonParseException e) {
                return new Line(null, e, text.length());
            }
        }
    }

    /** The latest entries, and the last of each service however old. */
    private static final class Entries {
        private final Deque<Sized> latest = new ArrayDeque<>();
        private final Map<String, JournalEntry> lastOf = new LinkedHashMap<>();
        private final int kept;
        private final long bytesKept;
        private long bytes;
        private long sequence;
        private long read;

        /**
         * An entry and how much of the file it takes, about.
         *
         * @param bytes its characters; few of them are outside ASCII
         */
        private record Sized(JournalEntry entry, int bytes) {}

        private Entries(int kept, long bytesKept) {
            this.kept = kept;
            this.bytesKept = bytesKept;
        }

        static Entries parse(List<String> lines, int kept, long bytesKept) {
            Entries entries = new Entries(kept, bytesKept);
            Stream<String> each = lines.size() < MANY ? lines.stream() : lines.parallelStream();
            each.map(Line::read).toList().forEach(entries::add);
            return entries;
        }

        private void add(Line line) {
            if (line.problem() != null) {
                throw new RejectedException(
                        "The journal's entry after number " + sequence
                                + " was written by something else than this version of failover: "
                                + line.problem().getMessage(),
                        line.problem());
            }
            JournalEntry entry = Objects.requireNonNull(line.entry());
            requireNext(entry);
            add(entry, line.length());
        }

        /**
         * Each entry's number is one more than the one before it. What was kept when the journal was cut, one entry of each
         * service that had been quiet, may be followed by a gap.
         */
        private void requireNext(JournalEntry entry) {
            boolean gap = entry.sequence() != sequence + 1;
            if (read > 0 && (entry.sequence() <= sequence || gap && lastOf.size() < read)) {
                throw new RejectedException(
                        "The journal's entry %d follows entry %d: lines of it are missing, doubled or in another order; nothing was changed. Restore the file from a backup, or move it away to start without it."
                                .formatted(entry.sequence(), sequence));
            }
        }

        List<JournalEntry> latest() {
            return latest.stream().map(Sized::entry).toList();
        }

        void add(JournalEntry entry, int length) {
            sequence = entry.sequence();
            read++;
            lastOf.put(entry.service(), entry);
            latest.add(new Sized(entry, length));
            bytes += length;
            while (latest.size() > kept || bytes > bytesKept && latest.size() > 1) {
                bytes -= latest.remove().bytes();
            }
        }

        ServiceState state(String service) {
            JournalEntry last = lastOf.get(service);
            return last == null ? ServiceState.INITIAL : last.state();
        }

        /** The last entry of a service that has been quiet for long, then all the latest, in their order. */
        List<JournalEntry> worthKeeping() {
            List<JournalEntry> worthy = new ArrayList<>();
            long oldest = latest.isEmpty() ? 0 : latest.getFirst().entry().sequence();
            lastOf.values().stream()
                    .filter(entry -> entry.sequence() < oldest)
                    .sorted(java.util.Comparator.comparingLong(JournalEntry::sequence))
                    .forEach(worthy::add);
            worthy.addAll(latest());
            return worthy;
        }
    }
}
