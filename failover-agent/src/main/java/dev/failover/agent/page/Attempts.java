package dev.failover.agent.page;

import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often somebody may try to act: ten times at once, and then once in six seconds. By address. Thread-safe. */
final class Attempts {
    private static final int AT_ONCE = 10;
    private static final Duration ONE_MORE_AFTER = Duration.ofSeconds(6);
    /** Further addresses push out the one that was seen first. */
    private static final int MOST_ADDRESSES = 1000;

    private final TimeSource time;
    /** When each address would have all its attempts again, in nanoseconds. */
    private final Map<String, Long> whole = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    Attempts(TimeSource time) {
        this.time = time;
    }

    /** Whether one more is allowed, which it then is. */
    synchronized boolean take(String address) {
        long now = time.nanoTime();
        long known = whole.getOrDefault(address, now);
        long next = (known - now > 0 ? known : now) + ONE_MORE_AFTER.toNanos();
        if (next - now > AT_ONCE * ONE_MORE_AFTER.toNanos()) {
            return false;
        }
        whole.put(address, next);
        return true;
    }

    static Duration pause() {
        return ONE_MORE_AFTER;
    }
}
