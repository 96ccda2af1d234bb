package dev.failover.decision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the configured voters say of a site, and whether that is enough to leave it. A failure domain has one vote: that of the
 * majority of its watchers that do not abstain.
 *
 * @param site which site it is about
 * @param votes one of each configured voter, in the configured order
 * @param quorum how many domains must say DOWN at least
 * @param turnout how many domains must not abstain at least
 */
public record VoteCount(String site, List<Vote> votes, int quorum, int turnout) {
    public VoteCount {
        votes = List.copyOf(votes);
    }

    /** What each domain says, in the configured order. */
    public Map<String, Vote.Says> domains() {
        Map<String, Integer> balance = new LinkedHashMap<>();
        for (Vote vote : votes) {
            balance.merge(vote.domain(), weight(vote), Integer::sum);
        }
        Map<String, Vote.Says> domains = new LinkedHashMap<>();
        balance.forEach((domain, sum) ->
                domains.put(domain, sum > 0 ? Vote.Says.DOWN : sum < 0 ? Vote.Says.UP : Vote.Says.ABSTAIN));
        return domains;
    }

    private static int weight(Vote vote) {
        return switch (vote.says()) {
            case DOWN -> 1;
            case UP -> -1;
            case ABSTAIN -> 0;
        };
    }

    /** How many domains say so. */
    public long count(Vote.Says says) {
        return domains().values().stream().filter(says::equals).count();
    }

    /** S8: whether so many domains say DOWN, and so few say anything else, that the site may be left. */
    public boolean isEnough() {
        long down = count(Vote.Says.DOWN);
        long up = count(Vote.Says.UP);
        return down >= quorum && down > up && down + up >= turnout;
    }

    /** The count, for a tired human. */
    public String sentence() {
        return "%s of %s failure domains say that %s is DOWN, %s that it is UP; %s must say DOWN, more than UP, and %s anything at all (%s)"
                .formatted(count(Vote.Says.DOWN), domains().size(), site, count(Vote.Says.UP), quorum, turnout, each());
    }

    private String each() {
        List<String> each = new ArrayList<>();
        for (Vote vote : votes) {
            each.add("%s in %s: %s%s"
                    .formatted(
                            vote.watcher(),
                            vote.domain(),
                            vote.says() == Vote.Says.ABSTAIN ? "abstains" : vote.says(),
                            vote.why().isEmpty() ? "" : ", " + vote.why()));
        }
        return each.stream().collect(Collectors.joining("; "));
    }

    /**
     * What one of the configured voters says of the active site, as it counts here and now.
     *
     * @param watcher its name
     * @param domain its failure domain
     * @param lasting for how long it has said so, by its own clock; empty if it abstains
     * @param age how long ago this watcher first saw that vote; empty if it never saw one
     * @param why what it is based on, or why it does not count
     */
    public record Vote(
            String watcher, String domain, Says says, Optional<Duration> lasting, Optional<Duration> age, String why) {
        /** What a vote can say. */
        public enum Says {
            UP,
            DOWN,
            /** Nothing: that is neither for nor against. */
            ABSTAIN
        }
    }
}
