package dev.failover.internal.notify;

import dev.failover.internal.notify.OutboxEntry.Delivered;
import dev.failover.internal.notify.OutboxEntry.Failed;
import dev.failover.internal.notify.OutboxEntry.Posted;
import dev.failover.internal.notify.OutboxEntry.Refused;
import dev.failover.internal.notify.OutboxEntry.Settled;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the entries of an outbox's log amount to: the notifications still to be delivered, in the order they were posted, and
 * the ids of the last ones that were.
 */
final class Letters {
    /** So many settled ids are remembered, to recognise a repetition. */
    static final int REMEMBERED = 1000;

    private static final int IDS_PER_ENTRY = 100;

    private final Map<String, Letter> pending = new LinkedHashMap<>();
    private final Set<String> settled = new LinkedHashSet<>();

    static Letters of(List<String> log) {
        Letters letters = new Letters();
        log.forEach(line -> letters.apply(OutboxEntry.parse(line)));
        return letters;
    }

    Collection<Letter> pending() {
        return List.copyOf(pending.values());
    }

    boolean knows(String id) {
        return pending.containsKey(id) || settled.contains(id);
    }

    boolean isPending(String id) {
        return pending.containsKey(id);
    }

    @Nullable
    Letter oldest() {
        return pending.isEmpty() ? null : pending.values().iterator().next();
    }

    int size() {
        return pending.size();
    }

    void apply(OutboxEntry entry) {
        if (entry instanceof Posted posted) {
            String id = posted.notification().id();
            if (!knows(id)) {
                pending.put(id, new Letter(posted.notification(), posted.notifiers(), posted.at()));
            }
        } else if (entry instanceof Failed failed) {
            failed.ids().forEach(id -> change(id, letter -> letter.failed(failed.notifier(), failed.why())));
        } else if (entry instanceof Refused refused) {
            change(refused.id(), letter -> letter.refused(refused.notifier(), refused.why()));
        } else if (entry instanceof Delivered delivered) {
            change(delivered.id(), letter -> letter.delivered(delivered.notifier()));
        } else if (entry instanceof Settled ended) {
            ended.ids().forEach(this::settle);
        }
    }

    private void change(String id, Consumer<Letter> change) {
        Letter letter = pending.get(id);
        if (letter != null) {
            change.accept(letter);
            if (letter.isSettled()) {
                settle(id);
            }
        }
    }

    private void settle(String id) {
        pending.remove(id);
        settled.add(id);
        if (settled.size() > REMEMBERED) {
            settled.remove(settled.iterator().next());
        }
    }

    /** The fewest entries that amount to the same. */
    List<String> compacted() {
        List<OutboxEntry> entries = new ArrayList<>();
        List<String> ids = List.copyOf(settled);
        for (int from = 0; from < ids.size(); from += IDS_PER_ENTRY) {
            entries.add(new Settled(ids.subList(from, Math.min(ids.size(), from + IDS_PER_ENTRY))));
        }
        pending.values().forEach(letter -> addTo(entries, letter));
        return entries.stream().map(OutboxEntry::json).toList();
    }

    private static void addTo(List<OutboxEntry> entries, Letter letter) {
        entries.add(new Posted(letter.notification(), letter.notifiers(), letter.posted()));
        List<String> refused = letter.notifiers(Letter.State.REFUSED);
        for (String notifier : letter.notifiers()) {
            String why = letter.failure(notifier);
            if (why != null) {
                entries.add(
                        refused.contains(notifier)
                                ? new Refused(letter.id(), notifier, why)
                                : new Failed(List.of(letter.id()), notifier, why));
            }
        }
        letter.notifiers(Letter.State.DELIVERED).forEach(notifier -> entries.add(new Delivered(letter.id(), notifier)));
    }
}
