package dev.failover.agent.page;

import dev.failover.FailoverEvent;
import dev.failover.FailoverListener;
import dev.failover.agent.page.model.Bead;
import dev.failover.agent.page.model.Facts;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What the latest checks of each site found; forgotten once they are not shown, and with the process. Thread-safe. */
public final class LatestChecks implements FailoverListener {
    private static final int KEPT = 60;

    private final Map<String, Deque<Bead>> beads = new HashMap<>();

    private final BooleanSupplier wanted;

    /** @param wanted whether they are shown anywhere at present; asked at each check */
    public LatestChecks(BooleanSupplier wanted) {
        this.wanted = wanted;
    }

    @Override
    public boolean hearsChecks() {
        boolean shown = wanted.getAsBoolean();
        if (!shown) {
            forget();
        }
        return shown;
    }

    /** Shown again later, they would stand next to newer ones as if nothing had been between. */
    private synchronized void forget() {
        beads.clear();
    }

    @Override
    public synchronized void on(FailoverEvent event) {
        if (event instanceof FailoverEvent.Checked checked) {
            Deque<Bead> row =
                    beads.computeIfAbsent(Facts.key(event.service(), event.site()), key -> new ArrayDeque<>(KEPT));
            if (row.size() == KEPT) {
                row.removeFirst();
            }
            row.addLast(new Bead(
                    event.at(), checked.health().status(), checked.health().detail()));
        }
    }

    synchronized Map<String, List<Bead>> all() {
        Map<String, List<Bead>> copy = new HashMap<>();
        beads.forEach((key, row) -> copy.put(key, List.copyOf(row)));
        return copy;
    }
}
