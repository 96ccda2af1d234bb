package dev.failover.testkit.simulation;

import dev.failover.decision.ServiceState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What one watcher decided so far, as it journalled that. */
final class Account {
    ServiceState state = ServiceState.INITIAL;
    long sequence;
    long pausedAt = Long.MAX_VALUE;
    /** Since the latest acknowledgement: by its own clock, and by that of the world. */
    final List<Instant> automatic = new ArrayList<>();

    final List<Long> automaticTrue = new ArrayList<>();
    long switchedAt = Long.MIN_VALUE / 2;
    /** Until when a human's word may be used, by site. */
    final Map<String, Long> approved = new HashMap<>();

    /** When the latest decision was made, by whomever. */
    long decidedAt;

    final Map<Long, String> sites = new HashMap<>();
    /** The standby that a human chose, as long as nothing else is published. */
    @Nullable
    String chosen;

    final Set<String> toBeTold = new TreeSet<>();
}
