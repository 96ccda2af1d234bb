package dev.failover.internal.notify;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.internal.notify.OutboxEntry.Delivered;
import dev.failover.internal.notify.OutboxEntry.Failed;
import dev.failover.internal.notify.OutboxEntry.Posted;
import dev.failover.internal.notify.OutboxEntry.Refused;
import dev.failover.internal.notify.OutboxEntry.Settled;
import dev.failover.journal.StateStore;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import dev.failover.notify.Notifier;
import dev.failover.time.Durations;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every notification is said: durable, in order, once as far as the notifiers allow it, and by another
 * notifier where one fails.
 *
 * <p>A notification goes to the first of its notifiers. If that fails, the next speaks at once, and says also who failed
 * and why; the failed one tries again after 1 s, 2 s, 4 s and so on up to 5 min (later if it was asked to by the other
 * side, up to an hour). A notifier that refused ({@link RejectedException}) does not try that notification again, unless all
 * of its notifiers refused: then all try again every 5 min. A notifier that could not say a notification for 24 h is given
 * up on, which is logged as an error and, once a day, said by one that works; a notification that nobody has said is never
 * given up. While a notifier is
 * failing, what is posted for it passes at once to the next as well. Per notifier, earlier notifications come first.
 *
 * <p>Delivered at least once: a crash between a delivery and its entry in the log, or a lost answer, makes the same
 * notification be said again. It is recognised by its id: what was posted before, also before a restart, is not posted again
 * as long as it is among the last {@value Letters#REMEMBERED} that were settled.
 *
 * <p>Belongs to the scheduler's event thread, which alone may call it between its start and its closing, and which
 * it never keeps waiting for a notifier. Closes neither the log nor the notifiers.
 */
public final class Outbox implements AutoCloseable {
    /** How long one attempt of a notifier may take by default. */
    public static final Duration DEFAULT_ATTEMPT_TIMEOUT = Duration.ofSeconds(10);

    static final Duration GIVE_UP_AFTER = Duration.ofHours(24);
    static final int MAX_PENDING = 1000;
    private static final int MAX_WHY_LENGTH = 1000;
    private static final int IDS_PER_ENTRY = 100;
    static final int COMPACT_BEYOND = 1000;
    private static final int ENTRIES_BETWEEN_COMPACTIONS = 200;
    /** A notifier ends within a second of being interrupted; one that does not even do that is left behind. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final String NOTICE = "outbox/gave-up/";
    private static final Logger logger = LoggerFactory.getLogger(Outbox.class);

    private final Scheduler scheduler;
    private final StateStore.Lines log;
    private final Duration attemptTimeout;
    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private final Letters letters;
    /** Ids whose posting could not be written down. */
    private final Set<String> volatileIds = new HashSet<>();

    private final List<CompletableFuture<Void>> awaited = new ArrayList<>();
    private @Nullable Task revival;
    private int compactAt = COMPACT_BEYOND;
    private volatile boolean closed;

    /** An outbox whose attempts may take {@link #DEFAULT_ATTEMPT_TIMEOUT}; see the other constructor. */
    public Outbox(Scheduler scheduler, StateStore.Lines log, Map<String, Notifier> notifiers) {
        this(scheduler, log, notifiers, DEFAULT_ATTEMPT_TIMEOUT);
    }

    /**
     * Continues where the log ends, once it is {@linkplain #start started}.
     *
     * @param log of its own
     * @param notifiers by name
     * @param attemptTimeout how long one attempt may take; more than zero
     * @throws RejectedException if the log holds what this version does not understand
     */
    public Outbox(Scheduler scheduler, StateStore.Lines log, Map<String, Notifier> notifiers, Duration attemptTimeout) {
        if (attemptTimeout.isNegative() || attemptTimeout.isZero()) {
            throw new IllegalArgumentException("the timeout of an attempt must be more than zero");
        }
        this.scheduler = scheduler;
        this.log = log;
        this.attemptTimeout = attemptTimeout;
        notifiers.forEach((name, notifier) -> channels.put(name, new Channel(name, notifier)));
        this.letters = Letters.of(log.entries());
    }

    /** Tries what is pending from before, on the event thread. Any thread may call it, once. */
    public void start() {
        scheduler.schedule(Duration.ZERO, this::resume);
    }

    /**
     * Speaks by these notifiers from now on, on the event thread. One that is the same as before goes on with what it is at; what
     * waits for one that is gone is said by its others.
     */
    public void speakBy(Map<String, Notifier> notifiers) {
        Map<String, Channel> before = new LinkedHashMap<>(channels);
        channels.clear();
        notifiers.forEach((name, notifier) -> {
            Channel known = before.get(name);
            if (known != null && known.notifier == notifier) {
                channels.put(name, known);
                before.remove(name);
            } else {
                channels.put(name, new Channel(name, notifier));
            }
        });
        before.values().forEach(Channel::cancel);
        resume();
    }

    private void resume() {
        if (closed) {
            return;
        }
        for (Letter letter : letters.pending()) {
            letter.restrictTo(channels.keySet());
            if (letter.notifiers().isEmpty()) {
                logger.error(
                        "Nobody was told \"{}\" ({}): no notifier is configured any more", title(letter), letter.id());
                record(new Settled(List.of(letter.id())));
            } else if (letter.isStuck()) {
                letter.retryRefused();
            }
        }
        advance();
    }

    /**
     * Takes on a notification; it is on the disk when this returns. Does nothing if one of this id was taken on before.
     *
     * <p>What is too long is cut, and what a screen must not be given is taken out: the text of an alarm is often made of what
     * others said, and must not keep it from being told.
     *
     * @param notifierNames whom to try, in this order; if empty, it is logged only
     * @throws IllegalArgumentException if a name is no notifier's, or the id is empty
     * @throws UnavailableException if it could not be written down. It will be said nevertheless if this process lives on;
     *     posting it again makes it durable as well.
     */
    public void post(Notification told, List<String> notifierNames) {
        if (closed) {
            throw new IllegalStateException("the outbox is closed");
        }
        check(told, notifierNames);
        Notification notification = Legible.of(told);
        String id = notification.id();
        volatileIds.removeIf(other -> !letters.isPending(other));
        if (letters.knows(id) && !volatileIds.contains(id)) {
            return;
        }
        if (notifierNames.isEmpty()) {
            logger.warn("Nobody is to be told \"{}\" ({})", notification.title(), id);
            record(new Settled(List.of(id)));
            return;
        }
        Posted posted =
                new Posted(notification, notifierNames.stream().distinct().toList(), scheduler.instant());
        letters.apply(posted);
        volatileIds.add(id);
        try {
            log.append(posted.json());
            volatileIds.remove(id);
        } finally {
            makeRoom();
            advance();
        }
    }

    private void check(Notification notification, List<String> notifierNames) {
        if (notification.id().isEmpty()) {
            throw new IllegalArgumentException("a notification needs an id");
        }
        for (String name : notifierNames) {
            if (!channels.containsKey(name)) {
                throw new IllegalArgumentException(
                        "no notifier is named \"" + name + "\"; known are " + channels.keySet());
            }
        }
    }

    private void makeRoom() {
        Letter oldest = letters.oldest();
        if (letters.size() > MAX_PENDING && oldest != null) {
            logger.error(
                    "More than {} notifications are pending. Dropped the oldest, \"{}\" ({}), {}: {}",
                    MAX_PENDING,
                    title(oldest),
                    oldest.id(),
                    oldest.isDelivered() ? "which was said by another notifier" : "which nobody was told",
                    oldest.failures());
            record(new Settled(List.of(oldest.id())));
        }
    }

    /** What is still to be delivered, and by whom; oldest first. */
    public List<PendingNotification> pending() {
        return pending(letters.pending());
    }

    /**
     * What an outbox with such a log has still to deliver; for a look from outside, at a log read by
     * {@link DurableLog#read} or {@link dev.failover.internal.storage.StateDirectory#read}. It can't tell the number of attempts.
     *
     * @throws RejectedException if the log holds what this version does not understand
     */
    public static List<PendingNotification> pending(List<String> logEntries) {
        return pending(Letters.of(logEntries).pending());
    }

    private static List<PendingNotification> pending(Collection<Letter> letters) {
        List<PendingNotification> pending = new ArrayList<>();
        for (Letter letter : letters) {
            List<String> names =
                    letter.isStuck() ? letter.notifiers(Letter.State.REFUSED) : letter.notifiers(Letter.State.QUEUED);
            for (String name : names) {
                String failure = letter.failure(name);
                pending.add(new PendingNotification(
                        letter.id(),
                        title(letter),
                        letter.posted(),
                        name,
                        letter.attempts(name),
                        failure == null ? "" : failure));
            }
        }
        return List.copyOf(pending);
    }

    private static String title(Letter letter) {
        return letter.notification().title();
    }

    /** Passes on what waits behind a failing notifier, and has every notifier speak that can. */
    private void advance() {
        boolean passedOn;
        do {
            passedOn = false;
            for (Channel channel : channels.values()) {
                passedOn |= passOn(channel);
            }
        } while (passedOn);
        channels.values().forEach(this::attempt);
        reviveLater();
    }

    private boolean passOn(Channel channel) {
        String failure = channel.failure();
        if (failure == null) {
            return false;
        }
        List<Letter> untried = letters.pending().stream()
                .filter(letter -> letter.isUntried(channel.name))
                .limit(IDS_PER_ENTRY)
                .toList();
        if (untried.isEmpty()) {
            return false;
        }
        record(new Failed(untried.stream().map(Letter::id).toList(), channel.name, failure));
        untried.stream().filter(Letter::isUnheard).forEach(Outbox::reportUnheard);
        return true;
    }

    private static void reportUnheard(Letter letter) {
        logger.error(
                "Nobody could be told \"{}\" ({}) yet; trying again. {}",
                title(letter),
                letter.id(),
                letter.failures());
    }

    private void attempt(Channel channel) {
        if (closed || !channel.isReady()) {
            return;
        }
        for (Letter letter : letters.pending()) {
            if (letter.isQueued(channel.name)) {
                int number = letter.attempted(channel.name);
                Notification spoken = letter.spokenBy(channel.name);
                channel.attempt = scheduler.call(
                        "notifier " + channel.name,
                        attemptTimeout.plus(GRACE),
                        () -> {
                            channel.notifier.send(spoken, attemptTimeout);
                            return number;
                        },
                        outcome -> attempted(channel, letter, outcome));
                return;
            }
        }
    }

    private void attempted(Channel channel, Letter letter, Outcome<Integer> outcome) {
        channel.attempt = null;
        if (closed) {
            return;
        }
        if (outcome instanceof Outcome.Failure<Integer> failure) {
            failed(channel, letter, failure.cause());
        } else {
            channel.answered();
            if (letter.isQueued(channel.name)) {
                record(new Delivered(letter.id(), channel.name));
            }
        }
        advance();
    }

    private void failed(Channel channel, Letter letter, Exception cause) {
        String why = why(cause);
        if (cause instanceof RejectedException || cause instanceof InvalidSettingsException) {
            channel.answered();
            if (letter.isQueued(channel.name)) {
                logger.error("The notifier {} refused \"{}\" ({}): {}", channel.name, title(letter), letter.id(), why);
                refused(new Refused(letter.id(), channel.name, why), letter.wasRefusedBefore(channel.name));
            }
        } else {
            pause(channel, letter, why, cause);
        }
        if (letter.isUnheard()) {
            reportUnheard(letter);
        }
    }

    private void refused(Refused refused, boolean again) {
        if (again) {
            letters.apply(refused); // The log has it already, and it may go on like this for days.
        } else {
            record(refused);
        }
    }

    private void pause(Channel channel, Letter letter, String why, Exception cause) {
        Duration asked = cause instanceof UnavailableException unavailable
                ? unavailable.retryAfter().orElse(Duration.ZERO)
                : Duration.ZERO;
        Duration delay = channel.failed(why, asked);
        logger.warn(
                "The notifier {} could not say \"{}\" ({}) at attempt {}: {}. Next attempt in {}",
                channel.name,
                title(letter),
                letter.id(),
                letter.attempts(channel.name),
                why,
                Durations.format(delay));
        channel.pause = scheduler.schedule(delay, () -> {
            channel.pause = null;
            attempt(channel);
        });
        if (letter.isUntried(channel.name)) {
            record(new Failed(List.of(letter.id()), channel.name, why));
        } else {
            letter.failed(channel.name, why);
        }
        giveUp(channel, why);
    }

    /** A notification that another notifier has said is not kept for this one for ever. */
    private void giveUp(Channel channel, String why) {
        for (Letter letter : letters.pending()) {
            boolean old = letter.posted().plus(GIVE_UP_AFTER).isBefore(scheduler.instant());
            if (old && letter.isQueued(channel.name) && letter.isDelivered()) {
                List<String> others = letter.notifiers(Letter.State.DELIVERED);
                logger.error(
                        "Gave up on having the notifier {} say \"{}\" ({}), which {} said: {}",
                        channel.name,
                        title(letter),
                        letter.id(),
                        others,
                        why);
                record(new Refused(letter.id(), channel.name, why));
                if (!letter.id().startsWith(NOTICE)) {
                    postQuietly(notice(channel, letter, why), others);
                }
            }
        }
    }

    /** One a day for each notifier: it may be given up on for hundreds of notifications in a row. */
    private Notification notice(Channel channel, Letter letter, String why) {
        Instant now = scheduler.instant();
        return new Notification(
                NOTICE + channel.name + "/" + now.truncatedTo(ChronoUnit.DAYS),
                now,
                Severity.WARNING,
                "",
                "The notifier \"%s\" has been failing for %s".formatted(channel.name, Durations.format(GIVE_UP_AFTER)),
                "It will not say \"%s\" (%s) nor what else is as old, though others did: %s. Check its settings and its service."
                        .formatted(title(letter), letter.id(), why),
                Map.of());
    }

    /** Completes as soon as nothing is pending: everything was said, or given up on. */
    public CompletableFuture<Void> delivered() {
        CompletableFuture<Void> result = new CompletableFuture<>();
        awaited.add(result);
        tellDelivered();
        return result;
    }

    private void tellDelivered() {
        if (letters.pending().isEmpty()) {
            awaited.forEach(result -> result.complete(null));
            awaited.clear();
        }
    }

    private void postQuietly(Notification notification, List<String> notifierNames) {
        try {
            post(notification, notifierNames);
        } catch (UnavailableException e) {
            logger.warn("{} is kept in memory only: {}", notification.id(), e.getMessage());
        }
    }

    /** Those whom all their notifiers refused: the cause may be removed by hand, and nobody else would speak. */
    private void reviveLater() {
        if (closed || revival != null || letters.pending().stream().noneMatch(Letter::isStuck)) {
            return;
        }
        revival = scheduler.schedule(Channel.LONGEST_DELAY, () -> {
            revival = null;
            letters.pending().stream().filter(Letter::isStuck).forEach(Letter::retryRefused);
            advance();
        });
    }

    private static String why(Exception cause) {
        if (cause instanceof ComponentException) {
            return Excerpt.of(cause.getMessage(), MAX_WHY_LENGTH);
        }
        return "it failed with an unexpected " + cause.getClass().getSimpleName() + "; see the log";
    }

    /** Notes what happened. If that can't be written down, it is still true: at worst something is said twice. */
    private void record(OutboxEntry entry) {
        letters.apply(entry);
        try {
            log.append(entry.json());
            compact();
        } catch (UnavailableException e) {
            logger.warn("After a restart, a notification may be said again: {}", e.getMessage());
        } catch (IllegalStateException e) {
            if (!closed) {
                throw e; // Closed while this was under way, the log may be closed as well.
            }
        }
        tellDelivered();
    }

    private void compact() {
        if (log.size() <= compactAt) {
            return;
        }
        List<String> compacted = letters.compacted();
        compactAt = Math.max(COMPACT_BEYOND, compacted.size() + ENTRIES_BETWEEN_COMPACTIONS);
        try {
            log.rewrite(compacted);
            volatileIds.clear();
        } catch (UnavailableException e) {
            compactAt = log.size() + ENTRIES_BETWEEN_COMPACTIONS;
            logger.warn("The outbox's log grows on: {}", e.getMessage());
        }
    }

    /** Stops attempts under way and makes no more; what is pending stays so in the log. Any thread may call it. Idempotent. */
    @Override
    public void close() {
        closed = true;
        scheduler.schedule(Duration.ZERO, this::cancel);
    }

    private void cancel() {
        channels.values().forEach(Channel::cancel);
        if (revival != null) {
            revival.cancel();
        }
    }
}
