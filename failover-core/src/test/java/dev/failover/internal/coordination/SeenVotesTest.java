package dev.failover.internal.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.coordination.Coordination.Voter;
import dev.failover.decision.VoteCount.Vote;
import dev.failover.decision.VoteCount.Vote.Says;
import dev.failover.internal.coordination.Bulletin.Ballot;
import dev.failover.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The votes that a watcher has seen")
class SeenVotesTest {
    private static final Duration VALID = Duration.ofSeconds(30);
    private static final Word UP = new Word(Says.UP, Duration.ofSeconds(5), "200");
    private final SeenVotes seen =
            new SeenVotes(List.of(new Voter("me", "home"), new Voter("b", "gra"), new Voter("c", "vps")), "me", VALID);

    private static Moment at(double seconds) {
        return at(seconds, seconds);
    }

    private static Moment at(double monotonic, double wall) {
        return new Moment(Math.round(monotonic * 1e9), Instant.EPOCH.plusMillis(Math.round(wall * 1000)));
    }

    private static Ballot ballot(long sequence, Says says) {
        return ballot(sequence, says, VALID);
    }

    private static Ballot ballot(long sequence, Says says, Duration valid) {
        return new Ballot(
                sequence, valid, Map.of("prod", new Word(says, Duration.ofSeconds(3), "refused")), null, null);
    }

    private Vote of(String watcher, Moment now) {
        return of(watcher, Optional.empty(), now);
    }

    private Vote of(String watcher, Optional<String> domain, Moment now) {
        return seen.of("prod", domain, UP, now).stream()
                .filter(vote -> vote.watcher().equals(watcher))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("its own counts as it is now, whatever stands in the record")
    void own() {
        seen.see(Map.of("me", ballot(7, Says.DOWN)), at(0));
        seen.see(Map.of("me", ballot(8, Says.DOWN)), at(1));
        assertThat(of("me", at(1)).says()).isEqualTo(Says.UP);
    }

    @Test
    @DisplayName("one found at first is of unknown age; the next is as old as the look that did not have it yet")
    void age() {
        seen.see(Map.of("b", ballot(7, Says.DOWN)), at(0));
        assertThat(of("b", at(0)).says()).isEqualTo(Says.ABSTAIN);
        assertThat(of("b", at(0)).why()).isEqualTo("how old its vote is, is not known yet");
        seen.see(Map.of("b", ballot(7, Says.DOWN)), at(5));
        assertThat(of("b", at(5)).says()).isEqualTo(Says.ABSTAIN);
        seen.see(Map.of("b", ballot(8, Says.DOWN)), at(6));
        assertThat(of("b", at(6)))
                .isEqualTo(new Vote(
                        "b",
                        "gra",
                        Says.DOWN,
                        Optional.of(Duration.ofSeconds(4)),
                        Optional.of(Duration.ofSeconds(1)),
                        "refused"));
    }

    @Test
    @DisplayName("one that appears after a look that found none is as old as that look")
    void appears() {
        seen.see(Map.of(), at(0));
        seen.see(Map.of("b", ballot(1, Says.DOWN)), at(1));
        assertThat(of("b", at(1)).age()).hasValue(Duration.ofSeconds(1));
    }

    @Test
    @DisplayName("one expires by the watcher's own clock, whichever of its two says more")
    void expiry() {
        seen.see(Map.of(), at(0));
        seen.see(Map.of("b", ballot(1, Says.DOWN)), at(0.1));
        assertThat(of("b", at(30)).says()).isEqualTo(Says.DOWN);
        assertThat(of("b", at(30.001)).says()).isEqualTo(Says.ABSTAIN);
        assertThat(of("b", at(1, 30.001)).says()).isEqualTo(Says.ABSTAIN);
        assertThat(of("b", at(31)).why()).isEqualTo("its latest vote is 31s old, and counts for 30s");
    }

    @Test
    @DisplayName("one expires no later than its voter said, and no later than this watcher allows")
    void shorter() {
        seen.see(Map.of(), at(0));
        seen.see(
                Map.of("b", ballot(1, Says.DOWN, Duration.ofSeconds(9)), "c", ballot(1, Says.DOWN, Duration.ofDays(9))),
                at(0));
        assertThat(of("b", at(9)).says()).isEqualTo(Says.DOWN);
        assertThat(of("b", at(10)).says()).isEqualTo(Says.ABSTAIN);
        assertThat(of("c", at(30)).says()).isEqualTo(Says.DOWN);
        assertThat(of("c", at(31)).says()).isEqualTo(Says.ABSTAIN);
    }

    @Test
    @DisplayName("an older one that a stale read brings back, or the same again, renews nothing")
    void stale() {
        seen.see(Map.of(), at(0));
        seen.see(Map.of("b", ballot(8, Says.UP)), at(0));
        seen.see(Map.of("b", ballot(7, Says.DOWN)), at(20));
        assertThat(of("b", at(20)).says()).isEqualTo(Says.UP);
        seen.see(Map.of("b", ballot(8, Says.UP)), at(25));
        assertThat(of("b", at(31)).says()).isEqualTo(Says.ABSTAIN);
    }

    @Test
    @DisplayName("a look that was long ago makes what came since as old as itself")
    void cutOff() {
        seen.see(Map.of("b", ballot(1, Says.UP)), at(0));
        seen.see(Map.of("b", ballot(5, Says.DOWN)), at(60));
        assertThat(of("b", at(60)).says()).isEqualTo(Says.ABSTAIN);
        seen.see(Map.of("b", ballot(6, Says.DOWN)), at(61));
        assertThat(of("b", at(61)).says()).isEqualTo(Says.DOWN);
    }

    @Test
    @DisplayName("who stands with the site is no witness, whatever it says; and who is not configured is not there")
    void noWitness() {
        seen.see(Map.of(), at(0));
        seen.see(Map.of("b", ballot(1, Says.DOWN), "stranger", ballot(1, Says.DOWN)), at(0));
        Vote vote = of("b", Optional.of("gra"), at(0));
        assertThat(vote.says()).isEqualTo(Says.ABSTAIN);
        assertThat(vote.why()).isEqualTo("it stands with prod, and is no witness");
        assertThat(of("me", Optional.of("home"), at(0)).says()).isEqualTo(Says.ABSTAIN);
        assertThat(seen.of("prod", Optional.empty(), UP, at(0)))
                .extracting(Vote::watcher)
                .containsExactly("me", "b", "c");
    }

    @Test
    @DisplayName("one says that another waits for the lease, as long as it counts, and be it a stranger's")
    void waiting() {
        assertThat(seen.isAnotherWaiting(at(0))).isFalse();
        seen.see(Map.of("b", waiting(1)), at(0));
        assertThat(seen.isAnotherWaiting(at(0))).as("of unknown age").isFalse();
        seen.see(Map.of("me", waiting(1), "b", ballot(2, Says.UP)), at(1));
        assertThat(seen.isAnotherWaiting(at(1))).as("only itself").isFalse();
        seen.see(Map.of("stranger", waiting(1)), at(2));
        assertThat(seen.isAnotherWaiting(at(31))).isTrue();
        assertThat(seen.isAnotherWaiting(at(31.001))).isFalse();
    }

    private static Ballot waiting(long sequence) {
        return new Ballot(sequence, VALID, Map.of(), null, true);
    }

    @Test
    @DisplayName("one that abstains, says nothing of the site, or was never cast, is neither for nor against")
    void abstentions() {
        seen.see(Map.of(), at(0));
        seen.see(
                Map.of(
                        "b",
                        new Ballot(1, VALID, Map.of(), null, null),
                        "c",
                        new Ballot(
                                1,
                                VALID,
                                Map.of("prod", new Word(Says.ABSTAIN, Duration.ZERO, "it is cut off")),
                                null,
                                null)),
                at(0));
        assertThat(of("b", at(0)).why()).isEqualTo("it says nothing of prod");
        assertThat(of("c", at(0)))
                .isEqualTo(new Vote(
                        "c", "vps", Says.ABSTAIN, Optional.empty(), Optional.of(Duration.ZERO), "it is cut off"));
    }
}
