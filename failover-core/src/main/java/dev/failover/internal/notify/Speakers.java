package dev.failover.internal.notify;

import dev.failover.notify.Notifier;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Who speaks. Immutable.
 *
 * @param notifiers by name, in the order in which they were given
 * @param escalateAfter how long some of them wait for those before them to say something; the others don't
 */
public record Speakers(Map<String, Notifier> notifiers, Map<String, Duration> escalateAfter) {
    public Speakers {
        notifiers = Collections.unmodifiableMap(new LinkedHashMap<>(notifiers));
        escalateAfter = Map.copyOf(escalateAfter);
    }

    /** None of them waits. */
    public static Speakers of(Map<String, Notifier> notifiers) {
        return new Speakers(notifiers, Map.of());
    }

    public Set<String> names() {
        return notifiers.keySet();
    }
}
