package dev.failover.internal.coordination;

import com.google.gson.JsonElement;
import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.coordination.Coordination;
import dev.failover.coordination.SharedRecord;
import dev.failover.decision.Coordinated;
import dev.failover.decision.VoteCount;
import dev.failover.decision.VoteCount.Vote;
import dev.failover.internal.coordination.Bulletin.Ballot;
import dev.failover.internal.coordination.Bulletin.Lease;
import dev.failover.time.Durations;
import dev.failover.time.Moment;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watcher's part in what several do together for one service: it looks at the shared record again and again, votes, and holds
 * the lease while it can. Lives on the event thread; only the calls to the store run elsewhere.
 */
public final class ServiceCoordination implements AutoCloseable {
    /** What is asked of the one who takes part. */
    public interface Watcher {
        /** What it says of each site, by name. */
        Map<String, Word> words();

        /** Whether it could act now, so that it may hold the lease. */
        boolean isWilling();

        /** Whether nothing that it sent to a vendor is under way. */
        boolean isIdle();

        /** Whether something is about to be decided, so that a second counts. */
        boolean isInDoubt();

        /** Whether it has decided something that it would complete at once, one way or the other, if it held the lease. */
        boolean isWaiting();

        /** How it is configured; always the same. */
        Fingerprint configuration();
    }

    private record Known(String content, Bulletin bulletin) {}

    private static final Logger log = LoggerFactory.getLogger(ServiceCoordination.class);
    /** From one look to the next while something is about to be decided. */
    private static final Duration HURRIED = Duration.ofMillis(50);
    /** A doubt that lasts longer is no reason to ask twenty times a second: an outage of all sites may last for days. */
    private static final Duration LONGEST_HURRY = Duration.ofMinutes(1);
    /** What a call may overrun before it is given up. */
    private static final Duration GRACE = Duration.ofMillis(500);
    /** Each was lost to somebody whose turn it was; after so many in a row the next look is soon enough. */
    private static final int ATTEMPTS_IN_A_ROW = 4;

    private static final Word UNKNOWN_SITE = new Word(Vote.Says.ABSTAIN, Duration.ZERO, "it knows no such site");

    private final Scheduler scheduler;
    private final Coordination terms;
    private final String service;
    private final boolean takesPart;
    private final Watcher watcher;
    private final Runnable changed;
    private final SeenVotes votes;
    private final LeaseBook book;
    private final JsonElement configuration;
    private final Comparison comparison;
    private final Duration needed;
    private @Nullable Task call;
    private Task timer = () -> {};
    private Moment lastAnswer;
    /** Whether the latest look or write went well, so that the next need not wait its turn. */
    private boolean mayHurry;

    private Optional<String> failure = Optional.empty();
    private boolean rejected;
    /** What the record was when it was last seen or written; empty if it was not there, or that is not known. */
    private Optional<String> lastVersion = Optional.empty();
    /** What the record said when it was last read: most reads find the same once more. */
    private Optional<Known> known = Optional.empty();

    private @Nullable Moment inDoubtSince;
    private @Nullable Moment lastVoteSent;
    private Map<String, Word> lastWords = Map.of();
    private long sequence;
    private int attemptsInARow;
    private boolean closed;

    /**
     * @param comparesAndSets whether all vendors of the service can
     * @param takesPart whether it votes and holds; otherwise it only looks on
     * @param changed called when something may be another than before
     */
    public ServiceCoordination(
            Scheduler scheduler,
            Coordination terms,
            String service,
            boolean comparesAndSets,
            boolean takesPart,
            Watcher watcher,
            Runnable changed) {
        this.scheduler = scheduler;
        this.terms = terms;
        this.service = service;
        this.takesPart = takesPart;
        this.watcher = watcher;
        this.changed = changed;
        this.votes = new SeenVotes(terms.voters(), terms.watcher(), terms.voteValid());
        this.book = new LeaseBook(terms, comparesAndSets);
        this.configuration = Bulletin.element(watcher.configuration());
        this.comparison = new Comparison(terms, watcher.configuration());
        this.needed = terms.longestWrite().plus(terms.margin());
        this.lastAnswer = scheduler.moment();
        // Grows across restarts even if the record was lost; nobody compares it with a time.
        this.sequence = scheduler.instant().toEpochMilli();
    }

    /** Begins to look. */
    public void start() {
        look();
    }

    /** What this watcher says may have changed: if so, the others hear of it at once. */
    public void mayHaveChanged() {
        if (takesPart && mayHurry && call == null && !says(watcher.words()).equals(says(lastWords))) {
            timer.cancel();
            look();
        }
    }

    private static Map<String, Vote.Says> says(Map<String, Word> words) {
        Map<String, Vote.Says> says = new TreeMap<>();
        words.forEach((site, word) -> says.put(site, word.says()));
        return says;
    }

    private void look() {
        if (closed || call != null) {
            return;
        }
        mayHurry = false;
        Moment sent = scheduler.moment();
        call = scheduler.call(
                "reading the shared record of " + service,
                terms.timeout().plus(GRACE),
                () -> terms.coordinator().read(service, terms.timeout()),
                outcome -> looked(outcome, sent));
    }

    private void looked(Outcome<Optional<SharedRecord>> outcome, Moment sent) {
        call = null;
        boolean news = failure.isPresent();
        if (outcome instanceof Outcome.Success<Optional<SharedRecord>> success) {
            try {
                Optional<String> version = success.value().map(SharedRecord::version);
                news |= version.isEmpty() || !version.equals(lastVersion);
                lastVersion = version;
                seen(success.value(), sent);
            } catch (UnavailableException e) {
                failed(e);
            }
        } else {
            failed(((Outcome.Failure<Optional<SharedRecord>>) outcome).cause());
        }
        // What only time changes is looked at once a tick: a thousand services are decided on no more often than need
        // be.
        if (news || failure.isPresent()) {
            changed.run();
        }
    }

    private void seen(Optional<SharedRecord> found, Moment sent) {
        known = found.map(record -> known.filter(before -> before.content().equals(record.content()))
                .orElseGet(() -> new Known(record.content(), Bulletin.read(record.content()))));
        Bulletin bulletin = known.map(Known::bulletin).orElseGet(() -> new Bulletin(book.initial(), Map.of()));
        answered(scheduler.moment());
        votes.see(bulletin.votes(), sent);
        comparison.see(bulletin.votes());
        book.see(bulletin.lease(), scheduler.moment());
        Optional<Lease> lease = takesPart
                ? book.next(watcher.isWilling() && !givesWay(), watcher.isIdle(), scheduler.moment())
                : Optional.empty();
        if (takesPart && (lease.isPresent() || isVoteDue(bulletin))) {
            write(bulletin, lease.orElse(bulletin.lease()), found.map(SharedRecord::version));
        } else {
            attemptsInARow = 0;
            mayHurry = true;
            again(pause());
        }
    }

    /** L3: who has nothing to do lets another end what it has begun; else that one could wait for ever. */
    private boolean givesWay() {
        return !watcher.isInDoubt() && votes.isAnotherWaiting(scheduler.moment());
    }

    private boolean isVoteDue(Bulletin bulletin) {
        Ballot there = bulletin.votes().get(terms.watcher());
        return lastVoteSent == null
                || there == null
                || there.sequence() != sequence
                || there.isWaiting() != watcher.isWaiting()
                || lastVoteSent.atMostUntil(scheduler.moment()).compareTo(terms.renew()) >= 0
                || !says(watcher.words()).equals(says(lastWords));
    }

    private void write(Bulletin found, Lease lease, Optional<String> expected) {
        Map<String, Word> words = watcher.words();
        Ballot before = found.votes().get(terms.watcher());
        long next = Math.max(sequence, before == null ? 0 : before.sequence()) + 1;
        Map<String, Ballot> all = new HashMap<>(found.votes());
        all.put(
                terms.watcher(),
                new Ballot(next, terms.voteValid(), words, configuration, watcher.isWaiting() ? true : null));
        String content = new Bulletin(lease, all).write();
        Moment sent = scheduler.moment();
        boolean renewed = !lease.equals(found.lease());
        if (renewed) {
            book.sending(lease, sent);
        }
        call = scheduler.call(
                "writing the shared record of " + service,
                terms.timeout().plus(GRACE),
                () -> terms.coordinator().write(service, expected, content, terms.timeout()),
                outcome -> {
                    call = null;
                    if (outcome instanceof Outcome.Success<String> success) {
                        sequence = next;
                        lastVersion = Optional.of(success.value());
                        lastWords = words;
                        lastVoteSent = sent;
                        attemptsInARow = 0;
                        mayHurry = true;
                        answered(scheduler.moment());
                        book.written(lease, scheduler.moment());
                        again(pause());
                    } else {
                        notWritten(((Outcome.Failure<String>) outcome).cause(), renewed ? lease : null);
                    }
                    changed.run();
                });
    }

    private void notWritten(Exception cause, @Nullable Lease lease) {
        if (cause instanceof ConflictException) {
            if (lease != null) {
                book.refused(lease);
            }
            answered(scheduler.moment());
            attemptsInARow++;
            if (attemptsInARow < ATTEMPTS_IN_A_ROW) {
                look();
            } else {
                attemptsInARow = 0;
                again(pause());
            }
        } else {
            failed(cause);
        }
    }

    private void answered(Moment now) {
        if (failure.isPresent() && isUnreachable()) {
            log.info("{}: the store that the watchers share answers again", service);
        }
        lastAnswer = now;
        failure = Optional.empty();
        rejected = false;
    }

    private void failed(Exception cause) {
        attemptsInARow = 0;
        boolean before = isUnreachable();
        failure = Optional.of(String.valueOf(cause.getMessage()));
        rejected = cause instanceof RejectedException;
        if (!before && isUnreachable()) {
            log.warn("{}: the store that the watchers share can't be used: {}", service, cause.getMessage());
        }
        Duration asked = cause instanceof UnavailableException unavailable
                ? unavailable.retryAfter().orElse(Duration.ZERO)
                : Duration.ZERO;
        Duration atMost = asked.compareTo(terms.renew()) < 0 ? asked : terms.renew();
        again(atMost.compareTo(terms.poll()) > 0 ? atMost : terms.poll());
    }

    private Duration pause() {
        return isHurried() && HURRIED.compareTo(terms.poll()) < 0 ? HURRIED : terms.poll();
    }

    private boolean isHurried() {
        if (!watcher.isInDoubt()) {
            inDoubtSince = null;
            return false;
        }
        Moment now = scheduler.moment();
        Moment since = inDoubtSince;
        if (since == null) {
            inDoubtSince = now;
            return true;
        }
        return since.until(now).compareTo(LONGEST_HURRY) < 0;
    }

    private void again(Duration wait) {
        timer.cancel();
        if (!closed) {
            timer = scheduler.schedule(wait, this::look);
        }
    }

    /** Whether the store has failed for so long that this watcher says so. */
    private boolean isUnreachable() {
        return failure.isPresent()
                && (rejected || lastAnswer.until(scheduler.moment()).compareTo(terms.silence()) >= 0);
    }

    /**
     * What is agreed upon now.
     *
     * @param sites the failure domain of each, by its name; empty if no watcher stands with it
     */
    public Coordinated facts(Map<String, Optional<String>> sites) {
        Moment now = scheduler.moment();
        Map<String, Word> own = watcher.words();
        List<VoteCount> counts = new ArrayList<>();
        sites.forEach((site, domain) -> counts.add(new VoteCount(
                site,
                votes.of(site, domain, own.getOrDefault(site, UNKNOWN_SITE), now),
                terms.quorum(),
                terms.turnout())));
        return new Coordinated(
                counts,
                new Coordinated.Lease(book.holder(), left(now), needed, isUnreachable() ? failure : Optional.empty()),
                comparison.differences());
    }

    /** Who only looks on goes by what the store says, and writes nothing anyway. */
    private Duration left(Moment now) {
        boolean named = book.holder().filter(terms.watcher()::equals).isPresent();
        return takesPart || !named ? book.left(now) : terms.lease();
    }

    /**
     * How long a call to a vendor that begins now may take.
     *
     * @param wanted how long it would be given otherwise
     * @return empty if none may begin
     */
    public Optional<Duration> permit(Duration wanted) {
        Duration longest = terms.longestWrite();
        Duration limit = wanted.compareTo(longest) < 0 ? wanted : longest;
        Duration left = book.left(scheduler.moment());
        return left.compareTo(limit.plus(terms.margin())) > 0 ? Optional.of(limit) : Optional.empty();
    }

    /**
     * Gives the lease back if this watcher holds it, so that the next one need not wait. From any thread, after {@link #close};
     * returns when that is done or can't be.
     *
     * @return whether that was done or not needed
     */
    public boolean release() throws InterruptedException {
        Optional<Lease> released = book.release(scheduler.moment());
        if (!takesPart || released.isEmpty()) {
            return true;
        }
        try {
            Optional<SharedRecord> found = terms.coordinator().read(service, terms.timeout());
            if (found.isPresent()) {
                Bulletin bulletin = Bulletin.read(found.get().content());
                if (bulletin.lease().sequence() == released.get().sequence() - 1) {
                    terms.coordinator()
                            .write(
                                    service,
                                    Optional.of(found.get().version()),
                                    new Bulletin(released.get(), bulletin.votes()).write(),
                                    terms.timeout());
                }
            }
            return true;
        } catch (ConflictException | RejectedException | UnavailableException e) {
            log.info(
                    "{}: the lease was not given back, and ends within {}: {}",
                    service,
                    Durations.format(terms.lease()),
                    e.getMessage());
            return e instanceof ConflictException;
        }
    }

    @Override
    public void close() {
        closed = true;
        timer.cancel();
        if (call != null) {
            call.cancel();
        }
    }
}
