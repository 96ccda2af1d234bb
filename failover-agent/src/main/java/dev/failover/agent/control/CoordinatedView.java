package dev.failover.agent.control;

import dev.failover.decision.Coordinated;
import dev.failover.decision.Coordinated.WatcherDifference;
import dev.failover.decision.VoteCount;
import dev.failover.decision.VoteCount.Vote;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What several watchers say, and who of them may write.
 *
 * @param holder who holds the lease, as the store said last
 * @param leftSeconds for how long this watcher may still write; zero if it does not hold the lease
 * @param unreachable why the store can't be used
 * @param differences of the other watchers' configurations and versions
 */
public record CoordinatedView(
        Optional<String> holder,
        Duration leftSeconds,
        Optional<String> unreachable,
        List<SiteVotes> votes,
        List<Difference> differences) {
    /** What they say of one site. */
    public record SiteVotes(String site, boolean votedDown, int quorum, int turnout, List<VoteView> votes) {
        private static SiteVotes of(VoteCount count) {
            return new SiteVotes(
                    count.site(),
                    count.isEnough(),
                    count.quorum(),
                    count.turnout(),
                    count.votes().stream().map(VoteView::of).toList());
        }
    }

    /** What one of them says. */
    public record VoteView(
            String watcher,
            String domain,
            String says,
            Optional<Duration> lastingSeconds,
            Optional<Duration> ageSeconds,
            String why) {
        private static VoteView of(Vote vote) {
            return new VoteView(
                    vote.watcher(), vote.domain(), Documents.word(vote.says()), vote.lasting(), vote.age(), vote.why());
        }
    }

    /** How one of the others is not like this one; it has no version if it says nothing of that. */
    public record Difference(String watcher, Optional<String> version, List<String> settings, String sentence) {
        private static Difference of(WatcherDifference difference) {
            return new Difference(
                    difference.watcher(), difference.version(), difference.settings(), difference.sentence());
        }
    }

    static CoordinatedView of(Coordinated together) {
        return new CoordinatedView(
                together.lease().holder(),
                together.lease().left(),
                together.lease().unreachable(),
                together.votes().stream().map(SiteVotes::of).toList(),
                together.differences().stream().map(Difference::of).toList());
    }
}
