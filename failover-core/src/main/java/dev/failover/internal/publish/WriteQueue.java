package dev.failover.internal.publish;

import dev.failover.component.UnavailableException;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.SharedBatches;
import dev.failover.internal.component.BugLog;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The way of all services' writes to one provider. Where that has {@link SharedBatches}, what comes while a call is under way goes together
 * in the next: a thousand services that switch at once cost as many messages as there is time for, and one alone waits for nothing.
 * Elsewhere each write is a call of its own. Lives on the event thread.
 */
public final class WriteQueue {
    /** What a call may overrun before it is given up. */
    static final Duration GRACE = Duration.ofSeconds(2);
    /**
     * For how long each write goes by itself after a call of several got no answer: what is on the way may let nothing but small messages
     * pass. As long as the longest pause between two tries of one service.
     */
    private static final Duration APART = Duration.ofMinutes(1);

    /** What one service has to write. */
    interface Write {
        List<RecordChange> changes();

        /**
         * Asked right before the call is made, on the event thread.
         *
         * @return how long the call may take; empty if it may not begin: then nothing more is heard. If it throws, it has ended by that
         */
        Optional<Duration> begin();

        /** Makes the changes with no others beside them. Blocks. */
        void alone(Duration timeout) throws InterruptedException;

        /** On the event thread; not after it was cancelled. */
        void ended(Outcome<List<RecordChange>> outcome);
    }

    private final Scheduler scheduler;
    private final String name;
    private final DnsProvider provider;
    private final @Nullable SharedBatches batches;
    private final BugLog bugs = new BugLog(WriteQueue.class);
    private final Queue<Entry> waiting = new ArrayDeque<>();
    private @Nullable Trip underWay;
    private long apartUntil;

    /** @param name of the provider */
    public WriteQueue(Scheduler scheduler, String name, DnsProvider provider) {
        this.scheduler = scheduler;
        this.name = name;
        this.provider = provider;
        this.batches = provider instanceof SharedBatches shared && VendorWrite.isFencedBy(provider) ? shared : null;
        this.apartUntil = scheduler.nanoTime();
    }

    DnsProvider provider() {
        return provider;
    }

    /**
     * Makes a write as soon as it can. Cancelled, it is not made any more, or its end is not heard of; those that went with it are not
     * hindered.
     */
    Task add(Write write) {
        Entry entry = new Entry(write);
        if (batches != null) {
            waiting.add(entry);
            goOn();
        } else {
            begin(entry).ifPresent(limit -> new Trip(List.of(entry)).start(limit));
        }
        return () -> cancel(entry);
    }

    private boolean isOneBatch(List<RecordChange> changes) {
        return batches != null && batches.isOneBatch(changes);
    }

    private void cancel(Entry entry) {
        entry.cancelled = true;
        waiting.remove(entry);
        if (entry.trip != null) {
            entry.trip.cancelIfUnwanted();
        }
    }

    private void goOn() {
        while (underWay == null && !waiting.isEmpty()) {
            int most = apartUntil - scheduler.nanoTime() > 0 ? 1 : waiting.size();
            List<Entry> going = new ArrayList<>();
            Duration limit = null;
            while (going.size() < most && !waiting.isEmpty()) {
                Entry next = waiting.remove();
                Optional<Duration> allowed = begin(next);
                if (allowed.isPresent()) {
                    going.add(next);
                    limit = limit == null || allowed.get().compareTo(limit) < 0 ? allowed.get() : limit;
                }
            }
            if (limit != null) {
                Trip trip = new Trip(going);
                underWay = trip;
                trip.start(limit);
            }
        }
    }

    /** It asks the vendor's code: one that fails has ended by that, and hinders none of those that go with it or before it. */
    private Optional<Duration> begin(Entry entry) {
        try {
            return entry.write.begin();
        } catch (RuntimeException | Error e) {
            String what = "beginning to write to " + name;
            bugs.report(what, e);
            Exception cause = new IllegalStateException(what + " failed: " + e, e);
            scheduler.schedule(Duration.ZERO, () -> entry.end(new Outcome.Failure<>(cause)));
            return Optional.empty();
        }
    }

    private static final class Entry {
        private final Write write;
        private boolean cancelled;
        private @Nullable Trip trip;

        Entry(Write write) {
            this.write = write;
        }

        void end(Outcome<List<RecordChange>> outcome) {
            if (!cancelled) {
                cancelled = true;
                write.ended(outcome);
            }
        }
    }

    /** One call, with the writes that go in it. */
    private final class Trip {
        private final List<Entry> entries;
        private Task call = () -> {};

        Trip(List<Entry> entries) {
            this.entries = entries;
        }

        void start(Duration limit) {
            entries.forEach(entry -> entry.trip = this);
            List<Write> writes = entries.stream().map(entry -> entry.write).toList();
            Duration timeout = limit.minus(GRACE);
            call = scheduler.call(
                    "writing to " + name,
                    limit,
                    () -> new JointWrite(provider, WriteQueue.this::isOneBatch, scheduler::nanoTime)
                            .make(writes, timeout),
                    this::ended);
        }

        void cancelIfUnwanted() {
            if (entries.stream().allMatch(entry -> entry.cancelled)) {
                call.cancel();
                leave();
            }
        }

        private void leave() {
            if (underWay == this) {
                underWay = null;
                goOn();
            }
        }

        private void ended(Outcome<List<Outcome<List<RecordChange>>>> outcome) {
            List<Outcome<List<RecordChange>>> outcomes = outcome.fold(
                    each -> each,
                    cause -> entries.stream()
                            .<Outcome<List<RecordChange>>>map(entry -> new Outcome.Failure<>(cause))
                            .toList());
            if (entries.size() > 1 && outcomes.stream().anyMatch(Trip::isUnanswered)) {
                apartUntil = scheduler.nanoTime() + APART.toNanos();
            }
            // What each service makes of it takes its time, and may fail; others have their turn in between.
            for (int i = 1; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                Outcome<List<RecordChange>> its = outcomes.get(i);
                scheduler.schedule(Duration.ZERO, () -> entry.end(its));
            }
            try {
                leave();
            } finally {
                entries.get(0).end(outcomes.get(0));
            }
        }

        private static boolean isUnanswered(Outcome<List<RecordChange>> outcome) {
            return outcome.fold(made -> false, cause -> cause instanceof UnavailableException);
        }
    }
}
