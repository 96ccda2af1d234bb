package dev.failover.sync;

import dev.failover.component.Excerpt;
import dev.failover.sync.MirrorEvent.Kind;
import dev.failover.sync.MirrorStatus.Content;
import dev.failover.time.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * When a continuous mirror reads its target back, and what is told of that. Moments are counted from the mirror's start. Changed on the
 * event thread only.
 */
final class Proving {
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int NAMED = 10;

    /**
     * How often to read all of it back.
     *
     * @param bytesPerSecond how much at most, on average
     */
    record Plan(Duration every, long bytesPerSecond) {}

    private final Plan plan;
    private final BiConsumer<Kind, String> tells;
    private Instant wantedSince;
    private Duration next = Duration.ZERO;
    private boolean underWay;
    private boolean toldUnproven;
    private int failures;
    private volatile Content content = new Content(Optional.empty(), "");

    /** @param now from when on a proof is waited for, if there is none at all */
    Proving(Plan plan, Instant now, BiConsumer<Kind, String> tells) {
        this.plan = plan;
        this.wantedSince = now;
        this.tells = tells;
    }

    Duration every() {
        return plan.every();
    }

    /** From any thread. */
    Content content() {
        return content;
    }

    boolean isUnderWay() {
        return underWay;
    }

    boolean isDue(Duration now) {
        return next.compareTo(now) <= 0;
    }

    Duration next() {
        return next;
    }

    /** A portion is under way. */
    void begin() {
        underWay = true;
    }

    void failed(String why, Duration now) {
        underWay = false;
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 10));
        failures++;
        next = now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        content = new Content(content.proof(), why);
    }

    void made(Verification.Portion portion, Duration now, Instant instant) {
        underWay = false;
        failures = 0;
        content = new Content(portion.latest(), "");
        portion.latest().ifPresent(proof -> wantedSince = proof.began());
        next = now.plus(pause(portion, instant));
        if (!portion.healed().isEmpty() && portion.healedBefore() == 0) {
            tells.accept(Kind.HEALED, healed(portion.healed()));
        }
        if (portion.ended()) {
            toldUnproven = false;
            portion.latest().ifPresent(proof -> tells.accept(Kind.PROVEN, proven(proof)));
        }
    }

    /** After a portion at least as long as it took, so that half of the time is left to others; in between, until the next is wanted. */
    private Duration pause(Verification.Portion portion, Instant instant) {
        if (portion.ended() || portion.began().isEmpty()) {
            Duration rest = Duration.between(instant, wantedSince.plus(plan.every()));
            return rest.isNegative() ? Duration.ZERO : rest;
        }
        Duration byRate = Duration.ofMillis((long) (portion.bytes() * 1000.0 / plan.bytesPerSecond()));
        return byRate.compareTo(portion.took()) > 0 ? byRate : portion.took();
    }

    /** Tells, once, when there was no proof for too long. */
    void look(Instant now) {
        Duration longest = plan.every().multipliedBy(2);
        if (toldUnproven || wantedSince.plus(longest).isAfter(now)) {
            return;
        }
        toldUnproven = true;
        String why = content.problem().isEmpty()
                ? "It takes longer than it may: allow it more bytes a second, or more time"
                : content.problem();
        tells.accept(
                Kind.UNPROVEN,
                "what the target holds was not verified since %s, for more than %s. %s"
                        .formatted(wantedSince, Durations.format(longest), why));
    }

    private static String healed(List<Path> paths) {
        String names = paths.stream()
                .limit(NAMED)
                .map(path -> Excerpt.of(path.toString()))
                .collect(Collectors.joining(", "));
        String more = paths.size() > NAMED ? " and " + (paths.size() - NAMED) + " more" : "";
        return ("files at the target held something else although their size and time were the source's, and were sent again: %s%s."
                        + " Their disk or memory may be failing, or somebody changed them there")
                .formatted(names, more);
    }

    private static String proven(Proof proof) {
        return "what the target holds was verified as of %s: %s files (%s bytes), %s of them sent again, in %s"
                .formatted(
                        proof.began(),
                        proof.files(),
                        proof.bytes(),
                        proof.healed(),
                        Durations.format(Duration.between(proof.began(), proof.ended())));
    }
}
