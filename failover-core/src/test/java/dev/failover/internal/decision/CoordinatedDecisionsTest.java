package dev.failover.internal.decision;

import static dev.failover.internal.decision.Facts.site;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Condition;
import dev.failover.decision.Coordinated;
import dev.failover.decision.Coordinated.Lease;
import dev.failover.decision.Decision;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.FailoverPolicy.ForeignEdit;
import dev.failover.decision.Gate;
import dev.failover.decision.Pause;
import dev.failover.decision.RecordFacts.Status;
import dev.failover.decision.Step;
import dev.failover.decision.VoteCount;
import dev.failover.decision.VoteCount.Vote;
import dev.failover.decision.VoteCount.Vote.Says;
import dev.failover.health.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Where several watchers decide")
class CoordinatedDecisionsTest {
    private static final Duration NEEDED = Duration.ofSeconds(23);
    private static final FailoverPolicy AUTOMATIC_FAILBACK =
            FailoverPolicy.builder().automaticFailback(true).build();
    private static final FailoverPolicy RESTORING =
            FailoverPolicy.builder().onForeignEdit(ForeignEdit.RESTORE).build();
    private static final String REFUSED = "connection refused by the store";

    private static Vote vote(String domain, Says says) {
        return new Vote(
                "w-" + domain,
                domain,
                says,
                says == Says.ABSTAIN ? Optional.empty() : Optional.of(Duration.ofMinutes(1)),
                Optional.of(Duration.ZERO),
                "");
    }

    /** Each in a domain of its own; two of them must say DOWN, and two anything at all. */
    private static VoteCount votes(String site, Says... says) {
        List<Vote> votes = new ArrayList<>();
        for (Says each : says) {
            votes.add(vote("domain-" + votes.size(), each));
        }
        return new VoteCount(site, votes, 2, 2);
    }

    private static VoteCount up(String site) {
        return votes(site, Says.UP, Says.UP, Says.UP);
    }

    private static Lease held(Duration left) {
        return new Lease(Optional.of("me"), left, NEEDED, Optional.empty());
    }

    private static Lease another() {
        return new Lease(Optional.of("other"), Duration.ZERO, NEEDED, Optional.empty());
    }

    private static Lease unreachable(Duration left) {
        return new Lease(Optional.of("me"), left, NEEDED, Optional.of(REFUSED));
    }

    private static Facts with(Facts facts, Lease lease, VoteCount... counts) {
        return facts.coordinated(new Coordinated(List.of(counts), lease, List.of()));
    }

    /** A failover that no server serves yet. */
    private static Facts failingOver() {
        Facts facts = new Facts().records(Status.PENDING, "prod");
        return facts.state(facts.state()
                .switched(
                        new Step.Switch(Cause.FAILOVER, "home", Assignment.AUTOMATIC, "prod is DOWN"),
                        Facts.NOW.minusSeconds(20),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static Facts primaryDead(Lease lease, Says... says) {
        return with(new Facts().prod(Verdict.DOWN), lease, votes("prod", says), up("home"));
    }

    static Stream<Arguments> switchesAndWhatPreventsThem() {
        Lease mine = held(Duration.ofSeconds(40));
        FailoverPolicy usual = FailoverPolicy.defaults();
        Vote first = vote("gra", Says.DOWN);
        Vote second = new Vote("w-2", "gra", Says.DOWN, first.lasting(), first.age(), "");
        return Stream.of(
                Arguments.of(
                        "S8: left by two of three", primaryDead(mine, Says.DOWN, Says.DOWN, Says.UP), usual, "home"),
                Arguments.of(
                        "S8: not by what one sees alone",
                        primaryDead(mine, Says.DOWN, Says.UP, Says.UP),
                        usual,
                        Gate.Kind.VOTES),
                Arguments.of(
                        "S8: nor while the others abstain",
                        primaryDead(mine, Says.DOWN, Says.ABSTAIN, Says.ABSTAIN),
                        usual,
                        Gate.Kind.VOTES),
                Arguments.of(
                        "S8: nor while as many say that it is UP",
                        primaryDead(mine, Says.DOWN, Says.DOWN, Says.UP, Says.UP),
                        usual,
                        Gate.Kind.VOTES),
                Arguments.of(
                        "S8: nor if too few say anything",
                        with(
                                new Facts().prod(Verdict.DOWN),
                                mine,
                                new VoteCount("prod", List.of(vote("a", Says.DOWN), vote("b", Says.ABSTAIN)), 1, 2),
                                up("home")),
                        usual,
                        Gate.Kind.VOTES),
                Arguments.of(
                        "S8: two watchers of one domain have one vote",
                        with(
                                new Facts().prod(Verdict.DOWN),
                                mine,
                                new VoteCount("prod", List.of(first, second, vote("home", Says.ABSTAIN)), 2, 1),
                                up("home")),
                        usual,
                        Gate.Kind.VOTES),
                Arguments.of(
                        "S8: left although this watcher reaches it",
                        with(new Facts(), mine, votes("prod", Says.UP, Says.DOWN, Says.DOWN), up("home")),
                        usual,
                        "home"),
                Arguments.of(
                        "S8: not left while nobody says DOWN",
                        with(new Facts(), mine, up("prod"), up("home")),
                        usual,
                        null),
                Arguments.of(
                        "S5: not by who does not hold the lease",
                        primaryDead(another(), Says.DOWN, Says.DOWN, Says.DOWN),
                        usual,
                        Gate.Kind.LEASE),
                Arguments.of(
                        "S5: not with as little of it left as a write may take",
                        primaryDead(held(NEEDED), Says.DOWN, Says.DOWN, Says.DOWN),
                        usual,
                        Gate.Kind.LEASE),
                Arguments.of(
                        "S5: with a moment more",
                        primaryDead(held(NEEDED.plusMillis(1)), Says.DOWN, Says.DOWN, Says.DOWN),
                        usual,
                        "home"),
                Arguments.of(
                        "frozen while the store can't be used",
                        primaryDead(unreachable(Duration.ZERO), Says.DOWN, Says.DOWN, Says.DOWN),
                        usual,
                        Gate.Kind.LEASE),
                Arguments.of(
                        "not before the lease ends that is held all the same",
                        primaryDead(unreachable(NEEDED.plusSeconds(1)), Says.DOWN, Says.DOWN, Says.DOWN),
                        usual,
                        "home"),
                Arguments.of(
                        "S9: not to a site that is voted down, though this watcher reaches it",
                        with(
                                new Facts().prod(Verdict.DOWN),
                                mine,
                                votes("prod", Says.DOWN, Says.DOWN, Says.DOWN),
                                votes("home", Says.UP, Says.DOWN, Says.DOWN)),
                        usual,
                        Gate.Kind.READY),
                Arguments.of(
                        "S5: no failback by who does not hold the lease",
                        with(
                                new Facts().failedOver().prod(site("prod", Verdict.UP, Duration.ofDays(1))),
                                another(),
                                up("prod"),
                                up("home")),
                        AUTOMATIC_FAILBACK,
                        Gate.Kind.LEASE),
                Arguments.of(
                        "S5: a failover is not called off by who does not hold the lease",
                        with(failingOver(), another(), up("prod"), up("home")),
                        usual,
                        Gate.Kind.LEASE),
                Arguments.of("but by who holds it", with(failingOver(), mine, up("prod"), up("home")), usual, "prod"),
                Arguments.of(
                        "S5: nothing is put back by who does not hold the lease",
                        with(new Facts().records(Status.FOREIGN, "home"), another(), up("prod"), up("home")),
                        RESTORING,
                        null),
                Arguments.of(
                        "but by who holds it",
                        with(new Facts().records(Status.FOREIGN, "home"), mine, up("prod"), up("home")),
                        RESTORING,
                        "prod"),
                Arguments.of(
                        "failback by who holds it",
                        with(
                                new Facts().failedOver().prod(site("prod", Verdict.UP, Duration.ofDays(1))),
                                mine,
                                up("prod"),
                                up("home")),
                        AUTOMATIC_FAILBACK,
                        "prod"));
    }

    /** @param expected the site that is switched to, the only gate that is in the way, or null if there is no reason to switch */
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void switchesAndWhatPreventsThem(String what, Facts facts, FailoverPolicy policy, @Nullable Object expected) {
        Decision decision = facts.decide(policy);
        if (expected instanceof String target) {
            assertThat(decision.step())
                    .isInstanceOfSatisfying(
                            Step.Switch.class, made -> assertThat(made.site()).isEqualTo(target));
        } else {
            assertThat(decision.step()).isInstanceOf(Step.Stay.class);
            assertThat(decision.unmet().stream().map(Gate::kind).collect(Collectors.toSet()))
                    .isEqualTo(expected == null ? Set.of() : Set.of((Gate.Kind) expected));
        }
    }

    @Test
    @DisplayName("a human is referred to the holder of the lease, and goes past it by force, votes or no votes")
    void humans() {
        Facts asked = with(new Facts().asked("home", false), another(), up("prod"), up("home"));
        assertThat(asked.decide().step()).isInstanceOf(Step.Refuse.class);
        assertThat(asked.decide().unmet()).extracting(Gate::kind).containsExactly(Gate.Kind.LEASE);
        Facts holder = with(new Facts().asked("home", false), held(Duration.ofSeconds(40)), up("prod"), up("home"));
        assertThat(holder.decide().step()).isInstanceOf(Step.Switch.class);
        Facts forced = with(new Facts().asked("home", true), unreachable(Duration.ZERO), up("prod"), up("home"));
        assertThat(forced.decide().step()).isInstanceOf(Step.Switch.class);
    }

    static Stream<Arguments> whatIsTold() {
        Lease mine = held(Duration.ofSeconds(40));
        Facts longDead = new Facts().prod(site("prod", Verdict.DOWN, Duration.ofSeconds(31)));
        Facts shortlyDead = new Facts().prod(site("prod", Verdict.DOWN, Duration.ofSeconds(30)));
        Says[] alone = {Says.DOWN, Says.UP, Says.UP};
        return Stream.of(
                Arguments.of("nothing when all is well", with(new Facts(), mine, up("prod"), up("home")), Set.of()),
                Arguments.of(
                        "nothing of a lease that is another's",
                        with(new Facts(), another(), up("prod"), up("home")),
                        Set.of()),
                Arguments.of(
                        "that the store can't be used, and why",
                        with(new Facts(), unreachable(Duration.ZERO), up("prod"), up("home")),
                        Set.of(Condition.Kind.STORE_UNREACHABLE)),
                Arguments.of(
                        "that too, while the lease still lasts",
                        with(new Facts(), unreachable(Duration.ofSeconds(40)), up("prod"), up("home")),
                        Set.of(Condition.Kind.STORE_UNREACHABLE)),
                Arguments.of(
                        "who is outvoted, once the others had time",
                        with(longDead, mine, votes("prod", alone), up("home")),
                        Set.of(Condition.Kind.OUTVOTED)),
                Arguments.of("but not at once", with(shortlyDead, mine, votes("prod", alone), up("home")), Set.of()),
                Arguments.of(
                        "nor who only lacks the lease",
                        with(
                                new Facts().prod(site("prod", Verdict.DOWN, Duration.ofSeconds(31))),
                                another(),
                                votes("prod", Says.DOWN, Says.DOWN, Says.DOWN),
                                up("home")),
                        Set.of()));
    }

    @ParameterizedTest(name = "humans are told {0}")
    @MethodSource
    void whatIsTold(String what, Facts facts, Set<Condition.Kind> expected) {
        FailoverPolicy policy = FailoverPolicy.defaults();
        List<Condition> told = facts.decide(policy).conditions();
        assertThat(told).extracting(Condition::kind).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(told)
                .filteredOn(each -> each.kind() == Condition.Kind.STORE_UNREACHABLE)
                .allSatisfy(each -> assertThat(each.sentence()).contains(REFUSED));
        assertThat(told)
                .filteredOn(each -> each.kind() == Condition.Kind.OUTVOTED)
                .allSatisfy(each -> assertThat(each.sentence())
                        .contains("1 of 3 failure domains say that prod is DOWN", "w-domain-1 in domain-1: UP"));
    }

    static Stream<Arguments> whatOneOfThemSays() {
        Says[] all = {Says.DOWN, Says.DOWN, Says.DOWN};
        UnaryOperator<Facts> paused =
                facts -> facts.state(facts.state().paused(new Pause(Facts.NOW, "ada", "maintenance")));
        UnaryOperator<Facts> homeDead = facts -> facts.home(Verdict.DOWN);
        UnaryOperator<Facts> backHome = facts -> facts.failedOver().prod(site("prod", Verdict.UP, Duration.ofDays(1)));
        return Stream.of(
                Arguments.of(Condition.Kind.WAITING_FOR_HUMAN, all, paused),
                Arguments.of(Condition.Kind.NO_READY_SITE, all, homeDead),
                Arguments.of(Condition.Kind.FAILBACK_POSSIBLE, new Says[] {Says.UP, Says.UP, Says.UP}, backHome));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    @DisplayName("what only one could do, or can't, is that one's to say; while nobody knows who that is, each says it")
    void whatOneOfThemSays(Condition.Kind kind, Says[] prod, UnaryOperator<Facts> world) {
        assertThat(kinds(world, prod, held(Duration.ofSeconds(40)))).contains(kind);
        assertThat(kinds(world, prod, another())).doesNotContain(kind);
        assertThat(kinds(world, prod, new Lease(Optional.empty(), Duration.ZERO, NEEDED, Optional.empty())))
                .contains(kind);
        assertThat(kinds(world, prod, new Lease(Optional.of("other"), Duration.ZERO, NEEDED, Optional.of(REFUSED))))
                .contains(kind);
        UnaryOperator<Facts> told = facts -> {
            Facts before = world.apply(facts);
            return before.state(before.state().withConditions(Map.of(Condition.id(kind, ""), Facts.NOW)));
        };
        assertThat(kinds(told, prod, another()))
                .as("what was said is not over because another took the lease")
                .contains(kind);
    }

    private static List<Condition.Kind> kinds(UnaryOperator<Facts> world, Says[] prod, Lease lease) {
        Facts facts = with(world.apply(primaryDead(lease, prod)), lease, votes("prod", prod), up("home"));
        return facts.decide(FailoverPolicy.defaults()).conditions().stream()
                .map(Condition::kind)
                .toList();
    }

    @Test
    @DisplayName("who alone sees both sites down is outvoted, and does not say that no site is ready")
    void bothDownForOne() {
        Facts facts = new Facts()
                .prod(site("prod", Verdict.DOWN, Duration.ofMinutes(1)))
                .home(site("home", Verdict.DOWN, Duration.ofMinutes(1)));
        Says[] alone = {Says.DOWN, Says.UP, Says.UP};
        assertThat(with(facts, held(Duration.ofSeconds(40)), votes("prod", alone), votes("home", alone))
                        .decide(FailoverPolicy.defaults())
                        .conditions())
                .extracting(Condition::kind)
                .contains(Condition.Kind.OUTVOTED)
                .doesNotContain(Condition.Kind.NO_READY_SITE);
    }
}
