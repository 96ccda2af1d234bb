package dev.failover.journal;

import dev.failover.component.ConflictException;
import dev.failover.decision.ServiceState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A state store that ends with its process. */
final class MemoryStateStore implements StateStore {
    private static final int ENTRIES_KEPT = 1_000;

    private final Map<String, ServiceState> states = new HashMap<>();
    private final Deque<JournalEntry> latest = new ArrayDeque<>();
    private final Lines notifications = new MemoryLines();
    private long sequence;

    @Override
    public synchronized ServiceState load(String service) {
        return states.getOrDefault(service, ServiceState.INITIAL);
    }

    @Override
    public synchronized JournalEntry save(
            String service, ServiceState expected, ServiceState next, JournalEvent event) {
        if (!load(service).equals(expected)) {
            throw new ConflictException("The state of " + service + " is not what it was believed to be");
        }
        JournalEntry entry = new JournalEntry(++sequence, service, event, next);
        states.put(service, next);
        latest.add(entry);
        if (latest.size() > ENTRIES_KEPT) {
            latest.remove();
        }
        return entry;
    }

    @Override
    public synchronized List<JournalEntry> history(int limit) {
        return latest.stream().skip(Math.max(0, latest.size() - limit)).toList();
    }

    @Override
    public Lines notifications() {
        return notifications;
    }

    @Override
    public void close() {}

    private static final class MemoryLines implements Lines {
        private final List<String> lines = new ArrayList<>();

        @Override
        public List<String> entries() {
            return List.copyOf(lines);
        }

        @Override
        public void append(String line) {
            lines.add(line);
        }

        @Override
        public void rewrite(List<String> replacement) {
            lines.clear();
            lines.addAll(replacement);
        }

        @Override
        public int size() {
            return lines.size();
        }
    }
}
