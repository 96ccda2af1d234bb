package dev.failover.backup;

import dev.failover.backup.Backup.Snapshot;
import dev.failover.component.Problems;
import dev.failover.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which snapshots stay. What any of the rules keeps is kept; days, ISO weeks, months and years are those of UTC, and of each the latest
 * snapshot counts. Immutable.
 *
 * <p>Counting alone can be turned against its owner: who may only add snapshots adds so many that the good ones fall out. What {@code
 * within} keeps can't be pushed out by additions, nor by ones of tomorrow: with these nothing expires.
 *
 * @param last so many of the latest
 * @param daily of so many of the latest days that have any; {@code weekly}, {@code monthly} and {@code yearly} alike
 * @param within all that are no older than this at the time of the latest
 * @param min never fewer than so many stay, whatever the rules say; at least 1
 * @param maxShare so many percent may go at once, 1 to 100; one may always go
 */
public record Retention(
        int last, int daily, int weekly, int monthly, int yearly, Duration within, int min, int maxShare) {
    /** By how much a clock may be ahead. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    /** @throws IllegalArgumentException naming everything that is out of range, or if no rule keeps anything */
    public Retention {
        Problems problems = new Problems();
        problems.unless(last >= 0, "keep-last", "must be zero or more")
                .unless(daily >= 0, "keep-daily", "must be zero or more")
                .unless(weekly >= 0, "keep-weekly", "must be zero or more")
                .unless(monthly >= 0, "keep-monthly", "must be zero or more")
                .unless(yearly >= 0, "keep-yearly", "must be zero or more")
                .notNegative(within, "keep-within")
                .unless(min >= 1, "keep-min", "must be at least 1")
                .unless(maxShare >= 1 && maxShare <= 100, "max-expire", "must be 1% or more, up to 100%");
        if (problems.isEmpty()) {
            boolean keeps = last + daily + weekly + monthly + yearly > 0 || !within.isZero();
            problems.unless(keeps, "keep-last", "at least one keep-… must say what stays");
        }
        problems.throwAsArgument();
    }

    /**
     * What is to go.
     *
     * @param ids of the snapshots that go, oldest first; none if that is refused
     * @param refused why nothing goes although something should; empty if nothing hinders
     */
    public record Expiry(Set<String> ids, Optional<String> refused) {
        private static Expiry refusing(String why) {
            return new Expiry(Set.of(), Optional.of(why));
        }
    }

    /**
     * Which of these go.
     *
     * @param snapshots of one backup, in any order
     */
    public Expiry expiring(List<Snapshot> snapshots, Instant now) {
        List<Snapshot> latestFirst = snapshots.stream()
                .sorted(Comparator.comparing(Snapshot::taken)
                        .thenComparing(Snapshot::id)
                        .reversed())
                .toList();
        if (latestFirst.isEmpty()) {
            return new Expiry(Set.of(), Optional.empty());
        }
        Snapshot latest = latestFirst.get(0);
        if (latest.taken().isAfter(now.plus(CLOCK_TOLERANCE))) {
            return Expiry.refusing(
                    "nothing expires, as the snapshot %s is dated %s, which is yet to come: a clock is wrong, or somebody wants others to go; look at who took it"
                            .formatted(latest.id(), latest.taken()));
        }
        Set<String> kept = kept(latestFirst);
        Set<String> going = latestFirst.stream()
                .sorted(Comparator.comparing(Snapshot::taken).thenComparing(Snapshot::id))
                .map(Snapshot::id)
                .filter(id -> !kept.contains(id))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        long most = Math.max(1, (long) latestFirst.size() * maxShare / 100);
        if (going.size() > most) {
            return Expiry.refusing(
                    "nothing expires, as %s of %s snapshots would go at once, and no more than %s may: look at them, and let more go if that is right"
                            .formatted(going.size(), latestFirst.size(), most));
        }
        return new Expiry(going, Optional.empty());
    }

    private Set<String> kept(List<Snapshot> latestFirst) {
        Set<String> kept = new HashSet<>();
        latestFirst.stream().limit(Math.max(last, min)).map(Snapshot::id).forEach(kept::add);
        Instant oldest = latestFirst.get(0).taken().minus(within);
        if (!within.isZero()) {
            latestFirst.stream()
                    .filter(snapshot -> !snapshot.taken().isBefore(oldest))
                    .map(Snapshot::id)
                    .forEach(kept::add);
        }
        keepOfEach(daily, LocalDate::toEpochDay, latestFirst, kept);
        keepOfEach(weekly, Retention::week, latestFirst, kept);
        keepOfEach(monthly, day -> day.getYear() * 100L + day.getMonthValue(), latestFirst, kept);
        keepOfEach(yearly, day -> (long) day.getYear(), latestFirst, kept);
        return kept;
    }

    private static void keepOfEach(
            int count, Function<LocalDate, Long> period, List<Snapshot> latestFirst, Set<String> kept) {
        Set<Long> seen = new HashSet<>();
        for (Snapshot snapshot : latestFirst) {
            LocalDate day = LocalDate.ofInstant(snapshot.taken(), ZoneOffset.UTC);
            if (seen.size() < count && seen.add(period.apply(day))) {
                kept.add(snapshot.id());
            }
        }
    }

    private static long week(LocalDate day) {
        return day.get(IsoFields.WEEK_BASED_YEAR) * 100L + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
    }

    /** What stays, for a human: {@code the last 3, 7 daily, all within 14d}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        add(text, last > 0, "the last " + last);
        add(text, daily > 0, daily + " daily");
        add(text, weekly > 0, weekly + " weekly");
        add(text, monthly > 0, monthly + " monthly");
        add(text, yearly > 0, yearly + " yearly");
        add(text, !within.isZero(), "all within " + Durations.format(within));
        return text.toString();
    }

    private static void add(StringBuilder text, boolean said, String what) {
        if (said) {
            text.append(text.isEmpty() ? "" : ", ").append(what);
        }
    }
}
