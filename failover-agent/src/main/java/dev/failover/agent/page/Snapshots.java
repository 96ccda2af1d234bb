package dev.failover.agent.page;

import dev.failover.agent.page.model.Facts;
import dev.failover.agent.page.model.PublicStatus;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is known, found out once a second at most however many ask. Thread-safe; asking may wait for a disk. */
final class Snapshots {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Supplier<Facts> source;
    private final TimeSource time;
    private @Nullable Facts latest;
    private @Nullable PublicStatus latestPublic;
    private long found;

    Snapshots(Supplier<Facts> source, TimeSource time) {
        this.source = source;
        this.time = time;
    }

    synchronized Facts facts() {
        Facts known = latest;
        long now = time.nanoTime();
        if (known == null || now - found > FRESH.toNanos()) {
            known = source.get();
            latest = known;
            latestPublic = null;
            found = now;
        }
        return known;
    }

    /** What everybody may know of it. */
    synchronized PublicStatus publicStatus() {
        Facts known = facts();
        PublicStatus made = latestPublic;
        if (made == null) {
            made = PublicStatus.of(known, Optional.empty());
            latestPublic = made;
        }
        return made;
    }

    /** What was known is over. */
    synchronized void changed() {
        latest = null;
    }
}
