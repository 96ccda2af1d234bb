package dev.failover.internal.notify;

import dev.failover.internal.notify.OutboxEntry.Heard;
import dev.failover.notify.Notification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Through whom humans have heard of incidents that are not over: through the same ones they are to hear of the end. */
final class Hearers {
    /** Of so many incidents at most; of older ones the end is told as if it were a beginning. */
    static final int REMEMBERED = 10_000;

    private static final int INCIDENTS_PER_ENTRY = 100;

    /** For each incident the notifiers that told of it, and as a part of which group; empty if by itself. */
    private final Map<String, Map<String, String>> heard = new LinkedHashMap<>();

    /** A notifier has said this, as a part of a group or, if that is empty, by itself. */
    void heard(Notification notification, String notifier, String group) {
        String incident = notification.incident();
        if (notification.endsIncident()) {
            forget(incident, notifier);
        } else if (!incident.equals(notification.id())) {
            heard(incident, notifier, group);
        }
    }

    /** What a notifier tells first of an incident decides how it is known there. */
    private void heard(String incident, String notifier, String group) {
        heard.computeIfAbsent(incident, unknown -> new LinkedHashMap<>()).putIfAbsent(notifier, group);
        if (heard.size() > REMEMBERED) {
            heard.remove(heard.keySet().iterator().next());
        }
    }

    void add(Heard entry) {
        entry.incidents().forEach(incident -> heard(incident, entry.notifier(), entry.group()));
    }

    private void forget(String incident, String notifier) {
        Map<String, String> known = heard.get(incident);
        if (known != null) {
            known.remove(notifier);
            if (known.isEmpty()) {
                heard.remove(incident);
            }
        }
    }

    /** An incident is over for everybody. */
    void forget(String incident) {
        heard.remove(incident);
    }

    /** Who has told of an incident. */
    Set<String> of(String incident) {
        return Set.copyOf(heard.getOrDefault(incident, Map.of()).keySet());
    }

    /** As a part of which group a notifier has told of an incident, empty text if by itself; nothing if it hasn't. */
    Optional<String> group(String incident, String notifier) {
        return Optional.ofNullable(heard.getOrDefault(incident, Map.of()).get(notifier));
    }

    /** Whether all that a notifier has told as a part of a group is over, once these are. */
    boolean isOver(String group, String notifier, Collection<String> ending) {
        Set<String> over = new HashSet<>(ending);
        return heard.entrySet().stream()
                .filter(incident -> group.equals(incident.getValue().get(notifier)))
                .allMatch(incident -> over.contains(incident.getKey()));
    }

    /** The fewest entries that amount to the same. */
    List<Heard> entries() {
        record Teller(String notifier, String group) {}
        Map<Teller, List<String>> incidents = new LinkedHashMap<>();
        heard.forEach((incident, tellers) -> tellers.forEach((notifier, group) -> incidents
                .computeIfAbsent(new Teller(notifier, group), unknown -> new ArrayList<>())
                .add(incident)));
        List<Heard> entries = new ArrayList<>();
        incidents.forEach((teller, all) -> {
            for (int from = 0; from < all.size(); from += INCIDENTS_PER_ENTRY) {
                List<String> some = all.subList(from, Math.min(all.size(), from + INCIDENTS_PER_ENTRY));
                entries.add(new Heard(some, teller.notifier(), teller.group()));
            }
        });
        return entries;
    }
}
