package dev.failover.etcd;

import dev.failover.component.ComponentException;
import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Questions that come while one is on its way go together in the next request: a thousand services cost as many requests as there is
 * time for, and a single one waits for nothing. No two about one service go together. Thread-safe.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
final class SharedRequests<Q, A> implements AutoCloseable {
    /** What asks several questions at once, and gives an answer to each, in order. */
    interface Request<Q, A> {
        List<A> ask(List<Q> questions, Deadline deadline) throws InterruptedException;
    }

    private record Waiting<Q, A>(Q question, Deadline deadline, CompletableFuture<A> answer) {}

    private final int mostAtOnce;
    private final Function<Q, String> service;
    private final Request<Q, A> request;
    private final Deque<Waiting<Q, A>> waiting = new ArrayDeque<>();
    private final ExecutorService thread;
    private boolean asking;

    /**
     * @param name of the thread that asks
     * @param service which one a question is about
     */
    SharedRequests(String name, int mostAtOnce, Function<Q, String> service, Request<Q, A> request) {
        this.mostAtOnce = mostAtOnce;
        this.service = service;
        this.request = request;
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread made = new Thread(task, name);
                    made.setDaemon(true);
                    return made;
                });
        pool.allowCoreThreadTimeOut(true);
        this.thread = pool;
    }

    A ask(Q question, Duration timeout, Deadline deadline) throws InterruptedException {
        Waiting<Q, A> mine = new Waiting<>(question, deadline, new CompletableFuture<>());
        join(mine);
        try {
            return mine.answer().get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new UnavailableException("etcd: no complete answer within " + Durations.format(timeout));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ComponentException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            leave(mine);
        }
    }

    private synchronized void join(Waiting<Q, A> mine) {
        if (thread.isShutdown()) {
            throw closed();
        }
        waiting.add(mine);
        if (!asking) {
            asking = true;
            thread.execute(this::askAll);
        }
    }

    /** What nobody waits for is not asked. */
    private void leave(Waiting<Q, A> mine) {
        if (!mine.answer().isDone()) {
            synchronized (this) {
                waiting.remove(mine);
            }
        }
    }

    private static UnavailableException closed() {
        return new UnavailableException("etcd: this coordinator is closed");
    }

    private void askAll() {
        for (List<Waiting<Q, A>> batch = next(); !batch.isEmpty(); batch = next()) {
            ask(batch);
        }
    }

    /** How many wait for the next request. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** Whoever did not wait any longer is left out. */
    private synchronized List<Waiting<Q, A>> next() {
        List<Waiting<Q, A>> batch = new ArrayList<>();
        Set<String> services = new HashSet<>();
        Iterator<Waiting<Q, A>> inTurn = waiting.iterator();
        while (inTurn.hasNext() && batch.size() < mostAtOnce) {
            Waiting<Q, A> each = inTurn.next();
            if (each.deadline().left().isZero()) {
                inTurn.remove();
            } else if (services.add(service.apply(each.question()))) {
                inTurn.remove();
                batch.add(each);
            }
        }
        asking = !batch.isEmpty();
        return batch;
    }

    private void ask(List<Waiting<Q, A>> batch) {
        // Whoever has less time stops waiting by itself.
        Deadline latest = batch.stream()
                .map(Waiting::deadline)
                .max(Comparator.comparing(Deadline::left))
                .orElseThrow();
        try {
            List<A> answers = request.ask(batch.stream().map(Waiting::question).toList(), latest);
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).answer().complete(answers.get(i));
            }
        } catch (InterruptedException e) {
            batch.forEach(each -> each.answer().completeExceptionally(closed()));
        } catch (RuntimeException | Error e) {
            batch.forEach(each -> each.answer().completeExceptionally(e));
        }
    }

    /** Cancels what is under way. Idempotent. */
    @Override
    public synchronized void close() {
        thread.shutdownNow();
        waiting.forEach(each -> each.answer().completeExceptionally(closed()));
        waiting.clear();
    }
}
