package dev.failover.sync;

import dev.failover.component.Remedy;
import dev.failover.sync.MirrorEvent.Kind;
import dev.failover.time.Durations;
import dev.failover.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a continuous mirror is doing after its latest run, and what of that is news: a pure part of it. Immutable.
 *
 * @param failing when the first of the failed runs in a row ended
 * @param unsettled since when no run over everything was complete, as the source changed under each
 * @param halted when the source was doubted first
 * @param toldFailing whether it was told that it fails
 * @param problem as {@link MirrorStatus#problem}
 * @param remedy as {@link MirrorStatus#remedy}
 * @param latest as {@link MirrorStatus#latest}
 * @param news of the latest run, in their order
 */
record MirrorCondition(
        Optional<Moment> failing,
        Optional<Unsettled> unsettled,
        Optional<Instant> halted,
        boolean toldFailing,
        String problem,
        Optional<Remedy> remedy,
        Optional<Watermark> latest,
        List<News> news) {
    /** As it is before the first run. */
    static final MirrorCondition NEW = new MirrorCondition(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            "",
            Optional.empty(),
            Optional.empty(),
            List.of());

    private static final Optional<Remedy> ACCEPTANCE = Optional.of(Remedy.ACCEPT_SOURCE);

    /** Something to be told. */
    record News(Kind kind, String text, Optional<Remedy> remedy) {
        private News(Kind kind, String text) {
            this(kind, text, Optional.empty());
        }
    }

    private record Unsettled(Moment since, String text) {}

    boolean isFailing() {
        return failing.isPresent() || toldFailing;
    }

    Optional<Instant> failingSince() {
        return failing.or(() -> unsettled.map(Unsettled::since)).map(Moment::instant);
    }

    /**
     * @param remedy what only a human can do about it
     * @param patience for how long runs may fail before that is told
     */
    MirrorCondition failed(String why, Optional<Remedy> remedy, Moment now, Duration patience) {
        List<News> told = new ArrayList<>(List.of(new News(Kind.RUN_FAILED, why, remedy)));
        Moment since = failing.orElse(now);
        boolean tooLong = !toldFailing && since.until(now).compareTo(patience) >= 0;
        if (tooLong) {
            told.add(new News(Kind.FAILING, "fails since " + since.instant() + ": " + why, remedy));
        }
        return new MirrorCondition(
                Optional.of(since), unsettled, halted, toldFailing || tooLong, why, remedy, latest, List.copyOf(told));
    }

    MirrorCondition halted(String why, Instant now) {
        return halted.isPresent()
                ? new MirrorCondition(failing, unsettled, halted, toldFailing, problem, remedy, latest, List.of())
                : new MirrorCondition(
                        failing,
                        unsettled,
                        Optional.of(now),
                        toldFailing,
                        why,
                        ACCEPTANCE,
                        latest,
                        List.of(new News(Kind.HALTED, why, ACCEPTANCE)));
    }

    /**
     * After a run that ended well.
     *
     * @param everything whether it was to be a complete one
     * @param patience for how long no run may be complete before that is told
     */
    MirrorCondition mirrored(DataMirror.Result result, boolean everything, Moment now, Duration patience) {
        MirrorReport report = result.report().orElseThrow();
        boolean complete = result.watermark().isPresent();
        List<News> told = new ArrayList<>();
        halted.ifPresent(doubted -> told.add(new News(Kind.RESUMED, "mirrors again, as a human accepted the source")));
        Optional<Unsettled> still = everything ? unsettled(complete, report, now) : unsettled;
        // A source that never holds still for a run makes a replica that only ages: a human should know.
        boolean tooLong = !toldFailing
                && everything
                && still.filter(it -> it.since().until(now).compareTo(patience) >= 0)
                        .isPresent();
        if (tooLong) {
            told.add(new News(Kind.FAILING, still.get().text()));
        }
        if (toldFailing && still.isEmpty()) {
            told.add(new News(Kind.RECOVERED, "mirrors again"));
        }
        String text = "%s files sent (%s bytes), %s deleted, in %s"
                .formatted(
                        report.transferredFiles(),
                        report.transferredBytes(),
                        report.deleted(),
                        Durations.format(report.took()));
        told.add(new News(complete ? Kind.ALL_MIRRORED : Kind.PART_MIRRORED, text));
        result.failures().forEach(failure -> told.add(new News(Kind.COMMAND_FAILED, failure)));
        String wrong = result.failures().isEmpty()
                ? still.map(Unsettled::text).orElse("")
                : result.failures().get(result.failures().size() - 1);
        return new MirrorCondition(
                Optional.empty(),
                still,
                Optional.empty(),
                tooLong || toldFailing && still.isPresent(),
                wrong,
                Optional.empty(),
                result.watermark().or(() -> latest),
                List.copyOf(told));
    }

    private Optional<Unsettled> unsettled(boolean complete, MirrorReport report, Moment now) {
        Moment since = unsettled.map(Unsettled::since).orElse(now);
        return complete
                ? Optional.empty()
                : Optional.of(new Unsettled(
                        since,
                        "no run was complete since %s: %s"
                                .formatted(
                                        since.instant(), report.unsettled().orElse("the source changed meanwhile"))));
    }
}
