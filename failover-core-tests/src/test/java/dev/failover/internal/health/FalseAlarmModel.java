package dev.failover.internal.health;

import dev.failover.decision.VoteCount;
import dev.failover.decision.VoteCount.Vote;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import dev.failover.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * How often a site that is well is left: years of probes over paths that lose packets in bursts (the model of Gilbert and
 * Elliott: a good state and a bad one, each left at any time with equal probability), of a site that restarts now and then.
 * Three watchers probe over a path each. What their probes find adds up in the {@link Streak} that runs in production, and their
 * verdicts by its {@link VoteCount}.
 *
 * <p>Quiet times, in which every probe succeeds, are computed at once, so that a year costs no more than what goes wrong in it.
 */
final class FalseAlarmModel {
    private static final long ROUND_TRIP = Duration.ofMillis(20).toNanos();
    /** RFC 6298: a connection's first packet is sent again after a second, then after twice as long, and so on. */
    private static final long CONNECT_AGAIN = Duration.ofSeconds(1).toNanos();
    /** Linux sends again what is under way after 200 ms at the least. */
    private static final long ASK_AGAIN = Duration.ofMillis(200).toNanos();

    private static final int WATCHERS = 3;
    private static final int QUORUM = 2;
    private static final Duration YEAR = Duration.ofDays(365);

    private FalseAlarmModel() {}

    /**
     * What goes wrong.
     *
     * @param burstEvery the mean time between two bursts of one path, or {@link #NEVER}
     * @param burst the mean length of a burst
     * @param lossInBurst the probability that a round trip is lost in a burst
     * @param loss the same otherwise
     * @param restartEvery the mean time between two restarts of the site, or {@link #NEVER}
     * @param shortestRestart how long a restart takes at the least
     * @param longestRestart how long it takes at the most; all times between are as likely
     */
    record Trouble(
            Duration burstEvery,
            Duration burst,
            double lossInBurst,
            double loss,
            Duration restartEvery,
            Duration shortestRestart,
            Duration longestRestart) {
        /** So rarely that it does not happen. */
        static final Duration NEVER = Duration.ofDays(365_000_000);

        static final Trouble USUAL = new Trouble(
                Duration.ofDays(1),
                Duration.ofSeconds(5),
                0.5,
                0.0001,
                Duration.ofDays(7),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10));

        Trouble restartsOnly() {
            return new Trouble(NEVER, burst, 0, 0, restartEvery, shortestRestart, longestRestart);
        }

        Trouble pathsOnly() {
            return new Trouble(burstEvery, burst, lossInBurst, loss, NEVER, shortestRestart, longestRestart);
        }

        private Spells bursts(long seed) {
            return new Spells(seed, gap(burstEvery), random -> Spells.exponential(random, burst.toNanos()));
        }

        private Spells restarts(long seed) {
            long least = shortestRestart.toNanos();
            return new Spells(
                    seed,
                    gap(restartEvery),
                    random -> least + (long) (random.nextDouble() * (longestRestart.toNanos() - least)));
        }

        private static double gap(Duration every) {
            return every.equals(NEVER) ? Double.POSITIVE_INFINITY : every.toNanos();
        }
    }

    /**
     * What came of it.
     *
     * @param probes how many each watcher made
     * @param one how often a year a watcher that decides alone leaves the site
     * @param three how often a year three leave it that vote, two of which must say DOWN
     */
    record Alarms(long probes, double one, double three) {}

    /** @param thresholds whose timeout is no longer than the fast interval: probes do not overlap */
    static Alarms run(Thresholds thresholds, Trouble trouble, int years, long seed) {
        List<Turn> turns = new ArrayList<>();
        long probes = 0;
        for (int i = 0; i < WATCHERS; i++) {
            Watcher watcher = new Watcher(i, thresholds, trouble, seed);
            watcher.watch(YEAR.toNanos() * years);
            turns.addAll(watcher.turns);
            probes += watcher.probes;
        }
        double one =
                turns.stream().filter(turn -> turn.says() == Vote.Says.DOWN).count() / (double) (WATCHERS * years);
        turns.sort(Comparator.comparingLong(Turn::at));
        return new Alarms(probes / WATCHERS, one, voted(turns) / (double) years);
    }

    /** How often so many say DOWN that the site is left. */
    private static int voted(List<Turn> turns) {
        Vote.Says[] says = new Vote.Says[WATCHERS];
        Arrays.fill(says, Vote.Says.ABSTAIN);
        int alarms = 0;
        boolean enough = false;
        for (Turn turn : turns) {
            says[turn.watcher()] = turn.says();
            List<Vote> votes = new ArrayList<>();
            for (int i = 0; i < WATCHERS; i++) {
                votes.add(new Vote("w" + i, "domain" + i, says[i], Optional.empty(), Optional.empty(), ""));
            }
            boolean before = enough;
            enough = new VoteCount("prod", votes, QUORUM, QUORUM).isEnough();
            alarms += enough && !before ? 1 : 0;
        }
        return alarms;
    }

    /** A watcher's verdict is another one. */
    private record Turn(int watcher, long at, Vote.Says says) {}

    private static final class Watcher {
        private final int number;
        private final Thresholds thresholds;
        private final Trouble trouble;
        private final Spells restarts;
        private final Spells bursts;
        private final SplittableRandom random;
        private final List<Turn> turns = new ArrayList<>();
        private Streak streak;
        private long probes;
        /** Of the time, what was quiet: to the streak it is as if it had not been. */
        private long skipped;

        Watcher(int number, Thresholds thresholds, Trouble trouble, long seed) {
            if (thresholds.timeout().compareTo(thresholds.fastInterval()) > 0) {
                throw new IllegalArgumentException("probes that overlap are not modelled");
            }
            this.number = number;
            this.thresholds = thresholds;
            this.trouble = trouble;
            this.streak = Streak.begin(thresholds);
            this.random = new SplittableRandom(seed * 31 + number);
            // The same restarts for all of them, a path for each.
            this.restarts = trouble.restarts(seed);
            this.bursts = trouble.bursts(seed * 17 + number + 1);
        }

        void watch(long end) {
            long interval = thresholds.interval().toNanos();
            long now = random.nextLong(interval);
            long quiet = quietProbes();
            while (now < end) {
                if (streak.verdict() == Verdict.UP && !streak.isChanging()) {
                    long next = Math.min(end, Math.min(restarts.from(now), bursts.from(now)));
                    long passed = Math.min(quiet, Math.max(0, (next - now + interval - 1) / interval));
                    quiet -= passed;
                    probes += passed;
                    skipped += passed * interval;
                    now += passed * interval;
                    if (now >= end) {
                        return;
                    }
                }
                boolean loses = quiet == 0;
                if (loses) {
                    quiet = quietProbes();
                }
                probe(now, loses);
                now += (streak.isChanging() ? thresholds.fastInterval() : thresholds.interval()).toNanos();
            }
        }

        /** How many probes lose nothing before the next that does, outside of bursts. */
        private long quietProbes() {
            double loses = 1 - Math.pow(1 - trouble.loss(), 2);
            return loses == 0 ? Long.MAX_VALUE : (long) (Math.log(1 - random.nextDouble()) / Math.log(1 - loses));
        }

        private void probe(long at, boolean loses) {
            boolean refused = restarts.covers(at);
            long took = refused ? ROUND_TRIP : answer(at, loses);
            long timeout = thresholds.timeout().toNanos();
            boolean up = !refused && took < timeout;
            streak = streak.next(
                    up ? Health.Status.UP : Health.Status.DOWN, moment(at), moment(at + Math.min(took, timeout)));
            probes++;
            if (streak.changed()) {
                turns.add(new Turn(
                        number,
                        at + Math.min(took, timeout),
                        streak.verdict() == Verdict.DOWN ? Vote.Says.DOWN : Vote.Says.UP));
            }
        }

        private Moment moment(long at) {
            return new Moment(at - skipped, Instant.EPOCH.plusNanos(at - skipped));
        }

        /** How long an answer takes, or more than there is time: a round trip to connect and one to ask, each until it gets through. */
        private long answer(long at, boolean loses) {
            boolean losesFirst = loses && random.nextDouble() < 1 / (2 - trouble.loss());
            long connected = through(at, at, CONNECT_AGAIN, losesFirst);
            return through(at, connected, ASK_AGAIN, loses && !losesFirst) - at;
        }

        private long through(long began, long at, long again, boolean loses) {
            long end = began + thresholds.timeout().toNanos();
            long now = at;
            long pause = again;
            boolean lost = loses;
            while (now < end && (lost || isLost(now))) {
                lost = false;
                now += pause;
                pause *= 2;
            }
            return now + ROUND_TRIP;
        }

        private boolean isLost(long now) {
            return random.nextDouble() < (bursts.covers(now) ? trouble.lossInBurst() : trouble.loss());
        }
    }
}
