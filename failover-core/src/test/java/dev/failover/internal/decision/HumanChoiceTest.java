package dev.failover.internal.decision;

import static dev.failover.internal.decision.Facts.HOME;
import static dev.failover.internal.decision.Facts.NOW;
import static dev.failover.internal.decision.Facts.PROD;
import static dev.failover.internal.decision.Facts.site;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Approval;
import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Condition;
import dev.failover.decision.Decision;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.FailoverPolicy.ForeignEdit;
import dev.failover.decision.Gate;
import dev.failover.decision.HumanChoice;
import dev.failover.decision.Ownership;
import dev.failover.decision.Pause;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.RecordFacts.Status;
import dev.failover.decision.ServiceState;
import dev.failover.decision.Step;
import dev.failover.decision.SwitchRequest;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S22: what a human put in place is not undone automatically. */
class HumanChoiceTest {
    private static final FailoverPolicy AUTOMATIC =
            FailoverPolicy.builder().automaticFailback(true).build();
    private static final Instant THEN = NOW.minus(Duration.ofHours(2));
    private static final Step.Switch BACK =
            new Step.Switch(Cause.FAILBACK, "prod", Assignment.AUTOMATIC, "prod has been UP for 1d");

    private static ServiceState switched(ServiceState state, Step.Switch step, Instant at) {
        return state.switched(step, at, Optional.empty(), Optional.empty());
    }

    private static Step.Switch asked(Optional<Duration> lasting) {
        return new Step.Switch(Cause.SWITCHOVER, "home", "ada", "kernel of prod", lasting);
    }

    private static Step.Switch failover(String to) {
        return new Step.Switch(Cause.FAILOVER, to, Assignment.AUTOMATIC, "it is DOWN");
    }

    /** Ada put it at home two hours ago. */
    private static ServiceState atHome(Optional<Duration> lasting) {
        return switched(new Facts().state(), asked(lasting), THEN).published(List.of(HOME), THEN);
    }

    private static ServiceState atHome() {
        return atHome(Optional.empty());
    }

    private static Step step(ServiceState state) {
        return new Facts().state(state).decide(AUTOMATIC).step();
    }

    @Test
    void aStandbyThatAHumanChoseIsNotLeftForThePrimaryAndTheGateSaysWhoChose() {
        Decision decision = new Facts().state(atHome()).decide(AUTOMATIC);

        assertThat(decision.step()).isEqualTo(new Step.Stay());
        assertThat(decision.unmet())
                .extracting(Gate::kind, Gate::sentence)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(
                                Gate.Kind.CHOICE,
                                "held at home by ada since 2026-11-21T01:00:00Z (kernel of prod), until a human says otherwise"));
    }

    @ParameterizedTest(name = "held for {0} minutes, two hours ago: returns {1}")
    @CsvSource({"121, false", "120, true", "1, true"})
    void theTimeThatAHumanGaveEndsIt(long minutes, boolean returns) {
        ServiceState state = atHome(Optional.of(Duration.ofMinutes(minutes)));

        assertThat(step(state)).isEqualTo(returns ? BACK : new Step.Stay());
        assertThat(state.heldBy(NOW).isPresent()).isNotEqualTo(returns);
    }

    @Test
    void aFailureOfTheChosenSiteIsAnsweredAsEver() {
        Decision decision = new Facts()
                .state(atHome())
                .home(site("home", Verdict.DOWN, Duration.ofMinutes(1)))
                .decide(AUTOMATIC);

        assertThat(decision.step())
                .isInstanceOfSatisfying(
                        Step.Switch.class, made -> assertThat(made.cause()).isEqualTo(Cause.FAILOVER));
    }

    @Test
    void onceAFailoverFromItIsPublishedNothingIsLeftOfIt() {
        ServiceState away = switched(atHome(), failover("third"), NOW.minus(Duration.ofMinutes(30)));
        assertThat(away.choice()).as("it may yet be retracted").isPresent();
        assertThat(away.heldBy(NOW)).isEmpty();

        ServiceState published = away.published(List.of(HOME), NOW);
        assertThat(published.choice()).isEmpty();
        ServiceState there = switched(published, failover("home"), NOW).published(List.of(HOME), NOW);
        assertThat(step(there)).as("the rules of failback are the usual ones").isEqualTo(BACK);
    }

    @Test
    void aRetractedFailoverLeadsBackToWhatWasChosen() {
        ServiceState away = switched(atHome(), failover("prod"), NOW.minusSeconds(20));
        Step.Switch retraction = new Step.Switch(Cause.RETRACTION, "home", Assignment.AUTOMATIC, "home is UP again");
        ServiceState back = switched(away, retraction, NOW.minusSeconds(10)).published(List.of(HOME), NOW);

        assertThat(step(back)).isEqualTo(new Step.Stay());
    }

    @Test
    void whatIsPutBackIsStillWhatWasChosen() {
        Step.Switch restoration = new Step.Switch(Cause.RESTORATION, "home", Assignment.AUTOMATIC, "put back");

        assertThat(step(switched(atHome(), restoration, NOW).published(List.of(HOME), NOW)))
                .isEqualTo(new Step.Stay());
    }

    @Test
    void aHumansFailbackEndsItAndTheNextFailoverIsFollowedByTheUsualFailback() {
        ServiceState back = switched(atHome(), new Step.Switch(Cause.FAILBACK, "prod", "bob", "done"), THEN)
                .published(List.of(PROD), THEN);
        assertThat(back.choice()).isEmpty();

        assertThat(step(switched(back, failover("home"), THEN).published(List.of(HOME), THEN)))
                .isEqualTo(BACK);
    }

    @Test
    void anotherSwitchReplacesIt() {
        ServiceState third = switched(
                atHome(Optional.of(Duration.ofMinutes(1))),
                new Step.Switch(Cause.SWITCHOVER, "third", "bob", "x"),
                NOW);

        assertThat(third.heldBy(NOW)).contains(new HumanChoice("third", NOW, Optional.empty(), "bob", "x"));
    }

    @Test
    void askingForTheStandbyThatIsActiveHoldsIt() {
        Facts facts = new Facts().failedOver().records(Status.AS_DECIDED, "home");
        SwitchRequest request = new SwitchRequest("home", "ada", "disks", false, Optional.of(Duration.ofHours(1)));

        assertThat(facts.asked(request).decide(AUTOMATIC).step())
                .isEqualTo(new Step.Hold("home", "ada", "ada asked for it: disks", Optional.of(Duration.ofHours(1))));
        ServiceState held = facts.state().held(new HumanChoice("home", NOW, Optional.empty(), "ada", "disks"));
        assertThat(step(held)).isEqualTo(new Step.Stay());
        assertThat(held.epoch()).isEqualTo(facts.state().epoch());
    }

    @Test
    void anUnpublishedFailoverThatAHumanAgreedToIsNotRetracted() {
        ServiceState underWay = switched(new Facts().state(), failover("home"), NOW.minusSeconds(20));
        Facts facts = new Facts().records(Status.PENDING, "prod").state(underWay);
        assertThat(facts.decide().step()).isInstanceOf(Step.Switch.class);

        facts.state(underWay.held(new HumanChoice("home", NOW, Optional.empty(), "ada", "stay")));
        assertThat(facts.decide().step()).isEqualTo(new Step.Stay());
    }

    /** They reach screens, phones and the journal. */
    @Test
    void whatAHumanSaysStandsOnOneLineAndHasNoPowerOverAScreen() {
        String odd = "ada\n\u001b[2J\u202eForged line " + "x".repeat(5_000);

        assertThat(List.of(
                        new SwitchRequest("home", odd, odd, false).reason(),
                        new SwitchRequest("home", odd, odd, false).by(),
                        new Pause(NOW, odd, odd).reason(),
                        new Pause(NOW, odd, odd).by(),
                        new Approval("home", NOW, NOW.plusSeconds(1), odd, odd).reason(),
                        new Approval("home", NOW, NOW.plusSeconds(1), odd, odd).by()))
                .allSatisfy(text -> assertThat(text)
                        .startsWith("ada Forged line")
                        .hasSizeLessThan(1_002)
                        .doesNotContain("\n", "\u001b", "\u202e"));
    }

    @Test
    void thePrimaryNeedsNoTimeAndNoChoice() {
        SwitchRequest withTime = new SwitchRequest("prod", "ada", "x", false, Optional.of(Duration.ofHours(1)));

        assertThat(new Facts().state(atHome()).asked(withTime).decide().step()).isEqualTo(new Step.Refuse());
        assertThat(new Facts().asked("prod", false).decide().step()).isEqualTo(new Step.Stay());
    }

    @Test
    void whoMovedTheRecordsByHandChoseToo() {
        FailoverPolicy adopting =
                AUTOMATIC.toBuilder().onForeignEdit(ForeignEdit.ADOPT).build();

        assertThat(new Facts().records(Status.FOREIGN, "home").decide(adopting).step())
                .isEqualTo(new Step.Adopt("home", true));
        assertThat(new Facts()
                        .failedOver()
                        .records(Status.FOREIGN, "prod")
                        .decide(adopting)
                        .step())
                .isEqualTo(new Step.Adopt("prod", false));
    }

    /** Another watcher that follows a human's switch must not undo it either. */
    @ParameterizedTest
    @CsvSource({
        "failover=1 service=www epoch=7 watcher=two, false, true",
        "failover=1 service=www epoch=7 watcher=two held, true, false",
        "failover=1 service=www epoch=7 watcher=two held=2026-11-21T03:00:01Z, true, false",
        "failover=1 service=www epoch=7 watcher=two held=2026-11-21T03:00:00Z, true, true",
    })
    void whoFollowsAHumansSwitchHoldsItToo(String text, boolean chosen, boolean returns) {
        RecordSet owner = RecordSet.of(new RecordKey("_failover-www", RecordType.TXT), Duration.ofSeconds(60), text);
        Placement ownership = new Placement(new Place("dns", owner.key()), owner);
        ServiceState followed = ServiceState.INITIAL.adopted("home", THEN, List.of(ownership, HOME));

        assertThat(followed.choice().map(HumanChoice::by))
                .isEqualTo(chosen ? Optional.of("a human at watcher two") : Optional.empty());
        assertThat(step(followed)).isEqualTo(returns ? BACK : new Step.Stay());
        assertThat(Ownership.read(owner).map(Ownership::text)).contains(text);
    }

    @ParameterizedTest
    @CsvSource({"held=tomorrow", "held=2026-99-21T03:00:00Z", "heldback", "held held"})
    void aTextThatSaysSomethingElseAfterItIsNoOwnership(String rest) {
        RecordSet owner = RecordSet.of(
                new RecordKey("_failover-www", RecordType.TXT),
                Duration.ofSeconds(60),
                "failover=1 service=www epoch=7 watcher=two " + rest);

        assertThat(Ownership.read(owner)).isEmpty();
    }

    @Test
    void theClaimOfAHumansSwitchSaysSoAndThatOfAFailoverDoesNot() {
        Place place = new Place("dns", new RecordKey("_failover-www", RecordType.TXT));
        Claim claim = new Claim("www", "one", List.of(place));

        assertThat(claim.placement(place, atHome(Optional.of(Duration.ofHours(3))))
                        .recordSet()
                        .values())
                .containsExactly("failover=1 service=www epoch=2 watcher=one held=2026-11-21T04:00:00Z");
        assertThat(claim.placement(place, switched(atHome(), failover("prod"), NOW))
                        .recordSet()
                        .values())
                .containsExactly("failover=1 service=www epoch=3 watcher=one");
    }

    @ParameterizedTest
    @CsvSource({"60, true", "180, false"})
    void whoChoseTheStandbyIsNotToldThatThePrimaryIsWellUntilTheTimeIsOver(long minutes, boolean told) {
        Decision decision = new Facts()
                .state(atHome(Optional.of(Duration.ofMinutes(minutes))))
                .decide();

        assertThat(decision.conditions().stream().anyMatch(one -> one.kind() == Condition.Kind.FAILBACK_POSSIBLE))
                .isEqualTo(told);
    }
}
