package dev.failover.internal.component;

import dev.failover.component.Excerpt;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what should never have been thrown: each kind once with its stack, and again in one line whenever its number has
 * doubled. A bug that is met at every turn is told, and fills no disk. Thread-safe.
 */
public final class BugLog {
    /** Bugs whose kinds differ without end must not fill the memory either. */
    private static final int MOST_KINDS = 1_000;

    private final Logger log;
    private final Map<String, Long> counts = new HashMap<>();

    /** @param where whose log it goes to */
    public BugLog(Class<?> where) {
        this(LoggerFactory.getLogger(where));
    }

    BugLog(Logger log) {
        this.log = log;
    }

    /**
     * Logs a bug.
     *
     * @param what whose, as it should read before "failed"
     * @return whether it is the first of its kind
     */
    public boolean report(String what, Throwable bug) {
        long count = count(what + " " + kind(bug));
        if (count == 1) {
            log.error("A bug: {} failed", what, bug);
        } else if (Long.bitCount(count) == 1) {
            log.error("A bug: {} failed {} times by now: {}", what, count, Excerpt.of(bug.toString()));
        }
        return count == 1;
    }

    private synchronized long count(String kind) {
        if (counts.size() >= MOST_KINDS && !counts.containsKey(kind)) {
            counts.clear();
        }
        return counts.merge(kind, 1L, Long::sum);
    }

    /** What was thrown first, and where: messages may differ each time. */
    private static String kind(Throwable bug) {
        Throwable root = bug;
        for (int depth = 0; root.getCause() != null && depth < 100; depth++) {
            root = root.getCause();
        }
        StackTraceElement[] trace = root.getStackTrace();
        return root.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
