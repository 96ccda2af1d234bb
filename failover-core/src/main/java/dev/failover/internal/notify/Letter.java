package dev.failover.internal.notify;

import dev.failover.notify.Notification;
import java.time.Duration;
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
 * has failed, and if it is to wait for them, only once that time is over or all of them have refused. Those who have told that
 * an incident began are all asked to tell that it is over. Holds no clock and does no I/O.
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

        /** How long those before it have to say it; zero if it speaks as soon as they fail. */
        final Duration after;

        /** Whether they have had that long. */
        boolean due;

        /** Whether it speaks whatever others say. */
        boolean obliged;

        int attempts;
        boolean refusedBefore;

        Leg(Duration after) {
            this.after = after;
            this.due = after.isZero();
        }
    }

    private final Notification notification;
    private final Instant posted;
    private final Map<String, Leg> legs = new LinkedHashMap<>();

    Letter(Notification notification, List<String> notifiers, Map<String, Duration> after, Instant posted) {
        this.notification = notification;
        this.posted = posted;
        notifiers.forEach(name -> legs.put(name, new Leg(after.getOrDefault(name, Duration.ZERO))));
        askNext();
    }

    /** Has a notifier say it whatever others do, and in whatever place: it has told of what this ends. */
    void oblige(String notifier) {
        Leg leg = legs.computeIfAbsent(notifier, name -> new Leg(Duration.ZERO));
        leg.obliged = true;
        if (leg.state == State.WAITING || leg.state == State.SPARED) {
            leg.state = State.QUEUED;
        }
    }

    /** Who waits for how long for those before them. */
    Map<String, Duration> after() {
        Map<String, Duration> after = new LinkedHashMap<>();
        legs.forEach((name, leg) -> {
            if (!leg.after.isZero()) {
                after.put(name, leg.after);
            }
        });
        return after;
    }

    /** Who has still to wait for those before them, and how long in all. */
    Map<String, Duration> waiting() {
        Map<String, Duration> waiting = after();
        waiting.keySet().retainAll(notifiers(State.WAITING));
        return waiting;
    }

    /** Those before a notifier have had the time that it was to wait: it is to speak, unless one of them has. */
    void escalate(String notifier) {
        Leg leg = legs.get(notifier);
        if (leg != null) {
            leg.due = true;
            if (leg.state == State.WAITING && !isDelivered()) {
                leg.state = State.QUEUED;
            }
        }
    }

    String id() {
        return notification.id();
    }

    Notification notification() {
        return notification;
    }

    String incident() {
        return notification.incident();
    }

    /** Whether it tells of something that is not over with it. */
    boolean goesOn() {
        return !notification.endsIncident() && !notification.incident().equals(notification.id());
    }

    Instant posted() {
        return posted;
    }

    /** Since when this notifier has been asked to speak at the earliest: from then on, others may join. */
    Instant turn(String notifier) {
        Leg leg = legs.get(notifier);
        return leg != null && leg.due ? posted.plus(leg.after) : posted;
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

    /** Whether this notifier is not asked yet, and will be if others go on failing. */
    boolean mayBePassedOnTo(String notifier) {
        Leg leg = legs.get(notifier);
        return leg != null && leg.state == State.WAITING && !isDelivered();
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
        return isDelivered() && !isAnyQueued();
    }

    /** Whether all have refused it, so that nobody would ever speak. */
    boolean isStuck() {
        return !isDelivered() && !isAnyQueued();
    }

    private boolean isAnyQueued() {
        return legs.values().stream().anyMatch(leg -> leg.state == State.QUEUED);
    }

    /** Whether nobody has spoken, and everybody who was asked has failed at least once. */
    boolean isUnheard() {
        return !isDelivered()
                && legs.values().stream().allMatch(leg -> leg.failure != null || leg.state == State.WAITING);
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
            if (leg.state == State.WAITING) {
                leg.state = State.QUEUED; // As a log has it that was written after its time had come.
            }
            if (first || leg.state == State.REFUSED) {
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
            } else if (behind && !leg.obliged && (leg.state == State.QUEUED || leg.state == State.WAITING)) {
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
            known.forEach(name -> legs.put(name, new Leg(Duration.ZERO)));
        }
        if (isStuck()) {
            askNext();
        }
    }

    private void askNext() {
        boolean allRefused = true;
        for (Leg leg : legs.values()) {
            boolean mayStillSpeak = leg.state == State.QUEUED && leg.failure == null;
            if (mayStillSpeak || leg.state == State.DELIVERED) {
                return;
            }
            if (leg.state == State.WAITING) {
                if (leg.due || allRefused) {
                    leg.state = State.QUEUED;
                }
                return;
            }
            allRefused &= leg.state == State.REFUSED;
        }
    }

    /** What a notifier is to say: the notification, and who should have said it but could not. */
    Notification spokenBy(String notifier) {
        String excuses = excuses(notifier);
        if (excuses.isEmpty()) {
            return notification;
        }
        Notification said = notification;
        String text = said.text() + (said.text().isEmpty() ? "" : "\n\n") + excuses;
        return new Notification(
                said.id(), said.at(), said.severity(), said.service(), said.title(), text, said.facts());
    }

    /** Who should have said it before this notifier, but could not, a line each. */
    String excuses(String notifier) {
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
        return String.join("\n", excuses);
    }

    /** Who failed and why, for a log. */
    String failures() {
        return legs.entrySet().stream()
                .filter(entry -> entry.getValue().failure != null)
                .map(entry -> entry.getKey() + ": " + entry.getValue().failure)
                .collect(Collectors.joining("; "));
    }
}
