package dev.failover.internal.journal;

import dev.failover.decision.ServiceState;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.journal.StateStore;
import java.util.ArrayList;
import java.util.List;

/** States that end with the process, and yet are put into words as a journal file has them: for a rehearsal. Not thread-safe. */
public final class WordedStateStore implements StateStore {
    private final StateStore memory = StateStore.inMemory();
    private final List<String> lines = new ArrayList<>();

    /** A store that knows no service. */
    public WordedStateStore() {}

    @Override
    public ServiceState load(String service) {
        return memory.load(service);
    }

    @Override
    public JournalEntry save(String service, ServiceState expected, ServiceState next, JournalEvent event) {
        JournalEntry entry = memory.save(service, expected, next, event);
        lines.add(JournalFormat.write(entry));
        return entry;
    }

    @Override
    public List<JournalEntry> history(int limit) {
        return lines.subList(Math.max(0, lines.size() - limit), lines.size()).stream()
                .map(JournalFormat::read)
                .toList();
    }

    @Override
    public Lines notifications() {
        return memory.notifications();
    }

    @Override
    public void close() {
        memory.close();
    }
}
