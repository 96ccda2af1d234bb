package dev.failover.internal.notify;

import dev.failover.notify.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Something that happened to notifications: one line of the outbox's log, by {@link OutboxFormat}. */
sealed interface OutboxEntry {
    /**
     * A notification was posted.
     *
     * @param after how long some of the notifiers wait for those before them to say it; the others don't
     */
    record Posted(Notification notification, List<String> notifiers, Instant at, Map<String, Duration> after)
            implements OutboxEntry {
        public Posted {
            notifiers = List.copyOf(notifiers);
            after = Map.copyOf(after);
        }
    }

    /** A notifier could not speak for the first time; it goes on trying. */
    record Failed(List<String> ids, String notifier, String why) implements OutboxEntry {
        public Failed {
            ids = List.copyOf(ids);
        }
    }

    /** A notifier refused, or was given up on. */
    record Refused(String id, String notifier, String why) implements OutboxEntry {}

    /** A notifier has spoken. */
    record Delivered(String id, String notifier) implements OutboxEntry {}

    /**
     * A notifier has said these as one message.
     *
     * @param group what that message began, or went on with
     */
    record Grouped(List<String> ids, String notifier, String group) implements OutboxEntry {
        public Grouped {
            ids = List.copyOf(ids);
        }
    }

    /**
     * A notifier has told of these incidents, which are not over; what is left of entries that were dropped.
     *
     * @param group as a part of which it did; empty if by themselves
     */
    record Heard(List<String> incidents, String notifier, String group) implements OutboxEntry {
        public Heard {
            incidents = List.copyOf(incidents);
        }
    }

    /** Nothing is left to do for these. */
    record Settled(List<String> ids) implements OutboxEntry {
        public Settled {
            ids = List.copyOf(ids);
        }
    }
}
