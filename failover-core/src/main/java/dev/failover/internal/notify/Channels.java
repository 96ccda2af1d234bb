package dev.failover.internal.notify;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.failover.notify.NotifierStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The notifiers as the outbox sees them, in the order in which they were given. Lives on the event thread. */
final class Channels implements Iterable<Channel> {
    private final Map<String, Channel> byName = new LinkedHashMap<>();

    Channels(Speakers speakers) {
        change(speakers);
    }

    /** One that is the same as before goes on with what it is at. */
    void change(Speakers speakers) {
        Map<String, Channel> before = new LinkedHashMap<>(byName);
        byName.clear();
        speakers.notifiers().forEach((name, notifier) -> {
            Duration escalateAfter = speakers.escalateAfter().getOrDefault(name, Duration.ZERO);
            Channel known = before.get(name);
            if (known != null && known.notifier == notifier && known.escalateAfter.equals(escalateAfter)) {
                byName.put(name, known);
                before.remove(name);
            } else {
                Channel next = new Channel(name, notifier, escalateAfter);
                if (known != null) {
                    next.countOn(known);
                }
                byName.put(name, next);
            }
        });
        before.values().forEach(Channel::cancel);
    }

    Set<String> names() {
        return byName.keySet();
    }

    /** How long some of these wait for those before them. */
    Map<String, Duration> waits(Collection<String> names) {
        Map<String, Duration> waits = new LinkedHashMap<>();
        for (Channel channel : byName.values()) {
            if (names.contains(channel.name) && !channel.escalateAfter.isZero()) {
                waits.put(channel.name, channel.escalateAfter);
            }
        }
        return waits;
    }

    /** How each gets on. */
    List<NotifierStatus> status(List<PendingNotification> pending) {
        Map<String, List<Instant>> waiting = pending.stream()
                .collect(groupingBy(PendingNotification::notifier, mapping(PendingNotification::posted, toList())));
        return byName.values().stream()
                .map(channel -> channel.status(waiting.getOrDefault(channel.name, List.of())))
                .toList();
    }

    @Override
    public Iterator<Channel> iterator() {
        return byName.values().iterator();
    }
}
