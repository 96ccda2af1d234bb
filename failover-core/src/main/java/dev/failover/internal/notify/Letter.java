package dev.failover.internal.notify;

import dev.failover.notify.Notification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One notification on its way through its notifiers. The first is asked to speak; each later one only once an earlier one
 * has failed. Holds no time and does no I/O.
 */
final class Letter {
    /** What one notifier has to do with it. */
    enum State {
        /** Not asked to speak. */
        WAITING,
        /** To speak when its turn comes. */
        QUEUED,
        DELIVERED,
        /** Refused it, or was given up on. */
        REFUSED,
        /** An earlier one has spoken after all. */
        SPARED
    }

    private static final class Leg {
        State state = State.WAITING;

        @Nullable
        String failure;

        int attempts;
        boolean refusedBefore;
    }

    private final Notification notification;
    private final Instant posted;
    private final Map<String, Leg> legs = new LinkedHashMap<>();

    Letter(Notification notification, List<String> notifiers, Instant posted) {
        this.notification = notification;
        this.posted = posted;
        notifiers.forEach(name -> legs.put(name, new Leg()));
        askNext();
    }

    String id() {
        return notification.id();
    }

    Notification notification() {
        return notification;
    }

    Instant posted() {
        return posted;
    }

    List<String> notifiers() {
        return List.copyOf(legs.keySet());
    }

    List<String> notifiers(State state) {
        return legs.entrySet().stream()
                .filter(entry -> entry.getValue().state == state)
                .map(Map.Entry::getKey)
                .toList();
    }

    boolean isQueued(String notifier) {
        Leg leg = legs.get(notifier);
        return leg != null && leg.state == State.QUEUED;
    }

    /** Whether this notifier is to speak and has not failed yet. */
    boolean isUntried(String notifier) {
        Leg leg = legs.get(notifier);
        return leg != null && leg.state == State.QUEUED && leg.failure == null;
    }

    boolean isDelivered() {
        return legs.values().stream().anyMatch(leg -> leg.state == State.DELIVERED);
    }

    /** Whether somebody has spoken and nobody is still to speak. */
    boolean isSettled() {
        return isDelivered() && notifiers(State.QUEUED).isEmpty();
    }

    /** Whether all have refused it, so that nobody would ever speak. */
    boolean isStuck() {
        return !isDelivered() && notifiers(State.QUEUED).isEmpty();
    }

    /** Whether nobody has spoken, and everybody has failed at least once. */
    boolean isUnheard() {
        return !isDelivered() && legs.values().stream().allMatch(leg -> leg.failure != null);
    }

    int attempted(String notifier) {
        Leg leg = legs.get(notifier);
        return leg == null ? 0 : ++leg.attempts;
    }

    int attempts(String notifier) {
        Leg leg = legs.get(notifier);
        return leg == null ? 0 : leg.attempts;
    }

    @Nullable
    String failure(String notifier) {
        Leg leg = legs.get(notifier);
        return leg == null ? null : leg.failure;
    }

    /** The notifier could not speak, and will try again; meanwhile the next one is to. */
    void failed(String notifier, String why) {
        Leg leg = legs.get(notifier);
        if (leg != null) {
            boolean first = leg.failure == null;
            leg.failure = why;
            if (first) {
                askNext();
            }
        }
    }

    /** The notifier will not speak. */
    void refused(String notifier, String why) {
        Leg leg = legs.get(notifier);
        if (leg != null) {
            leg.state = State.REFUSED;
            failed(notifier, why);
        }
    }

    /** The notifier has spoken: those behind it, who would only have stood in for it, need not any more. */
    void delivered(String notifier) {
        if (!legs.containsKey(notifier)) {
            return;
        }
        boolean behind = false;
        for (Map.Entry<String, Leg> entry : legs.entrySet()) {
            Leg leg = entry.getValue();
            if (entry.getKey().equals(notifier)) {
                leg.state = State.DELIVERED;
                behind = true;
            } else if (behind && (leg.state == State.QUEUED || leg.state == State.WAITING)) {
                leg.state = State.SPARED;
            }
        }
    }

    /** Asks again those who refused. */
    void retryRefused() {
        for (Leg leg : legs.values()) {
            if (leg.state == State.REFUSED) {
                leg.state = State.QUEUED;
                leg.refusedBefore = true;
            }
        }
    }

    /** Whether the notifier is asked again although it refused. */
    boolean wasRefusedBefore(String notifier) {
        Leg leg = legs.get(notifier);
        return leg != null && leg.refusedBefore;
    }

    /** Leaves out notifiers that do not exist any more; if none is left, all of {@code known} take their place. */
    void restrictTo(Collection<String> known) {
        legs.keySet().retainAll(known);
        if (legs.isEmpty()) {
            known.forEach(name -> legs.put(name, new Leg()));
        }
        if (isStuck()) {
            askNext();
        }
    }

    private void askNext() {
        for (Leg leg : legs.values()) {
            if (leg.state == State.WAITING) {
                leg.state = State.QUEUED;
                return;
            }
        }
    }

    /** What a notifier is to say: the notification, and who should have said it but could not. */
    Notification spokenBy(String notifier) {
        List<String> excuses = new ArrayList<>();
        for (Map.Entry<String, Leg> entry : legs.entrySet()) {
            if (entry.getKey().equals(notifier)) {
                break;
            }
            if (entry.getValue().failure != null) {
                excuses.add("The notifier \"%s\" could not say this: %s"
                        .formatted(entry.getKey(), entry.getValue().failure));
            }
        }
        if (excuses.isEmpty()) {
            return notification;
        }
        Notification said = notification;
        String text = said.text() + (said.text().isEmpty() ? "" : "\n\n") + String.join("\n", excuses);
        return new Notification(
                said.id(), said.at(), said.severity(), said.service(), said.title(), text, said.facts());
    }

    /** Who failed and why, for a log. */
    String failures() {
        return legs.entrySet().stream()
                .filter(entry -> entry.getValue().failure != null)
                .map(entry -> entry.getKey() + ": " + entry.getValue().failure)
                .collect(Collectors.joining("; "));
    }
}
