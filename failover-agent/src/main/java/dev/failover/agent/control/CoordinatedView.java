package dev.failover.agent.control;

import dev.failover.decision.Coordinated;
import dev.failover.decision.Vote;
import dev.failover.decision.VoteCount;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What several watchers say, and who of them may write.
 *
 * @param holder who holds the lease, as the store said last
 * @param leftSeconds for how long this watcher may still write; zero if it does not hold the lease
 * @param unreachable why the store can't be used
 */
public record CoordinatedView(
        Optional<String> holder, Duration leftSeconds, Optional<String> unreachable, List<SiteVotes> votes) {
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

    static CoordinatedView of(Coordinated together) {
        return new CoordinatedView(
                together.lease().holder(),
                together.lease().left(),
                together.lease().unreachable(),
                together.votes().stream().map(SiteVotes::of).toList());
    }
}
