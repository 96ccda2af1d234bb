package dev.failover.internal.publish;

import dev.failover.component.ComponentException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.internal.component.BugLog;
import dev.failover.internal.publish.WriteQueue.Write;
import dev.failover.time.Deadline;
import dev.failover.time.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The writes of several services in as few batches as hold them. What is refused together was not made, so it is made by halves, until
 * whoever it is about is alone: one service's trouble is none of another's. What got no answer is not repeated here. Blocks; for one use.
 */
final class JointWrite {
    private static final BugLog BUGS = new BugLog(WriteQueue.class);

    private final DnsProvider provider;
    private final Predicate<List<RecordChange>> oneBatch;
    private final LongSupplier nanoTime;

    /** @param oneBatch whether the vendor makes them as one batch */
    JointWrite(DnsProvider provider, Predicate<List<RecordChange>> oneBatch, LongSupplier nanoTime) {
        this.provider = provider;
        this.oneBatch = oneBatch;
        this.nanoTime = nanoTime;
    }

    /** @return how each of them ended, in their order */
    List<Outcome<List<RecordChange>>> make(List<Write> writes, Duration timeout) throws InterruptedException {
        if (writes.size() == 1) {
            writes.get(0).alone(timeout);
            return List.of(made(writes.get(0)));
        }
        return make(writes, Deadline.in(timeout, nanoTime));
    }

    private List<Outcome<List<RecordChange>>> make(List<Write> writes, Deadline deadline) throws InterruptedException {
        if (writes.size() == 1) {
            return List.of(alone(writes.get(0), deadline));
        }
        List<RecordChange> changes =
                writes.stream().flatMap(write -> write.changes().stream()).toList();
        try {
            if (oneBatch.test(changes)) {
                provider.apply(changes, deadline.remaining());
                return writes.stream().map(JointWrite::made).toList();
            }
        } catch (UnavailableException e) {
            return writes.stream().map(write -> failed(e)).toList();
        } catch (RuntimeException | Error e) {
            // Whose it is shows by halves.
        }
        int half = writes.size() / 2;
        List<Outcome<List<RecordChange>>> outcomes = new ArrayList<>(make(writes.subList(0, half), deadline));
        outcomes.addAll(make(writes.subList(half, writes.size()), deadline));
        return outcomes;
    }

    private Outcome<List<RecordChange>> alone(Write write, Deadline deadline) throws InterruptedException {
        try {
            write.alone(deadline.remaining());
            return made(write);
        } catch (ComponentException e) {
            return failed(e);
        } catch (RuntimeException e) {
            BUGS.report("writing to " + provider, e);
            return failed(e);
        } catch (Error e) {
            BUGS.report("writing to " + provider, e);
            return failed(new IllegalStateException("writing to %s failed: %s".formatted(provider, e), e));
        }
    }

    private static Outcome<List<RecordChange>> made(Write write) {
        return new Outcome.Success<>(write.changes());
    }

    private static Outcome<List<RecordChange>> failed(Exception cause) {
        return new Outcome.Failure<>(cause);
    }
}
