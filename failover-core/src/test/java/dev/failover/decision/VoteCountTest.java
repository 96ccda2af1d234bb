package dev.failover.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import dev.failover.decision.VoteCount.Vote;
import dev.failover.decision.VoteCount.Vote.Says;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Votes about a site")
class VoteCountTest {
    private static final List<Says> ALL = List.of(Says.values());

    /** @param votes each a domain and D, U or -: {@code aD aU b-} */
    private static VoteCount count(String votes, int quorum, int turnout) {
        List<Vote> all = new ArrayList<>();
        for (String vote : Splitter.on(' ').split(votes)) {
            Says says = switch (vote.charAt(1)) {
                case 'D' -> Says.DOWN;
                case 'U' -> Says.UP;
                default -> Says.ABSTAIN;
            };
            all.add(new Vote(
                    "w" + all.size(), vote.substring(0, 1), says, Optional.empty(), Optional.empty(), "as tested"));
        }
        return new VoteCount("prod", all, quorum, turnout);
    }

    @ParameterizedTest(name = "{0} with q={1}, m={2}: {3}")
    @CsvSource({
        // one domain each, the default majorities
        "aD,             1, 1, true",
        "aU,             1, 1, false",
        "a-,             1, 1, false",
        "aD bD,          2, 2, true",
        "aD bU,          2, 2, false",
        "aD b-,          2, 2, false",
        "aD bD c-,       2, 2, true",
        "aD bD cU,       2, 2, true",
        "aD b- c-,       2, 2, false",
        "aD bU cU,       2, 2, false",
        "a- b- c-,       2, 2, false",
        "aD bD cD dU eU, 3, 3, true",
        "aD bD cU dU e-, 3, 3, false",
        "aD bD cD d- e-, 3, 3, true",
        "aD bD c- d- e-, 3, 3, false",
        // a lower quorum: more must say DOWN than UP, and enough must speak at all
        "aD bU c-,       1, 1, false",
        "aD b- c-,       1, 1, true",
        "aD b- c-,       1, 2, false",
        "aD bD cU,       1, 3, true",
        "aD bD c-,       1, 3, false",
        "aD bU,          1, 2, false",
        // a domain has one vote, that of its majority; a tie is none
        "aD aD aD bU cU, 2, 2, false",
        "aD aU bD,       2, 2, false",
        "aD aU bD,       1, 1, true",
        "aD aU aD bD cU, 2, 2, true",
        "aD a- a- bD cU, 2, 2, true",
        "aU aU aD bD cD, 2, 2, true"
    })
    @DisplayName("suffice")
    void suffice(String votes, int quorum, int turnout, boolean enough) {
        assertThat(count(votes, quorum, turnout).isEnough()).isEqualTo(enough);
    }

    @Test
    @DisplayName("are told with every voter, its domain, what it says and why")
    void sentence() {
        assertThat(count("aD bU c-", 2, 2).sentence())
                .isEqualTo("1 of 3 failure domains say that prod is DOWN, 1 that it is UP;"
                        + " 2 must say DOWN, more than UP, and 2 anything at all"
                        + " (w0 in a: DOWN, as tested; w1 in b: UP, as tested; w2 in c: abstains, as tested)");
    }

    @Test
    @DisplayName("never suffice for less than is asked, whoever votes; and one more DOWN never saves a site")
    void properties() {
        Random random = new Random(4711);
        for (int round = 0; round < 20_000; round++) {
            int domains = 1 + random.nextInt(5);
            List<Vote> votes = new ArrayList<>();
            for (int i = 0; i < domains; i++) {
                votes.add(vote(i, i, random));
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                votes.add(vote(votes.size(), random.nextInt(domains), random));
            }
            int quorum = 1 + random.nextInt(domains);
            int turnout = 1 + random.nextInt(domains);
            VoteCount count = new VoteCount("prod", votes, quorum, turnout);
            assertThat(count.isEnough()).isEqualTo(expected(votes, quorum, turnout));
            // Where more must speak than must say DOWN, one more DOWN may tie with an UP of its domain, which then says
            // nothing.
            if (count.isEnough() && turnout <= quorum) {
                int changed = random.nextInt(votes.size());
                List<Vote> more = new ArrayList<>(votes);
                Vote before = votes.get(changed);
                more.set(
                        changed,
                        new Vote(before.watcher(), before.domain(), Says.DOWN, Optional.empty(), Optional.empty(), ""));
                assertThat(new VoteCount("prod", more, quorum, turnout).isEnough())
                        .as("%s and one more DOWN", votes)
                        .isTrue();
            }
        }
    }

    private static Vote vote(int watcher, int domain, Random random) {
        return new Vote(
                "w" + watcher,
                "d" + domain,
                ALL.get(random.nextInt(ALL.size())),
                Optional.empty(),
                Optional.empty(),
                "");
    }

    /** The rule once more, in other words. */
    private static boolean expected(List<Vote> votes, int quorum, int turnout) {
        Map<String, Multiset<Says>> heads = new HashMap<>();
        votes.forEach(vote -> heads.computeIfAbsent(vote.domain(), domain -> HashMultiset.create())
                .add(vote.says()));
        int down = 0;
        int up = 0;
        for (Multiset<Says> of : heads.values()) {
            down += of.count(Says.DOWN) > of.count(Says.UP) ? 1 : 0;
            up += of.count(Says.UP) > of.count(Says.DOWN) ? 1 : 0;
        }
        return down >= quorum && down > up && down + up >= turnout;
    }
}
