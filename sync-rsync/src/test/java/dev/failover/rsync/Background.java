package dev.failover.rsync;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;

/** A call on a thread of its own, and how it ends. */
final class Background {
    private final CompletableFuture<Object> end = new CompletableFuture<>();
    private final Thread thread;

    private Background(Callable<?> call) {
        thread = new Thread(() -> {
            try {
                end.complete(call.call());
            } catch (Throwable e) {
                end.complete(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    static Background start(Callable<?> call) {
        return new Background(call);
    }

    void interrupt() {
        thread.interrupt();
    }

    boolean isOver() {
        return end.isDone();
    }

    /** What it returned, or threw. */
    Object await(int seconds) throws Exception {
        Object outcome = end.get(seconds, TimeUnit.SECONDS);
        Assertions.assertThat(outcome).isNotInstanceOf(Error.class);
        return outcome;
    }
}
