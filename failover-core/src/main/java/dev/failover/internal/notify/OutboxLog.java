package dev.failover.internal.notify;

import dev.failover.component.UnavailableException;
import dev.failover.internal.notify.OutboxEntry.Posted;
import dev.failover.journal.StateStore;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The letters, and the log that they can be had from again. Lives on the event thread, but for {@link #close}. */
final class OutboxLog {
    static final int COMPACT_BEYOND = 1000;

    private static final int ENTRIES_BETWEEN_COMPACTIONS = 200;
    private static final Logger logger = LoggerFactory.getLogger(Outbox.class);

    private final StateStore.Lines lines;
    private final Letters letters;
    /** Ids whose posting could not be written down. */
    private final Set<String> volatileIds = new HashSet<>();

    /** Whether something that happened could not be written down. */
    private boolean behind;

    private int compactAt = COMPACT_BEYOND;
    private volatile boolean closed;

    OutboxLog(StateStore.Lines lines) {
        this.lines = lines;
        this.letters = Letters.of(lines.entries());
    }

    Letters letters() {
        return letters;
    }

    /** Whether this was posted before, and that is written down. */
    boolean knows(String id) {
        volatileIds.removeIf(other -> !letters.isPending(other));
        return letters.knows(id) && !volatileIds.contains(id);
    }

    /** @throws UnavailableException if it could not be written down; it is so nevertheless */
    void post(Posted posted) {
        String id = posted.notification().id();
        letters.apply(posted);
        volatileIds.add(id);
        try {
            lines.append(OutboxFormat.write(posted));
        } catch (UnavailableException e) {
            // Nobody may post it again, and of what is said of it nothing could be read without it.
            behind = true;
            throw e;
        }
        volatileIds.remove(id);
    }

    /**
     * Notes what happened. If that can't be written down, it is still true: a process that ends before {@link #catchUp} says something
     * twice at worst.
     */
    void record(OutboxEntry entry) {
        letters.apply(entry);
        try {
            lines.append(OutboxFormat.write(entry));
            compact();
        } catch (UnavailableException e) {
            behind = true;
            logger.warn("If it were restarted now, a notification might be said again: {}", e.getMessage());
        } catch (IllegalStateException e) {
            requireClosed(e);
        }
    }

    /** Closed while something was under way, the log may be closed as well. */
    private void requireClosed(IllegalStateException e) {
        if (!closed) {
            throw e;
        }
    }

    boolean isBehind() {
        return behind;
    }

    /** Writes down all that is so, if something of it could not be written when it happened. */
    void catchUp() {
        if (!behind || closed) {
            return;
        }
        try {
            rewrite();
        } catch (UnavailableException e) {
            logger.debug("Still not written down: {}", e.getMessage());
        } catch (IllegalStateException e) {
            requireClosed(e);
        }
    }

    private void compact() {
        if (lines.size() <= compactAt) {
            return;
        }
        try {
            rewrite();
        } catch (UnavailableException e) {
            compactAt = lines.size() + ENTRIES_BETWEEN_COMPACTIONS;
            logger.warn("The outbox's log grows on: {}", e.getMessage());
        }
    }

    private void rewrite() {
        List<String> compacted = letters.compacted();
        lines.rewrite(compacted);
        compactAt = Math.max(COMPACT_BEYOND, compacted.size() + ENTRIES_BETWEEN_COMPACTIONS);
        volatileIds.clear();
        behind = false;
    }

    /** What is recorded from now on may be lost without a word. Any thread may call it. */
    void close() {
        closed = true;
    }
}
