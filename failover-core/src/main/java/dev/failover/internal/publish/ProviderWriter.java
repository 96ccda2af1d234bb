package dev.failover.internal.publish;

import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.time.Durations;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one service's changes to one provider: one call at a time, again after failures at growing pauses. Lives on the
 * event thread.
 */
public final class ProviderWriter implements AutoCloseable {
    /** What became of a call. */
    public interface Listener {
        void written(String provider, List<RecordChange> changes);

        void failed(String provider, String reason);
    }

    /** Whether a write may begin. */
    @FunctionalInterface
    public interface Permit {
        /**
         * Asked right before a call is made.
         *
         * @param wanted how long it would be given
         * @return how long it may take, at most as long as wanted; empty if it may not begin
         */
        Optional<Duration> within(Duration wanted);
    }

    private static final Logger log = LoggerFactory.getLogger(ProviderWriter.class);
    /** For one record set. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    /** For each further one: three requests, at the rate of one a second that OVH asks to stay below. */
    private static final Duration EACH_BY_ITSELF = Duration.ofSeconds(3);
    /** Where many go at once: a Route 53 account may make five requests a second, each for hundreds of them. */
    private static final Duration EACH_IN_A_BATCH = Duration.ofMillis(100);
    /** After a redirection, whether it is still so. */
    private static final Duration ONE_QUESTION = Duration.ofSeconds(5);
    /** A key that can read some of them can read them all; a thousand reads for nothing would use up the vendor's limits. */
    private static final int REHEARSED = 20;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    /** A refusal lasts until a human mends it; asking now and then costs the vendor little and the human no restart. */
    private static final Duration FIRST_PAUSE_AFTER_REFUSAL = Duration.ofSeconds(5);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** How long a vendor may take to publish before it is told once more; it doubles from time to time. */
    private static final Duration REPUBLISH_AFTER = Duration.ofSeconds(10);

    private static final int ATTEMPTS_BEFORE_ALARM = 3;
    /**
     * For how long what was sent may still take effect after the call that sent it has ended. A request held on its way is good for
     * as long as its signature: five minutes by TSIG's usual allowance (RFC 8945, section 10) and by AWS's; and a minute for the
     * vendor to carry it out.
     */
    static final Duration LONGEST_LIFE = Duration.ofMinutes(6);

    private final Scheduler scheduler;
    private final String name;
    private final DnsProvider provider;
    private final WriteQueue queue;
    private final Listener listener;
    private final Runnable due;
    private final Permit permit;
    private final Map<RecordKey, Optional<RecordSet>> found = new LinkedHashMap<>();
    /** Until when what was written may still take effect. */
    private final Map<RecordKey, Map<Set<String>, Long>> lives = new LinkedHashMap<>();

    private long begun;
    private @Nullable Task rehearsal;
    private Optional<String> unreadable = Optional.empty();
    private @Nullable Task call;
    private Task timer = () -> {};
    private int attempts;
    private long notBefore;
    private long notAskedBefore;
    private boolean applied;
    private boolean mustAsk;
    private Optional<String> failure = Optional.empty();
    private boolean rejected;

    /**
     * @param queue the way to the provider, which services share where their writes may go together
     * @param due called when there is something new, or it is time to try again
     * @param permit says whether a write may begin, and how long it may take
     */
    public ProviderWriter(
            Scheduler scheduler, String name, WriteQueue queue, Listener listener, Runnable due, Permit permit) {
        this.scheduler = scheduler;
        this.name = name;
        this.provider = queue.provider();
        this.queue = queue;
        this.listener = listener;
        this.due = due;
        this.permit = permit;
        this.begun = scheduler.nanoTime();
        this.notBefore = begun;
        this.notAskedBefore = begun;
    }

    /** Forgets what was done for an earlier intent; a call for it is interrupted. */
    public void begin() {
        cancelCall();
        timer.cancel();
        found.clear();
        applied = false;
        mustAsk = false;
        attempts = 0;
        begun = scheduler.nanoTime();
        notBefore = begun;
        notAskedBefore = begun;
        failure = Optional.empty();
    }

    /**
     * Everything is in place: what was found and what failed on the way is of no interest any more. That there is nothing is remembered:
     * where servers give a wildcard's answer they go on giving it, and would have the vendor asked for ever.
     */
    public void settle() {
        found.values().removeIf(Optional::isPresent);
        attempts = 0;
        failure = Optional.empty();
    }

    /** Whether no call is under way. */
    public boolean isIdle() {
        return call == null;
    }

    /** Whether the latest call for the present intent returned. */
    public boolean isApplied() {
        return applied;
    }

    /** Why the latest call failed; empty if it did not. */
    public Optional<String> failure() {
        return failure;
    }

    /** Why the latest call failed, once that is more than a hiccup: refused, or several times in a row. */
    public Optional<String> alarm() {
        return rejected || attempts >= ATTEMPTS_BEFORE_ALARM ? failure : Optional.empty();
    }

    /** What the vendor had when last asked. */
    public Map<RecordKey, Optional<RecordSet>> found() {
        return found;
    }

    /** Forgets what was found there: something has changed. */
    public void forget(RecordKey key) {
        found.remove(key);
    }

    /** Makes the changes, unless a call is under way or the pause after the last one is not over. */
    public void write(List<RecordChange> changes) {
        if (call != null || mustAsk || isPausing()) {
            return;
        }
        Sending sending = new Sending(changes);
        call = sending;
        sending.goIntoQueue();
    }

    /** The changes on their way to the vendor. */
    private final class Sending implements WriteQueue.Write, Task {
        private final List<RecordChange> changes;
        private Task queued = () -> {};

        Sending(List<RecordChange> changes) {
            this.changes = changes;
        }

        void goIntoQueue() {
            queued = queue.add(this);
        }

        @Override
        public List<RecordChange> changes() {
            return changes;
        }

        @Override
        public Optional<Duration> begin() {
            // Before anybody is asked: what throws here was a try, too.
            attempts++;
            Optional<Duration> allowed = permit.within(writing(changes.size()).plus(WriteQueue.GRACE));
            if (allowed.isEmpty()) {
                attempts--;
                call = null;
                return allowed;
            }
            mayTakeEffect(changes, allowed.get());
            return allowed;
        }

        @Override
        public void alone(Duration timeout) throws InterruptedException {
            new VendorWrite(provider, scheduler::nanoTime).make(changes, timeout);
        }

        @Override
        public void ended(Outcome<List<RecordChange>> outcome) {
            written(outcome);
        }

        @Override
        public void cancel() {
            queued.cancel();
        }
    }

    private void mayTakeEffect(List<RecordChange> changes, Duration callLeft) {
        long end = scheduler.nanoTime() + callLeft.plus(longestLife()).toNanos();
        changes.forEach(change -> lives.computeIfAbsent(change.key(), key -> new HashMap<>())
                .put(change.desired().values(), end));
    }

    /** Where the servers are all that tells, what took effect last shows so much later. */
    private Duration longestLife() {
        return LONGEST_LIFE.plus(provider.lag());
    }

    /**
     * Whether nothing that was sent can put this in place any more. Of what was sent before the present intent by somebody else, a
     * process before this one, all that is known is that it was before.
     */
    public boolean isExpired(RecordSet recordSet) {
        long end = lives.getOrDefault(recordSet.key(), Map.of())
                .getOrDefault(recordSet.values(), begun + longestLife().toNanos());
        return end - scheduler.nanoTime() <= 0;
    }

    private void written(Outcome<List<RecordChange>> outcome) {
        call = null;
        found.clear();
        if (outcome instanceof Outcome.Success<List<RecordChange>> success) {
            applied = true;
            failure = Optional.empty();
            pause(doubling(REPUBLISH_AFTER, attempts - 1));
            listener.written(name, success.value());
        } else {
            fail(((Outcome.Failure<List<RecordChange>>) outcome).cause());
        }
    }

    private void fail(Exception cause) {
        rejected = cause instanceof RejectedException;
        Duration wait = doubling(FIRST_PAUSE, attempts - 1);
        if (cause instanceof UnavailableException unavailable) {
            wait = unavailable.retryAfter().filter(asked -> !asked.isNegative()).orElse(wait);
        } else if (cause instanceof RejectedException) {
            wait = doubling(FIRST_PAUSE_AFTER_REFUSAL, attempts - 1);
        } else if (cause instanceof ConflictException) {
            mustAsk = true;
            wait = attempts > 1 ? wait : Duration.ZERO;
        }
        String reason = String.valueOf(cause.getMessage());
        failure = Optional.of(reason);
        log.warn("Writing to {} failed, next try in {}: {}", name, Durations.format(wait), reason);
        pause(wait);
        notAskedBefore = notBefore;
        listener.failed(name, reason);
        due.run();
    }

    /** Whether the vendor said no to what was expected, and has to be asked what it has before anything is written. */
    public boolean mustAsk() {
        return mustAsk;
    }

    /** Asks the vendor what it has, unless a call is under way or the pause after the last one is not over. */
    public void ask(Set<RecordKey> keys) {
        if (call != null || notAskedBefore - scheduler.nanoTime() > 0) {
            return;
        }
        call = scheduler.call(
                "reading from " + name,
                timeout(keys.size(), EACH_BY_ITSELF).plusSeconds(2),
                () -> read(keys),
                this::asked);
    }

    private Duration writing(int recordSets) {
        if (provider instanceof SwitchZone to) {
            return to.longest().plus(ONE_QUESTION);
        }
        return timeout(
                recordSets,
                provider.capabilities().contains(DnsCapability.ATOMIC_BATCH) ? EACH_IN_A_BATCH : EACH_BY_ITSELF);
    }

    private static Duration timeout(int recordSets, Duration each) {
        return TIMEOUT.plus(each.multipliedBy(Math.max(0, recordSets - 1)));
    }

    private void asked(Outcome<Map<RecordKey, Optional<RecordSet>>> outcome) {
        call = null;
        if (outcome instanceof Outcome.Success<Map<RecordKey, Optional<RecordSet>>> success) {
            found.putAll(success.value());
            if (mustAsk) {
                mustAsk = false;
                notBefore = scheduler.nanoTime();
            }
            due.run();
        } else {
            attempts++;
            fail(((Outcome.Failure<Map<RecordKey, Optional<RecordSet>>>) outcome).cause());
        }
    }

    /**
     * Reads and forgets, while nothing depends on it: a key that expired is found before it is needed, and the first write does
     * not wait for what a first call sets up.
     */
    public void rehearse(Set<RecordKey> keys) {
        if (call != null || rehearsal != null) {
            return;
        }
        Set<RecordKey> some = inOrder(keys).stream().limit(REHEARSED).collect(Collectors.toUnmodifiableSet());
        rehearsal = scheduler.call("reading from " + name, TIMEOUT.plusSeconds(2), () -> read(some), this::rehearsed);
    }

    private void rehearsed(Outcome<Map<RecordKey, Optional<RecordSet>>> outcome) {
        rehearsal = null;
        Optional<String> before = unreadable;
        unreadable =
                outcome.fold(answers -> Optional.empty(), cause -> Optional.of(String.valueOf(cause.getMessage())));
        if (!unreadable.equals(before)) {
            unreadable.ifPresent(why -> log.warn("{} can't be read: {}", name, why));
            due.run();
        }
    }

    private Map<RecordKey, Optional<RecordSet>> read(Set<RecordKey> keys) throws InterruptedException {
        Map<RecordKey, Optional<RecordSet>> answers = new LinkedHashMap<>();
        for (RecordKey key : inOrder(keys)) {
            answers.put(key, provider.find(key, TIMEOUT));
        }
        return answers;
    }

    /** Ownership first: then what is read after it is no older than the decision that it tells of. */
    private static List<RecordKey> inOrder(Set<RecordKey> keys) {
        return keys.stream()
                .sorted(Comparator.comparing((RecordKey key) -> key.type() != RecordType.TXT)
                        .thenComparing(RecordKey::toString))
                .toList();
    }

    /** Why the latest rehearsal failed; empty if it did not. */
    public Optional<String> unreadable() {
        return unreadable;
    }

    private boolean isPausing() {
        return notBefore - scheduler.nanoTime() > 0;
    }

    private void pause(Duration wait) {
        notBefore = scheduler.nanoTime() + wait.toNanos();
        timer.cancel();
        timer = scheduler.schedule(wait, due);
    }

    private static Duration doubling(Duration first, int times) {
        Duration wait = first.multipliedBy(1L << Math.min(Math.max(times, 0), 10));
        return wait.compareTo(LONGEST_PAUSE) < 0 ? wait : LONGEST_PAUSE;
    }

    private void cancelCall() {
        if (call != null) {
            call.cancel();
            call = null;
        }
        if (rehearsal != null) {
            rehearsal.cancel();
            rehearsal = null;
        }
    }

    @Override
    public void close() {
        cancelCall();
        timer.cancel();
    }
}
