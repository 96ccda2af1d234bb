package dev.failover.sync;

import java.time.Duration;

/**
 * What a continuous mirror owes its target, and when it is due: the pure part of it. Moments are counted from its start. Immutable.
 *
 * @param rescan how often a complete run is owed, whatever is known
 * @param look when it is owed next for that reason
 * @param owed what is
 * @param running what the run under way is of
 * @param from the earliest moment from which on changes are collected
 * @param collecting for how long
 * @param failures of runs in a row
 */
record MirrorDebt(
        Duration rescan, Duration look, Extent owed, Extent running, Duration from, Duration collecting, int failures) {
    /** How much of a source. */
    enum Extent {
        NOTHING,
        /** Paths that changed. */
        SOME,
        EVERYTHING
    }

    /** A file that is written is created and modified: one wait for both. */
    private static final Duration QUIET = Duration.ofMillis(1);

    private static final Duration LONGEST_COLLECTING = Duration.ofMillis(100);
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** At its start it owes everything. */
    static MirrorDebt begin(Duration rescan) {
        return new MirrorDebt(rescan, rescan, Extent.EVERYTHING, Extent.NOTHING, Duration.ZERO, QUIET, 0);
    }

    /** When the moment has come, a complete run is owed. */
    MirrorDebt at(Duration now) {
        return isLookDue(now)
                ? new MirrorDebt(rescan, now.plus(rescan), owed, running, from, collecting, failures)
                        .owe(Extent.EVERYTHING, now)
                : this;
    }

    boolean isLookDue(Duration now) {
        return now.compareTo(look) >= 0;
    }

    /** From this moment on this is owed, too. */
    MirrorDebt owe(Extent extent, Duration now) {
        Duration since = owed == Extent.NOTHING ? longer(from, now) : from;
        return new MirrorDebt(rescan, look, wider(owed, extent), running, since, collecting, failures);
    }

    private static Extent wider(Extent one, Extent other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Whether a run is to begin. */
    boolean isDue(Duration now) {
        return isOwedAlone() && now.compareTo(from.plus(collecting)) >= 0;
    }

    /** When to look at this again, if nothing happens until then. */
    Duration next() {
        return isOwedAlone() ? shorter(look, from.plus(collecting)) : look;
    }

    private boolean isOwedAlone() {
        return owed != Extent.NOTHING && running == Extent.NOTHING;
    }

    /** A run over what was owed is under way. */
    MirrorDebt begun() {
        return new MirrorDebt(
                rescan, look, /* owed= */ Extent.NOTHING, /* running= */ owed, from, collecting, failures);
    }

    /**
     * The run ended well.
     *
     * @param complete whether it left a watermark; if a complete run did not, as the source changed under it, the replica is not younger
     *     for it, and should become so soon
     */
    MirrorDebt paid(boolean complete, Duration took, Duration now) {
        boolean again = running == Extent.EVERYTHING && !complete;
        Duration next = again ? shorter(look, now.plus(longer(took.multipliedBy(4), SOON))) : look;
        return new MirrorDebt(rescan, next, owed, Extent.NOTHING, now, collecting(took), 0);
    }

    /**
     * The run failed: everything is owed, after a pause.
     *
     * @param asked how long the other side asks to be left alone
     */
    MirrorDebt failed(Duration asked, Duration took, Duration now) {
        Duration backoff = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 10));
        return paused(longer(shorter(backoff, LONGEST_PAUSE), asked), failures + 1, took, now);
    }

    /** No run was made, and none will be without a human's word: everything is owed, and that is looked for now and then. */
    MirrorDebt halted(Duration took, Duration now) {
        return paused(LONGEST_PAUSE, failures, took, now);
    }

    private MirrorDebt paused(Duration pause, int newFailures, Duration took, Duration now) {
        return new MirrorDebt(
                rescan, look, Extent.EVERYTHING, Extent.NOTHING, now.plus(pause), collecting(took), newFailures);
    }

    /** While changes keep coming, for a quarter of a run's length. */
    private Duration collecting(Duration took) {
        return owed == Extent.NOTHING ? QUIET : shorter(longer(took.dividedBy(4), QUIET), LONGEST_COLLECTING);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
