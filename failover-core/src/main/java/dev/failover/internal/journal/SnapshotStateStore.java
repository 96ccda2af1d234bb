package dev.failover.internal.journal;

import dev.failover.decision.ServiceState;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.journal.StateStore;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The states of a directory as they were when it was read, for those who only look. Immutable. */
public final class SnapshotStateStore implements StateStore {
    private final List<JournalEntry> entries;
    private final Map<String, ServiceState> states = new HashMap<>();

    private SnapshotStateStore(List<JournalEntry> entries) {
        this.entries = entries;
        entries.forEach(entry -> states.put(entry.service(), entry.state()));
    }

    /** Reads a state directory that another process may be using; changes and creates nothing. */
    public static SnapshotStateStore read(Path directory) {
        return new SnapshotStateStore(FileStateStore.read(directory));
    }

    @Override
    public ServiceState load(String service) {
        return states.getOrDefault(service, ServiceState.INITIAL);
    }

    /** @throws IllegalStateException always: whoever saves here has a bug */
    @Override
    public JournalEntry save(String service, ServiceState expected, ServiceState next, JournalEvent event) {
        throw new IllegalStateException("a snapshot can't be written to");
    }

    @Override
    public List<JournalEntry> history(int limit) {
        return entries.subList(Math.max(0, entries.size() - limit), entries.size());
    }

    /** @throws IllegalStateException always: whoever only looks tells nobody */
    @Override
    public Lines notifications() {
        throw new IllegalStateException("nothing is told from a snapshot");
    }

    @Override
    public void close() {}
}
