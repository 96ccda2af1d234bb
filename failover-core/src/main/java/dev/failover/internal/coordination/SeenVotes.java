package dev.failover.internal.coordination;

import dev.failover.coordination.Coordination.Voter;
import dev.failover.decision.VoteCount.Vote;
import dev.failover.decision.VoteCount.Vote.Says;
import dev.failover.internal.coordination.Bulletin.Ballot;
import dev.failover.time.Durations;
import dev.failover.time.Moment;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The votes that one watcher has seen in the shared record, and how old they may be by its own clock. No time of anybody else's is
 * compared. Not thread-safe.
 */
final class SeenVotes {
    /** @param after a moment before which this ballot was certainly not there; null if none is known */
    private record Sighting(Ballot ballot, @Nullable Moment after) {}

    private final List<Voter> voters;
    private final String watcher;
    private final Duration valid;
    private final Map<String, Sighting> seen = new HashMap<>();
    private @Nullable Moment lastRead;

    /**
     * @param watcher whose eyes these are
     * @param valid for how long a vote counts at most
     */
    SeenVotes(List<Voter> voters, String watcher, Duration valid) {
        this.voters = voters;
        this.watcher = watcher;
        this.valid = valid;
    }

    /**
     * Takes note of what is in the record. A ballot is as old as the latest read that did not have it yet: a watcher that has just
     * begun to look can't tell how old what it finds is, and waits for the next one.
     *
     * @param sent when the read was sent
     */
    void see(Map<String, Ballot> votes, Moment sent) {
        votes.forEach((voter, ballot) -> {
            Sighting before = seen.get(voter);
            if (before == null) {
                seen.put(voter, new Sighting(ballot, lastRead));
            } else if (ballot.sequence() > before.ballot().sequence()) {
                seen.put(voter, new Sighting(ballot, lastRead));
            }
        });
        lastRead = sent;
    }

    /**
     * What each configured voter says of a site.
     *
     * @param domain the site's failure domain: nobody in it is a witness. Empty if it is nobody's
     * @param own what this watcher says of it
     */
    List<Vote> of(String site, Optional<String> domain, Word own, Moment now) {
        return voters.stream().map(voter -> vote(voter, site, domain, own, now)).toList();
    }

    /** Whether another watcher, which need have no vote, said lately that it waits for the lease. */
    boolean isAnotherWaiting(Moment now) {
        return seen.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(watcher))
                .map(Map.Entry::getValue)
                .anyMatch(sighting -> sighting.ballot().isWaiting() && isRecent(sighting, now));
    }

    private boolean isRecent(Sighting sighting, Moment now) {
        Moment after = sighting.after();
        return after != null && after.atMostUntil(now).compareTo(limit(sighting.ballot())) <= 0;
    }

    private Duration limit(Ballot ballot) {
        return ballot.valid().compareTo(valid) < 0 ? ballot.valid() : valid;
    }

    private Vote vote(Voter voter, String site, Optional<String> domain, Word own, Moment now) {
        if (domain.equals(Optional.of(voter.domain()))) {
            return abstains(voter, "it stands with " + site + ", and is no witness");
        }
        if (voter.name().equals(watcher)) {
            return counted(voter, own, Duration.ZERO);
        }
        Sighting sighting = seen.get(voter.name());
        if (sighting == null) {
            return abstains(voter, "it has not voted yet");
        }
        Moment after = sighting.after();
        if (after == null) {
            return abstains(voter, "how old its vote is, is not known yet");
        }
        Duration age = after.atMostUntil(now);
        Duration limit = limit(sighting.ballot());
        if (age.compareTo(limit) > 0) {
            return abstains(
                    voter,
                    "its latest vote is %s old, and counts for %s"
                            .formatted(Durations.format(age), Durations.format(limit)));
        }
        Word word = sighting.ballot().sites().get(site);
        return word == null ? abstains(voter, "it says nothing of " + site) : counted(voter, word, age);
    }

    private static Vote counted(Voter voter, Word word, Duration age) {
        return new Vote(
                voter.name(),
                voter.domain(),
                word.says(),
                word.says() == Says.ABSTAIN
                        ? Optional.empty()
                        : Optional.of(word.lasting().plus(age)),
                Optional.of(age),
                word.why());
    }

    private static Vote abstains(Voter voter, String why) {
        return new Vote(voter.name(), voter.domain(), Says.ABSTAIN, Optional.empty(), Optional.empty(), why);
    }
}
