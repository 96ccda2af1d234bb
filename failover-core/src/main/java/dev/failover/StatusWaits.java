package dev.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Who waits until something is known of one service. Lives on the event thread. */
final class StatusWaits {
    private record Wait(Predicate<ServiceStatus> wanted, CompletableFuture<ServiceStatus> result) {
        /** @return whether nobody waits for this any more */
        boolean isOver(ServiceStatus status) {
            try {
                return result.isDone() || wanted.test(status) && result.complete(status);
            } catch (RuntimeException e) {
                return result.completeExceptionally(e);
            }
        }
    }

    private final List<Wait> waits = new ArrayList<>();

    CompletableFuture<ServiceStatus> await(Predicate<ServiceStatus> wanted) {
        Wait wait = new Wait(wanted, new CompletableFuture<>());
        waits.add(wait);
        return wait.result();
    }

    /** Nobody will ever answer these. */
    void refuse(RuntimeException why) {
        waits.forEach(wait -> wait.result().completeExceptionally(why));
        waits.clear();
    }

    /** @param known asked if anybody waits */
    void offer(Supplier<Optional<ServiceStatus>> known) {
        if (!waits.isEmpty()) {
            known.get().ifPresent(status -> waits.removeIf(wait -> wait.isOver(status)));
        }
    }
}
