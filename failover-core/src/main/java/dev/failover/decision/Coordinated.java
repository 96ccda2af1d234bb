package dev.failover.decision;

import java.util.List;

/**
 * What several watchers of a service have agreed upon.
 *
 * @param votes about each site, in the order of preference
 */
public record Coordinated(List<VoteCount> votes, LeaseFacts lease) {
    public Coordinated {
        votes = List.copyOf(votes);
    }

    /** Whether so many say that a site is down that it may be left. */
    public boolean isVotedDown(String site) {
        return votes.stream().anyMatch(count -> count.site().equals(site) && count.isEnough());
    }

    /**
     * What they say of a site.
     *
     * @throws IllegalArgumentException if there is no such site
     */
    public VoteCount about(String site) {
        return votes.stream()
                .filter(count -> count.site().equals(site))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no votes about " + site));
    }
}
