package dev.failover.internal.notify;

import dev.failover.internal.notify.OutboxEntry.Delivered;
import dev.failover.internal.notify.OutboxEntry.Failed;
import dev.failover.internal.notify.OutboxEntry.Grouped;
import dev.failover.internal.notify.OutboxEntry.Heard;
import dev.failover.internal.notify.OutboxEntry.Posted;
import dev.failover.internal.notify.OutboxEntry.Refused;
import dev.failover.internal.notify.OutboxEntry.Settled;
import dev.failover.notify.Notification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the entries of an outbox's log amount to: the notifications still to be delivered, in the order they were posted, the
 * ids of the last ones that were, and who has told of what is not over.
 */
final class Letters {
    /** So many settled ids are remembered, to recognise a repetition. */
    static final int REMEMBERED = 5000;

    private static final int IDS_PER_ENTRY = 100;

    private final Map<String, Letter> pending = new LinkedHashMap<>();
    private final Set<String> settled = new LinkedHashSet<>();
    private final Hearers hearers = new Hearers();

    static Letters of(List<String> log) {
        Letters letters = new Letters();
        log.forEach(line -> letters.apply(OutboxFormat.read(line)));
        return letters;
    }

    Collection<Letter> pending() {
        return List.copyOf(pending.values());
    }

    /** What is still to be delivered, and by whom; oldest first. */
    List<PendingNotification> pendingNotifications() {
        List<PendingNotification> found = new ArrayList<>();
        for (Letter letter : pending.values()) {
            List<String> names =
                    letter.isStuck() ? letter.notifiers(Letter.State.REFUSED) : letter.notifiers(Letter.State.QUEUED);
            for (String name : names) {
                String failure = letter.failure(name);
                found.add(new PendingNotification(
                        letter.id(),
                        letter.notification().title(),
                        letter.posted(),
                        name,
                        letter.attempts(name),
                        failure == null ? "" : failure));
            }
        }
        return List.copyOf(found);
    }

    /** Since when there has been something that nobody was told. */
    Optional<Instant> unsaidSince() {
        return pending.values().stream()
                .filter(letter -> !letter.isDelivered())
                .map(Letter::posted)
                .min(Comparator.naturalOrder());
    }

    Hearers hearers() {
        return hearers;
    }

    boolean knows(String id) {
        return pending.containsKey(id) || settled.contains(id);
    }

    boolean isPending(String id) {
        return pending.containsKey(id);
    }

    Optional<Letter> find(String id) {
        return Optional.ofNullable(pending.get(id));
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
                pending.put(id, letter(posted));
            }
        } else if (entry instanceof Failed failed) {
            failed.ids().forEach(id -> change(id, letter -> letter.failed(failed.notifier(), failed.why())));
        } else if (entry instanceof Refused refused) {
            change(refused.id(), letter -> letter.refused(refused.notifier(), refused.why()));
        } else if (entry instanceof Delivered delivered) {
            delivered(delivered.id(), delivered.notifier(), "");
        } else if (entry instanceof Grouped grouped) {
            grouped.ids().forEach(id -> delivered(id, grouped.notifier(), grouped.group()));
        } else if (entry instanceof Heard heard) {
            hearers.add(heard);
            heard.incidents().forEach(incident -> obligeToEnd(incident, heard.notifier()));
        } else if (entry instanceof Settled ended) {
            ended.ids().forEach(this::settle);
        }
    }

    private Letter letter(Posted posted) {
        Notification notification = posted.notification();
        Letter letter = new Letter(notification, posted.notifiers(), posted.after(), posted.at());
        if (notification.endsIncident()) {
            hearers.of(notification.incident()).forEach(letter::oblige);
        }
        return letter;
    }

    private void delivered(String id, String notifier, String group) {
        Letter said = pending.get(id);
        if (said == null) {
            return;
        }
        Notification notification = said.notification();
        hearers.heard(notification, notifier, group);
        if (hearers.group(notification.incident(), notifier).isPresent()) {
            obligeToEnd(notification.incident(), notifier);
        }
        change(id, letter -> letter.delivered(notifier));
    }

    /** The end may have been posted before all of the beginning was told. */
    private void obligeToEnd(String incident, String notifier) {
        pending.values().stream()
                .filter(letter -> letter.notification().endsIncident()
                        && letter.incident().equals(incident))
                .forEach(letter -> letter.oblige(notifier));
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
        Letter letter = pending.remove(id);
        if (letter != null && letter.notification().endsIncident()) {
            hearers.forget(letter.notification().incident());
        }
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
        entries.addAll(hearers.entries());
        pending.values().forEach(letter -> addTo(entries, letter));
        return entries.stream().map(OutboxFormat::write).toList();
    }

    private static void addTo(List<OutboxEntry> entries, Letter letter) {
        entries.add(new Posted(letter.notification(), letter.notifiers(), letter.posted(), letter.after()));
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
