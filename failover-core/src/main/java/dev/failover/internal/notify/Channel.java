package dev.failover.internal.notify;

import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierStatus;
import dev.failover.time.Moment;
import dev.failover.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One notifier as the outbox sees it: busy, failing and until when, or ready. */
final class Channel {
    static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    static final Duration LONGEST_DELAY = Duration.ofMinutes(5);
    /** A notifier that asks for more than this is asked again all the same. */
    static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);
    /** After much was said as one, the rest follows within a minute: checks of one interval end at different times. */
    private static final Duration FLOOD = Duration.ofMinutes(1);

    private static final int LONGER_IN_FLOOD = 5;

    final String name;
    final Notifier notifier;
    /** How long it waits for those before it; zero if it speaks as soon as they fail. */
    final Duration escalateAfter;
    /** The attempt under way. */
    @Nullable
    Task attempt;
    /** What ends the pause after a failure. */
    @Nullable
    Task pause;
    /** What ends the wait for more to say in the same message. */
    @Nullable
    Task gathering;

    private boolean gathered;
    private @Nullable Long groupedAt;

    /** Since the process began; those of another notifier of this name before it included. */
    private long delivered;

    private long failed;
    private int failures;
    private @Nullable String failure;

    Channel(String name, Notifier notifier, Duration escalateAfter) {
        this.name = name;
        this.notifier = notifier;
        this.escalateAfter = escalateAfter;
    }

    /**
     * How long it is still to wait for more to say in the same message.
     *
     * @param turn when it was its turn to say the first part of it
     * @param groupWait how long after that others may join; longer in a flood of news
     */
    Duration gatherFor(Instant turn, Duration groupWait, Moment now) {
        if (gathered) {
            gathered = false;
            return Duration.ZERO;
        }
        Long flooded = groupedAt;
        boolean flood = flooded != null && now.nanos() - flooded < FLOOD.toNanos();
        Duration wait = flood ? groupWait.multipliedBy(LONGER_IN_FLOOD) : groupWait;
        Duration left = wait.minus(Duration.between(turn, now.instant()));
        // By a clock that may have been set back meanwhile.
        return left.isNegative() ? Duration.ZERO : min(left, wait);
    }

    /** It has waited for long enough. */
    void gathered() {
        gathering = null;
        gathered = true;
    }

    /** It has said many things as one. */
    void grouped(long nanos) {
        groupedAt = nanos;
    }

    /** Goes on counting where one of the same name ends. */
    void countOn(Channel before) {
        delivered = before.delivered;
        failed = before.failed;
    }

    void countDelivered(int notifications) {
        delivered += notifications;
    }

    void countFailed() {
        failed++;
    }

    NotifierStatus status(List<Instant> waiting) {
        return new NotifierStatus(
                name, waiting.size(), waiting.stream().min(Comparator.naturalOrder()), delivered, failed);
    }

    boolean isReady() {
        return attempt == null && pause == null && gathering == null;
    }

    /** Why it can't speak at present; null if it can, as far as is known. */
    @Nullable
    String failure() {
        return failure;
    }

    void answered() {
        failures = 0;
        failure = null;
    }

    /** Notes a failure and says how long to pause: twice as long each time. */
    Duration failed(String why, Duration retryAfter) {
        failure = why;
        int doublings = Math.min(failures++, 20);
        Duration delay = FIRST_DELAY.multipliedBy(1L << doublings);
        return max(min(delay, LONGEST_DELAY), min(retryAfter, LONGEST_RETRY_AFTER));
    }

    void cancel() {
        if (attempt != null) {
            attempt.cancel();
        }
        if (pause != null) {
            pause.cancel();
        }
        if (gathering != null) {
            gathering.cancel();
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
