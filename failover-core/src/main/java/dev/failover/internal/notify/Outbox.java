package dev.failover.internal.notify;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.internal.notify.OutboxEntry.Delivered;
import dev.failover.internal.notify.OutboxEntry.Failed;
import dev.failover.internal.notify.OutboxEntry.Grouped;
import dev.failover.internal.notify.OutboxEntry.Heard;
import dev.failover.internal.notify.OutboxEntry.Posted;
import dev.failover.internal.notify.OutboxEntry.Refused;
import dev.failover.internal.notify.OutboxEntry.Settled;
import dev.failover.journal.StateStore;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierStatus;
import dev.failover.time.Durations;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every notification is said: durable, in order, once as far as the notifiers allow it, and by another
 * notifier where one fails.
 *
 * <p>A notification goes to the first of its notifiers. If that fails, the next speaks at once, and says also who failed
 * and why, unless it is to wait for those before it; then it speaks once they have failed for that long, or at once if all of them
 * refused. The failed one tries again after 1 s, 2 s, 4 s and so on up to 5 min (later if it was asked to by the other
 * side, up to an hour). A notifier that refused ({@link RejectedException}) does not try that notification again, unless all
 * of its notifiers refused: then all try again every 5 min. A notifier that could not say a notification for 24 h is given
 * up on, which is logged as an error and, once a day, said by one that works; a notification that nobody has said is never
 * given up. While a notifier is
 * failing, what is posted for it passes at once to the next as well. Per notifier, earlier notifications come first.
 *
 * <p>Who has told that an incident goes on also tells that it is over. News of several services, posted within a short while, are told as
 * one ({@link Speech}).
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
    /** Two things of each of a thousand services, and as much again. */
    static final int MAX_PENDING = 5000;

    private static final int MAX_WHY_LENGTH = 1000;
    private static final int IDS_PER_ENTRY = 100;
    /** A notifier ends within a second of being interrupted; one that does not even do that is left behind. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration BETWEEN_CATCH_UPS = Duration.ofSeconds(30);

    private static final String NOTICE = "outbox/gave-up/";
    private static final Logger logger = LoggerFactory.getLogger(Outbox.class);

    private final Scheduler scheduler;
    private final OutboxLog log;
    private final Letters letters;
    private final Escalations escalations;
    private final Duration groupWait;
    private final Duration attemptTimeout;
    private final Channels channels;
    private final List<CompletableFuture<Void>> awaited = new ArrayList<>();
    private @Nullable Task revival;
    private @Nullable Task catchingUp;
    /** Whether {@link #advance} is about to be called. */
    private boolean advancing;

    private volatile List<NotifierStatus> status;
    private volatile boolean closed;

    /** An outbox that tells everything by itself, and whose attempts may take {@link #DEFAULT_ATTEMPT_TIMEOUT}; see the other constructor. */
    public Outbox(Scheduler scheduler, StateStore.Lines log, Map<String, Notifier> notifiers) {
        this(scheduler, log, Speakers.of(notifiers), Duration.ZERO, DEFAULT_ATTEMPT_TIMEOUT);
    }

    /**
     * Continues where the log ends, once it is {@linkplain #start started}.
     *
     * @param log of its own
     * @param groupWait how long news of one service waits for that of others, to be told as one; zero for not at all
     * @param attemptTimeout how long one attempt may take; more than zero
     * @throws RejectedException if the log holds what this version does not understand
     */
    public Outbox(
            Scheduler scheduler, StateStore.Lines log, Speakers speakers, Duration groupWait, Duration attemptTimeout) {
        if (attemptTimeout.isNegative() || attemptTimeout.isZero()) {
            throw new IllegalArgumentException("the timeout of an attempt must be more than zero");
        }
        this.scheduler = scheduler;
        this.groupWait = groupWait;
        this.attemptTimeout = attemptTimeout;
        this.channels = new Channels(speakers);
        this.log = new OutboxLog(log);
        this.letters = this.log.letters();
        this.escalations = new Escalations(scheduler, this::advanceSoon);
        status = channels.status(pending());
    }

    /** Tries what is pending from before, on the event thread. Any thread may call it, once. */
    public void start() {
        scheduler.schedule(Duration.ZERO, this::resume);
    }

    /**
     * Speaks by these notifiers from now on, on the event thread. One that is the same as before goes on with what it is at; what
     * waits for one that is gone is said by its others. What was posted before waits as it was to wait then.
     */
    public void speakBy(Speakers speakers) {
        channels.change(speakers);
        resume();
    }

    private void resume() {
        if (closed) {
            return;
        }
        for (Letter letter : letters.pending()) {
            letter.restrictTo(channels.names());
            if (letter.notifiers().isEmpty()) {
                logger.error(
                        "Nobody was told \"{}\" ({}): no notifier is configured any more", title(letter), letter.id());
                record(new Settled(List.of(letter.id())));
            } else if (letter.isStuck()) {
                letter.retryRefused();
            }
            escalations.await(letter);
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
        if (log.knows(id)) {
            return;
        }
        if (notifierNames.isEmpty()) {
            logger.warn("Nobody is to be told \"{}\" ({})", notification.title(), id);
            record(new Settled(List.of(id)));
            return;
        }
        List<String> names = notifierNames.stream().distinct().toList();
        try {
            log.post(new Posted(notification, names, scheduler.instant(), channels.waits(names)));
        } finally {
            letters.find(id).ifPresent(letter -> {
                letter.restrictTo(channels.names());
                escalations.await(letter);
            });
            makeRoom();
            advanceSoon();
            catchUpLater();
        }
    }

    /** Once for all that is posted at the same time: a thousand services may have something to tell. */
    private void advanceSoon() {
        if (!advancing) {
            advancing = true;
            scheduler.schedule(Duration.ZERO, this::advance);
        }
    }

    private void check(Notification notification, List<String> notifierNames) {
        if (notification.id().isEmpty()) {
            throw new IllegalArgumentException("a notification needs an id");
        }
        for (String name : notifierNames) {
            if (!channels.names().contains(name)) {
                throw new IllegalArgumentException(
                        "no notifier is named \"" + name + "\"; known are " + channels.names());
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

    /** How each notifier gets on, in the order in which they were given. Any thread may ask. */
    public List<NotifierStatus> status() {
        return status;
    }

    /** What is still to be delivered, and by whom; oldest first. */
    public List<PendingNotification> pending() {
        return letters.pendingNotifications();
    }

    /**
     * What an outbox with such a log has still to deliver; for a look from outside, at a log read by
     * {@link dev.failover.internal.storage.DurableLog#read} or {@link dev.failover.internal.storage.StateDirectory#read}. It can't tell the
     * number of attempts.
     *
     * @throws RejectedException if the log holds what this version does not understand
     */
    public static List<PendingNotification> pending(List<String> logEntries) {
        return Letters.of(logEntries).pendingNotifications();
    }

    /**
     * Since when an outbox with such a log has had something to say that nobody was told; empty if there is no such thing. For a look
     * from outside, as {@link #pending(List)}.
     *
     * @throws RejectedException if the log holds what this version does not understand
     */
    public static Optional<Instant> unsaidSince(List<String> logEntries) {
        return Letters.of(logEntries).unsaidSince();
    }

    private static String title(Letter letter) {
        return letter.notification().title();
    }

    /** Passes on what waits behind a failing notifier, and has every notifier speak that can. */
    private void advance() {
        advancing = false;
        if (closed) {
            return;
        }
        boolean passedOn;
        do {
            passedOn = false;
            for (Channel channel : channels) {
                passedOn |= passOnAll(channel);
            }
        } while (passedOn);
        channels.forEach(this::attempt);
        escalations.retain(letters);
        reviveLater();
        status = channels.status(pending());
    }

    private boolean passOnAll(Channel channel) {
        boolean any = false;
        while (passOn(channel)) {
            any = true;
        }
        return any;
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
        Speech.next(channel.name, letters.pending(), letters.hearers(), !groupWait.isZero())
                .ifPresent(speech -> {
                    Instant turn = speech.letters().get(0).turn(channel.name);
                    Duration wait =
                            speech.mayGrow() ? channel.gatherFor(turn, groupWait, scheduler.moment()) : Duration.ZERO;
                    if (wait.isZero()) {
                        say(channel, speech);
                    } else {
                        channel.gathering = scheduler.schedule(wait, () -> {
                            channel.gathered();
                            attempt(channel);
                        });
                    }
                });
    }

    private void say(Channel channel, Speech speech) {
        speech.letters().forEach(letter -> letter.attempted(channel.name));
        Notification spoken = speech.notification();
        channel.attempt = scheduler.call(
                "notifier " + channel.name,
                attemptTimeout.plus(GRACE),
                () -> {
                    channel.notifier.send(spoken, attemptTimeout);
                    return true;
                },
                outcome -> attempted(channel, speech, outcome));
    }

    private void attempted(Channel channel, Speech speech, Outcome<Boolean> outcome) {
        channel.attempt = null;
        if (closed) {
            return;
        }
        if (outcome instanceof Outcome.Failure<Boolean> failure) {
            failed(channel, speech, failure.cause());
        } else {
            said(channel, speech);
        }
        advance();
    }

    private void said(Channel channel, Speech speech) {
        channel.answered();
        channel.countDelivered(speech.letters().size());
        if (speech.letters().size() > 1) {
            channel.grouped(scheduler.nanoTime());
        }
        List<String> ids = new ArrayList<>();
        for (Letter letter : speech.letters()) {
            if (letters.isPending(letter.id())) {
                ids.add(letter.id());
            } else if (letter.goesOn()) {
                // Another has said it meanwhile, and that is all there is to do; but who heard this is to hear of the
                // end too.
                record(new Heard(List.of(letter.incident()), channel.name, speech.group()));
            }
        }
        if (speech.group().isEmpty()) {
            ids.forEach(id -> record(new Delivered(id, channel.name)));
        } else {
            for (int from = 0; from < ids.size(); from += IDS_PER_ENTRY) {
                List<String> some = ids.subList(from, Math.min(ids.size(), from + IDS_PER_ENTRY));
                record(new Grouped(some, channel.name, speech.group()));
            }
        }
    }

    private void failed(Channel channel, Speech speech, Exception cause) {
        String why = why(cause);
        channel.countFailed();
        if (cause instanceof RejectedException || cause instanceof InvalidSettingsException) {
            channel.answered();
            logger.error("The notifier {} refused \"{}\": {}", channel.name, speech.title(), why);
            speech.letters().stream()
                    .filter(letter -> letter.isQueued(channel.name))
                    .forEach(letter -> refused(
                            new Refused(letter.id(), channel.name, why), letter.wasRefusedBefore(channel.name)));
            speech.letters().stream().filter(Letter::isUnheard).forEach(Outbox::reportUnheard);
        } else {
            pause(channel, speech, why, cause);
        }
    }

    private void refused(Refused refused, boolean again) {
        if (again) {
            letters.apply(refused); // The log has it already, and it may go on like this for days.
        } else {
            record(refused);
        }
    }

    private void pause(Channel channel, Speech speech, String why, Exception cause) {
        Duration asked = cause instanceof UnavailableException unavailable
                ? unavailable.retryAfter().orElse(Duration.ZERO)
                : Duration.ZERO;
        Duration delay = channel.failed(why, asked);
        Letter first = speech.letters().get(0);
        logger.warn(
                "The notifier {} could not say \"{}\" at attempt {}: {}. Next attempt in {}",
                channel.name,
                speech.title(),
                first.attempts(channel.name),
                why,
                Durations.format(delay));
        channel.pause = scheduler.schedule(delay, () -> {
            channel.pause = null;
            attempt(channel);
        });
        List<Letter> again = speech.letters().stream()
                .filter(letter -> letter.isQueued(channel.name) && !letter.isUntried(channel.name))
                .toList();
        again.forEach(letter -> letter.failed(channel.name, why));
        passOnAll(channel);
        again.stream().filter(Letter::isUnheard).forEach(Outbox::reportUnheard);
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
        if (letters.size() == 0) {
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

    private void record(OutboxEntry entry) {
        log.record(entry);
        catchUpLater();
        tellDelivered();
    }

    /** A disk that fails for a moment must not make a restart, weeks later, say again what is long over. */
    private void catchUpLater() {
        if (catchingUp == null && log.isBehind()) {
            catchingUp = scheduler.schedule(BETWEEN_CATCH_UPS, () -> {
                catchingUp = null;
                log.catchUp();
                catchUpLater();
            });
        }
    }

    /** Stops attempts under way and makes no more; what is pending stays so in the log. Any thread may call it. Idempotent. */
    @Override
    public void close() {
        closed = true;
        log.close();
        scheduler.schedule(Duration.ZERO, this::cancel);
    }

    private void cancel() {
        channels.forEach(Channel::cancel);
        escalations.cancel();
        Stream.of(revival, catchingUp).filter(Objects::nonNull).forEach(Task::cancel);
    }
}
