package dev.failover.testkit.simulation;

import dev.failover.coordination.Coordination;
import dev.failover.coordination.Coordination.Voter;
import dev.failover.coordination.Coordinator;
import dev.failover.testkit.InMemoryCoordinator;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the watchers of a simulated world decide together. Immutable.
 *
 * @param domains the failure domain of each watcher, also of those that are sent home to find the least history
 * @param absent the failure domains of voters that are configured and were never installed
 * @param stranger whether the last watcher is on nobody's list of voters but its own
 * @param primaryDomain the failure domain of the first site; empty if it is nobody's
 * @param quorum how many domains must say DOWN; zero for the majority
 * @param times how long things hold
 */
public record CoordinationPlan(
        List<String> domains,
        List<String> absent,
        boolean stranger,
        Optional<String> primaryDomain,
        int quorum,
        Times times) {

    /** How long things hold, as {@link Coordination} has them. */
    public record Times(Duration lease, Duration renew, Duration poll, Duration timeout, Duration voteValid) {
        /** How much of a lease is left unused at its end. */
        static final Duration MARGIN = Duration.ofSeconds(1);

        /** How long a call to a vendor may take that is begun at any time before the next renewal. */
        Duration longestWrite() {
            return lease.minus(renew).minus(timeout.multipliedBy(2)).minus(MARGIN);
        }

        /** How long a lease must be seen as it is before another takes it, by the documentation. */
        Duration untilTakeover(Duration duration, boolean comparesAndSets) {
            Duration drift = duration.dividedBy(100);
            return duration.plus(drift).plus(comparesAndSets ? Duration.ZERO : longestWrite());
        }

        private static Times of(int lease, int renew, int poll, int timeout, int voteValid) {
            return new Times(
                    Duration.ofSeconds(lease),
                    Duration.ofSeconds(renew),
                    Duration.ofSeconds(poll),
                    Duration.ofSeconds(timeout),
                    Duration.ofSeconds(voteValid));
        }
    }

    private static final List<Times> SENSIBLE =
            List.of(Times.of(45, 10, 4, 4, 30), Times.of(30, 8, 3, 3, 20), Times.of(60, 15, 5, 5, 30));

    private static final int COORDINATED = 18;
    private static final int COORDINATED_ALONE = 10;

    public CoordinationPlan {
        domains = List.copyOf(domains);
        absent = List.copyOf(absent);
    }

    /** What a seed says of so many watchers; empty if they share no store. */
    static Optional<CoordinationPlan> of(int watchers, Dice dice) {
        if (!dice.percent(watchers == 1 ? COORDINATED_ALONE : COORDINATED)) {
            return Optional.empty();
        }
        List<String> domains = new ArrayList<>();
        for (int i = 0; i < watchers; i++) {
            domains.add("domain-" + (dice.percent(75) ? i : dice.below(watchers)));
        }
        List<String> absent = new ArrayList<>();
        if (dice.percent(watchers == 1 ? 50 : 25)) {
            absent.add("domain-" + (dice.percent(50) ? watchers : dice.below(watchers)));
        }
        CoordinationPlan plan = new CoordinationPlan(
                domains,
                absent,
                watchers > 2 && dice.percent(20),
                Optional.empty(),
                dice.percent(20) ? 1 + dice.below(2) : 0,
                dice.oneOf(SENSIBLE));
        CoordinationPlan near = plan.withPrimaryDomain(dice.oneOf(domains));
        return Optional.of(dice.percent(40) && near.isPossible() ? near : plan.isPossible() ? plan : plan.byMajority());
    }

    private CoordinationPlan withPrimaryDomain(String domain) {
        return new CoordinationPlan(domains, absent, stranger, Optional.of(domain), quorum, times);
    }

    private CoordinationPlan byMajority() {
        return new CoordinationPlan(domains, absent, stranger, Optional.empty(), 0, times);
    }

    /** Whether every watcher would start with it. */
    private boolean isPossible() {
        for (int i = 0; i < domains.size(); i++) {
            // A stranger has a list of its own, and may be the only one who could not start.
            int watcher = i;
            List<Voter> voters = voters(watcher);
            long count = voters.stream().map(Voter::domain).distinct().count();
            if (quorum > count
                    || primaryDomain
                            .flatMap(domain ->
                                    terms(watcher, new InMemoryCoordinator()).problemOfSite("primary", domain))
                            .isPresent()) {
                return false;
            }
        }
        return true;
    }

    /** Whether there is anything to agree upon: who is the only voter decides as if it had no store. */
    boolean isShared() {
        return voters(0).size() > 1;
    }

    static String nameOf(int watcher) {
        return "w" + watcher;
    }

    /** Who has a vote, by the configuration of one watcher. */
    List<Voter> voters(int watcher) {
        List<Voter> voters = new ArrayList<>();
        int last = domains.size() - 1;
        for (int i = 0; i < domains.size(); i++) {
            if (!stranger || i != last || watcher == last) {
                voters.add(new Voter(nameOf(i), domains.get(i)));
            }
        }
        for (int i = 0; i < absent.size(); i++) {
            voters.add(new Voter("absent-" + i, absent.get(i)));
        }
        return voters;
    }

    /** The arrangement as one watcher has it. */
    Coordination terms(int watcher, Coordinator coordinator) {
        Coordination.Builder builder = Coordination.builder()
                .coordinator(coordinator)
                .watcher(nameOf(watcher))
                .lease(times.lease())
                .renew(times.renew())
                .poll(times.poll())
                .timeout(times.timeout())
                .margin(Times.MARGIN)
                .voteValid(times.voteValid());
        voters(watcher).forEach(voter -> builder.voter(voter.name(), voter.domain()));
        if (quorum > 0) {
            builder.quorum(quorum);
        }
        return builder.build();
    }

    /** As a line for a human. */
    @Override
    public String toString() {
        return "a shared store: voters in %s%s%s%s; lease %s, renewed every %s, looked at every %s within %s, votes count for %s%s"
                .formatted(
                        domains,
                        absent.isEmpty() ? "" : ", absent ones in " + absent,
                        stranger ? ", the last of which nobody else knows" : "",
                        primaryDomain.map(domain -> ", site-0 in " + domain).orElse(""),
                        Durations.format(times.lease()),
                        Durations.format(times.renew()),
                        Durations.format(times.poll()),
                        Durations.format(times.timeout()),
                        Durations.format(times.voteValid()),
                        quorum == 0 ? "" : ", quorum " + quorum);
    }

    /** In how many failure domains a site must be DOWN before a watcher may leave it. */
    int quorum(int watcher) {
        return quorum > 0 ? quorum : majority(watcher);
    }

    private int majority(int watcher) {
        return (int) voters(watcher).stream().map(Voter::domain).distinct().count() / 2 + 1;
    }

    /** Whether so many watchers as exist could leave a site, if all of them say that it is down. */
    boolean canLeave(int watcher, int watchers, int site) {
        Optional<String> near = site == 0 ? primaryDomain : Optional.empty();
        long witnesses = voters(watcher).stream()
                .filter(voter -> isInstalled(voter, watchers))
                .map(Voter::domain)
                .filter(domain -> !near.equals(Optional.of(domain)))
                .collect(Collectors.toSet())
                .size();
        return witnesses >= Math.max(quorum(watcher), majority(watcher));
    }

    private static boolean isInstalled(Voter voter, int watchers) {
        for (int i = 0; i < watchers; i++) {
            if (voter.name().equals(nameOf(i))) {
                return true;
            }
        }
        return false;
    }
}
