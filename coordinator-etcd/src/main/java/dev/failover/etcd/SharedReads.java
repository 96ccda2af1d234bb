package dev.failover.etcd;

import dev.failover.component.ComponentException;
import dev.failover.component.UnavailableException;
import dev.failover.coordination.SharedRecord;
import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads that come while one is on its way go together in the next request: a thousand services cost as many requests as there is time
 * for, and a single one waits for nothing. Thread-safe.
 */
final class SharedReads implements AutoCloseable {
    /** Of the longest records, what etcd's gateway still hands on in one answer. */
    static final int MOST_AT_ONCE = 50;

    /** What asks for several records at once, and gives one for each, in order. */
    interface Request {
        List<Found> ask(List<String> services, Deadline deadline) throws InterruptedException;
    }

    /**
     * What stands under one key.
     *
     * @param problem why it can't be read; null if it can
     */
    record Found(Optional<SharedRecord> record, @Nullable String problem) {}

    private record Waiting(String service, Deadline deadline, CompletableFuture<Found> found) {}

    private final Request request;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final ExecutorService thread =
            new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread made = new Thread(task, "failover-etcd-reads");
                made.setDaemon(true);
                return made;
            });
    private boolean asking;

    SharedReads(Request request) {
        this.request = request;
        ((ThreadPoolExecutor) thread).allowCoreThreadTimeOut(true);
    }

    Optional<SharedRecord> read(String service, Duration timeout, Deadline deadline) throws InterruptedException {
        Waiting mine = new Waiting(service, deadline, new CompletableFuture<>());
        join(mine);
        try {
            Found found = mine.found().get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
            if (found.problem() != null) {
                throw new UnavailableException(
                        "The record of %s can't be read: %s".formatted(service, found.problem()));
            }
            return found.record();
        } catch (TimeoutException e) {
            throw new UnavailableException("etcd: no complete answer within " + Durations.format(timeout));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ComponentException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private synchronized void join(Waiting mine) {
        if (thread.isShutdown()) {
            throw closed();
        }
        waiting.add(mine);
        if (!asking) {
            asking = true;
            thread.execute(this::askAll);
        }
    }

    private static UnavailableException closed() {
        return new UnavailableException("etcd: this coordinator is closed");
    }

    private void askAll() {
        for (List<Waiting> batch = next(); !batch.isEmpty(); batch = next()) {
            ask(batch);
        }
    }

    /** How many wait for the next request. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** Whoever did not wait any longer is left out. */
    private synchronized List<Waiting> next() {
        List<Waiting> batch = new ArrayList<>();
        while (!waiting.isEmpty() && batch.size() < MOST_AT_ONCE) {
            Waiting first = waiting.remove();
            if (!first.deadline().left().isZero()) {
                batch.add(first);
            }
        }
        asking = !batch.isEmpty();
        return batch;
    }

    private void ask(List<Waiting> batch) {
        // Whoever has less time stops waiting by itself.
        Deadline latest = batch.stream()
                .map(Waiting::deadline)
                .max(Comparator.comparing(Deadline::left))
                .orElseThrow();
        try {
            List<Found> found = request.ask(batch.stream().map(Waiting::service).toList(), latest);
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).found().complete(found.get(i));
            }
        } catch (InterruptedException e) {
            batch.forEach(each -> each.found().completeExceptionally(closed()));
        } catch (RuntimeException | Error e) {
            batch.forEach(each -> each.found().completeExceptionally(e));
        }
    }

    /** Cancels what is under way. Idempotent. */
    @Override
    public synchronized void close() {
        thread.shutdownNow();
        waiting.forEach(each -> each.found().completeExceptionally(closed()));
        waiting.clear();
    }
}
