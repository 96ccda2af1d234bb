package dev.failover.internal.decision;

import static dev.failover.internal.decision.Facts.NOW;
import static dev.failover.internal.decision.Facts.failing;
import static dev.failover.internal.decision.Facts.heardOf;
import static dev.failover.internal.decision.Facts.site;
import static dev.failover.internal.decision.Facts.with;
import static dev.failover.internal.decision.Facts.withCertificate;
import static dev.failover.internal.decision.Facts.withReplica;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Approval;
import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Condition;
import dev.failover.decision.Connectivity;
import dev.failover.decision.Decision;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.decision.Gate;
import dev.failover.decision.Latch;
import dev.failover.decision.Pause;
import dev.failover.decision.RecordFacts.Status;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.SiteFacts.AddressFact;
import dev.failover.decision.Step;
import dev.failover.decision.SwitchRequest;
import dev.failover.health.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeciderTest {
    private static final FailoverPolicy AUTOMATIC_FAILBACK =
            FailoverPolicy.builder().automaticFailback(true).build();

    private static Facts primaryDead() {
        return new Facts().prod(Verdict.DOWN);
    }

    private static FailoverPolicy of(StateClass stateClass) {
        return FailoverPolicy.builder().stateClass(stateClass).build();
    }

    private static FailoverPolicy replicaUpTo(Duration age) {
        return FailoverPolicy.builder().replicaMaxAge(age).build();
    }

    static Stream<Arguments> switchesAndWhatPreventsThem() {
        SiteFacts home = site("home", Verdict.UP, Duration.ofDays(1));
        FailoverPolicy usual = FailoverPolicy.defaults();
        return Stream.of(
                Arguments.of("S8: left when DOWN", primaryDead(), usual, "home"),
                Arguments.of("S8: not left when UP", new Facts(), usual, null),
                Arguments.of("S7: UNKNOWN is not DOWN", new Facts().prod(Verdict.UNKNOWN), usual, null),
                Arguments.of(
                        "S7: an isolated watcher abstains",
                        primaryDead().connectivity(Connectivity.ISOLATED),
                        usual,
                        null),
                Arguments.of(
                        "S7: not before it knows that it is not isolated",
                        primaryDead().connectivity(Connectivity.UNCHECKED),
                        usual,
                        null),
                Arguments.of(
                        "S7: a watcher that is late itself abstains",
                        primaryDead().late(3),
                        usual,
                        null),
                Arguments.of("S7: but not for one bad moment", primaryDead().late(2), usual, "home"),
                Arguments.of("S9: not to a site that is DOWN", primaryDead().home(Verdict.DOWN), usual, null),
                Arguments.of("S9: not to a site not known", primaryDead().home(Verdict.UNKNOWN), usual, null),
                Arguments.of(
                        "S2: not to an address that can't be published",
                        primaryDead().home(with(home, new AddressFact(false, "stale"))),
                        usual,
                        null),
                Arguments.of(
                        "S9: not with a certificate about to expire",
                        primaryDead().home(withCertificate(home, NOW.plus(Duration.ofMinutes(59)))),
                        usual,
                        null),
                Arguments.of(
                        "S9: with a certificate that is valid long enough",
                        primaryDead().home(withCertificate(home, NOW.plus(Duration.ofMinutes(60)))),
                        usual,
                        "home"),
                Arguments.of(
                        "S9: not with a replica too old",
                        primaryDead().home(withReplica(home, Duration.ofSeconds(301))),
                        replicaUpTo(Duration.ofMinutes(5)),
                        null),
                Arguments.of(
                        "S9: with a replica as old as allowed",
                        primaryDead().home(withReplica(home, Duration.ofSeconds(300))),
                        replicaUpTo(Duration.ofMinutes(5)),
                        "home"),
                Arguments.of(
                        "S9: not with a replica of unknown age",
                        primaryDead(),
                        replicaUpTo(Duration.ofMinutes(5)),
                        null),
                Arguments.of(
                        "S9: not to a site whose latest check failed",
                        primaryDead().home(failing(home)),
                        usual,
                        null),
                Arguments.of(
                        "S23: not to a site of which no check has told for a while",
                        primaryDead().home(heardOf(home, Duration.ofMillis(8_001))),
                        usual,
                        null),
                Arguments.of(
                        "S23: to a site of which a check told recently",
                        primaryDead().home(heardOf(home, Duration.ofSeconds(8))),
                        usual,
                        "home"),
                Arguments.of(
                        "S23: not to a site not heard of yet", primaryDead().home(heardOf(home, null)), usual, null),
                Arguments.of(
                        "S8: not left by votes that are old",
                        new Facts()
                                .prod(heardOf(
                                        site("prod", Verdict.DOWN, Duration.ofMinutes(1)), Duration.ofMinutes(10))),
                        usual,
                        null),
                Arguments.of(
                        "S9: to the next standby if the latest check of the first failed",
                        primaryDead().home(failing(home)).third(site("far", Verdict.UP, Duration.ofDays(1))),
                        usual,
                        "far"),
                Arguments.of(
                        "S15: no failback to a primary whose latest check failed",
                        new Facts().failedOver().prod(failing(site("prod", Verdict.UP, Duration.ofDays(1)))),
                        AUTOMATIC_FAILBACK,
                        null),
                Arguments.of(
                        "S15: no failback to a primary of which no check has told for a while",
                        new Facts()
                                .failedOver()
                                .prod(heardOf(site("prod", Verdict.UP, Duration.ofDays(1)), Duration.ofHours(1))),
                        AUTOMATIC_FAILBACK,
                        null),
                Arguments.of(
                        "to the next standby if the first is not ready",
                        primaryDead().home(Verdict.DOWN).third(site("far", Verdict.UP, Duration.ofDays(1))),
                        usual,
                        "far"),
                Arguments.of(
                        "in the order of preference",
                        primaryDead().third(site("far", Verdict.UP, Duration.ofDays(1))),
                        usual,
                        "home"),
                Arguments.of(
                        "from a dead standby to the primary, whatever failback says",
                        new Facts().failedOver().home(Verdict.DOWN),
                        usual,
                        "prod"),
                Arguments.of("stateful: not without a human", primaryDead(), of(StateClass.STATEFUL), null),
                Arguments.of("quorum: not without a human", primaryDead(), of(StateClass.QUORUM), null),
                Arguments.of("ephemeral: not without a loss budget", primaryDead(), of(StateClass.EPHEMERAL), null),
                Arguments.of(
                        "not over somebody else's records", primaryDead().records(Status.FOREIGN, null), usual, null),
                Arguments.of(
                        "though the zone's servers can't be asked, if other references answer",
                        primaryDead().records(Status.UNKNOWN, null),
                        usual,
                        "home"),
                Arguments.of(
                        "S15: no failback unless configured",
                        new Facts().failedOver().prod(site("prod", Verdict.UP, Duration.ofDays(1))),
                        usual,
                        null),
                Arguments.of(
                        "S15: no failback before the hold time",
                        new Facts().failedOver().prod(site("prod", Verdict.UP, Duration.ofSeconds(599))),
                        AUTOMATIC_FAILBACK,
                        null),
                Arguments.of(
                        "S15: failback after the hold time",
                        new Facts().failedOver().prod(site("prod", Verdict.UP, Duration.ofSeconds(600))),
                        AUTOMATIC_FAILBACK,
                        "prod"),
                Arguments.of(
                        "no failback to a primary that is DOWN",
                        new Facts().failedOver().prod(site("prod", Verdict.DOWN, Duration.ofDays(1))),
                        AUTOMATIC_FAILBACK,
                        null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void switchesAndWhatPreventsThem(String name, Facts facts, FailoverPolicy policy, String target) {
        Decision decision = facts.decide(policy);

        Optional<String> switchedTo =
                decision.step() instanceof Step.Switch made ? Optional.of(made.site()) : Optional.empty();
        assertThat(switchedTo).isEqualTo(Optional.ofNullable(target));
        assertThat(decision.reason()).isNotBlank();
    }

    /** After a restart nobody remembers that the value is somebody else's; while its vendor can't be asked, that may be so. */
    @Test
    void staysWhileAVendorHasNotSaidWhoseAValueIs() {
        Decision decision = primaryDead().doubt("www A at dns is 192.0.2.99").decide();

        assertThat(decision.step()).isEqualTo(new Step.Stay());
        assertThat(decision.unmet())
                .singleElement()
                .satisfies(gate -> assertThat(gate.sentence())
                        .contains("www A at dns is 192.0.2.99")
                        .contains("the vendor must say"));
    }

    @Test
    void adoptsWhatIsServedBeforeItDecidesAnything() {
        Facts facts = primaryDead().state(ServiceState.INITIAL);

        assertThat(facts.records(Status.PENDING, "home").decide().step()).isEqualTo(new Step.Adopt("home", false));
        assertThat(facts.records(Status.FOREIGN, null).decide().step()).isEqualTo(new Step.Stay());
        assertThat(facts.records(Status.UNKNOWN, null).decide().step()).isEqualTo(new Step.Stay());
    }

    @Test
    void leavesDnsAsItIsWithoutAReadySiteAndSaysSo() {
        Decision decision = primaryDead().home(Verdict.DOWN).decide();

        assertThat(decision.step()).isEqualTo(new Step.Stay());
        assertThat(decision.conditions())
                .extracting(Condition::kind)
                .contains(Condition.Kind.NO_READY_SITE, Condition.Kind.STANDBY_DOWN);
    }

    @Test
    void aWatcherThatMayBeCutOffItselfSaysNothingNewAboutOthers() {
        Facts facts = primaryDead().home(Verdict.DOWN).records(Status.UNKNOWN, null);

        assertThat(facts.connectivity(Connectivity.UNCHECKED).decide().conditions())
                .isEmpty();
        assertThat(facts.connectivity(Connectivity.ISOLATED).decide().conditions())
                .extracting(Condition::kind)
                .containsExactly(Condition.Kind.ISOLATED);
        facts.state(facts.state().withConditions(Map.of("standby-down/home", NOW.minus(Duration.ofHours(1)))));
        assertThat(facts.decide().conditions())
                .as("what was told before is not over")
                .extracting(Condition::kind)
                .containsExactly(Condition.Kind.STANDBY_DOWN, Condition.Kind.ISOLATED);
    }

    @Test
    void aSiteThatAnsweredAtTheLatestCheckIsNotLeft() {
        SiteFacts prod = Facts.site("prod", Verdict.DOWN, Duration.ofMinutes(1));
        SiteFacts recovering = Facts.answering(prod);

        assertThat(new Facts().prod(prod).decide().step()).isInstanceOf(Step.Switch.class);
        assertThat(new Facts().prod(recovering).decide().step()).isEqualTo(new Step.Stay());
        assertThat(new Facts().prod(recovering).home(Verdict.DOWN).decide().conditions())
                .as("no alarm comes and goes with single checks")
                .extracting(Condition::kind)
                .contains(Condition.Kind.NO_READY_SITE);
    }

    @Test
    void noAlarmForASingleCheckOfTheOtherSite() {
        SiteFacts home = site("home", Verdict.UP, Duration.ofDays(1));

        assertThat(primaryDead().home(failing(home)).decide().conditions()).isEmpty();
        assertThat(primaryDead()
                        .home(heardOf(home, Duration.ofMinutes(1)))
                        .decide()
                        .conditions())
                .isEmpty();
        assertThat(primaryDead().home(failing(home)).alone().decide().conditions())
                .extracting(Condition::kind)
                .containsExactly(Condition.Kind.NO_READY_SITE);
        assertThat(primaryDead()
                        .home(with(failing(home), new AddressFact(false, "stale")))
                        .decide()
                        .conditions())
                .as("what else is in the way does not pass with the next check")
                .extracting(Condition::kind)
                .containsExactly(Condition.Kind.NO_READY_SITE);
    }

    @Test
    void aHumanIsNotSentToASiteThatFailsEither() {
        Facts facts = new Facts().home(failing(site("home", Verdict.UP, Duration.ofDays(1))));

        assertThat(facts.asked("home", false).decide().reason())
                .isEqualTo("not now: home has been UP, but its latest check failed (as tested)");
        assertThat(facts.asked("home", true).decide().step()).isInstanceOf(Step.Switch.class);
    }

    @Test
    void pausedMeansNoAutomaticSwitchAndAHumanIsAsked() {
        Facts facts = primaryDead();
        facts.state(facts.state().paused(new Pause(NOW, "ada", "maintenance")));

        Decision decision = facts.decide();

        assertThat(decision.step()).isEqualTo(new Step.Stay());
        assertThat(decision.unmet()).extracting(Gate::kind).containsExactly(Gate.Kind.PAUSE);
        assertThat(decision.conditions()).extracting(Condition::kind).containsExactly(Condition.Kind.WAITING_FOR_HUMAN);
    }

    @Test
    void theSwitchAfterTheLastAllowedOneLatchesInstead() {
        Facts facts = primaryDead();
        ServiceState state = facts.state();
        for (int i = 0; i < 3; i++) {
            assertThat(facts.decide().step()).isInstanceOf(Step.Switch.class);
            state = madeSwitch(state, NOW.minus(Duration.ofMinutes(59 - i)));
            facts.state(state);
        }

        assertThat(facts.decide().step()).isInstanceOf(Step.Stop.class);
        facts.state(state.latched(new Latch(NOW, "too many")));
        assertThat(facts.decide().step()).isEqualTo(new Step.Stay());
        assertThat(facts.decide().conditions()).extracting(Condition::kind).contains(Condition.Kind.LATCHED);
        facts.state(facts.state().resumed());
        assertThat(facts.decide().step()).isInstanceOf(Step.Switch.class);
    }

    /** What else is unmet may be over before the window is. */
    @Test
    void theLimitLatchesOnlyIfNothingElseIsInTheWay() {
        Facts facts = primaryDead();
        ServiceState state = facts.state();
        for (int i = 0; i < 3; i++) {
            state = madeSwitch(state, NOW.minus(Duration.ofMinutes(59 - i)));
        }
        facts.state(state.paused(new Pause(NOW, "ada", "")));

        assertThat(facts.decide().step()).isEqualTo(new Step.Stay());
        assertThat(facts.decide().unmet())
                .extracting(Gate::kind)
                .containsExactlyInAnyOrder(Gate.Kind.PAUSE, Gate.Kind.LIMIT);
    }

    @Test
    void switchesOutsideTheWindowDoNotCount() {
        Facts facts = primaryDead();
        ServiceState state = facts.state();
        for (int i = 0; i < 5; i++) {
            state = madeSwitch(state, NOW.minus(Duration.ofMinutes(61)));
        }

        assertThat(facts.state(state).decide().step()).isInstanceOf(Step.Switch.class);
    }

    /** There and back again, as one switch of the record: the service stays at prod. */
    private static ServiceState madeSwitch(ServiceState state, java.time.Instant at) {
        return state.switched(
                        new Step.Switch(Cause.FAILOVER, "prod", Assignment.AUTOMATIC, "test"),
                        at,
                        Optional.empty(),
                        Optional.empty())
                .published(List.of(Facts.PROD), at);
    }

    @Test
    void aHumanSwitchesPastNothingButPauseAndReadiness() {
        assertThat(new Facts()
                        .asked("home", false)
                        .decide(of(StateClass.STATEFUL))
                        .step())
                .isEqualTo(new Step.Switch(Cause.SWITCHOVER, "home", "ada", "ada asked for it: maintenance"));
        assertThat(new Facts().home(Verdict.DOWN).asked("home", false).decide().step())
                .isEqualTo(new Step.Refuse());
        Facts paused = new Facts();
        paused.state(paused.state().paused(new Pause(NOW, "bob", "")));
        assertThat(paused.asked("home", false).decide().step()).isEqualTo(new Step.Refuse());
        assertThat(paused.asked("home", true).decide().step()).isInstanceOf(Step.Switch.class);
    }

    @Test
    void forceDoesNotPublishAnAddressThatIsNotKnown() {
        SiteFacts home = with(site("home", Verdict.UP, Duration.ofDays(1)), new AddressFact(false, "not known"));

        assertThat(new Facts().home(home).asked("home", true).decide().step()).isEqualTo(new Step.Refuse());
    }

    @Test
    void aRequestForWhereItIsChangesNothingUnlessTheRecordsAreSomebodyElses() {
        assertThat(new Facts().asked("prod", false).decide().step()).isEqualTo(new Step.Stay());
        assertThat(new Facts()
                        .records(Status.FOREIGN, null)
                        .asked("prod", false)
                        .decide()
                        .step())
                .isInstanceOf(Step.Switch.class);
    }

    @Test
    void aReturnToThePrimaryByHandIsAFailback() {
        Decision decision = new Facts().failedOver().asked("prod", false).decide();

        assertThat(decision.step())
                .isInstanceOfSatisfying(
                        Step.Switch.class, made -> assertThat(made.cause()).isEqualTo(Cause.FAILBACK));
    }

    @Test
    void anUnpublishedFailoverIsRetractedOnlyWhileNobodyServesIt() {
        Facts facts = new Facts();
        facts.state(facts.state()
                .switched(
                        new Step.Switch(Cause.FAILOVER, "home", Assignment.AUTOMATIC, "prod is DOWN"),
                        NOW.minus(Duration.ofMinutes(1)),
                        Optional.empty(),
                        Optional.empty()));

        assertThat(facts.records(Status.PENDING, "prod").decide().step())
                .isInstanceOfSatisfying(
                        Step.Switch.class, made -> assertThat(made.cause()).isEqualTo(Cause.RETRACTION));
        assertThat(facts.records(Status.PENDING, null).decide().step()).isEqualTo(new Step.Stay());
        assertThat(facts.records(Status.PENDING, "prod")
                        .prod(Verdict.DOWN)
                        .decide()
                        .step())
                .isEqualTo(new Step.Stay());
    }

    /** Ada forced it to home five minutes ago. */
    private static Facts forcedHome() {
        Facts facts = new Facts();
        facts.state(facts.state()
                .switched(
                        new Step.Switch(Cause.SWITCHOVER, "home", "ada", "forced"),
                        NOW.minus(Duration.ofMinutes(5)),
                        Optional.empty(),
                        Optional.empty())
                .published(List.of(Facts.HOME), NOW.minus(Duration.ofMinutes(5))));
        return facts;
    }

    @Test
    void aSiteForcedOnWhileDownIsNotLeftBehindItsHumansBack() {
        Facts facts = forcedHome();

        assertThat(facts.home(site("home", Verdict.DOWN, Duration.ofMinutes(10)))
                        .decide()
                        .step())
                .isEqualTo(new Step.Stay());
        assertThat(facts.home(site("home", Verdict.DOWN, Duration.ofMinutes(2)))
                        .decide()
                        .step())
                .isInstanceOf(Step.Switch.class);
    }

    @Test
    void anActiveSiteThatIsNoLongerConfiguredIsLeftToAHuman() {
        Facts facts = new Facts();
        facts.state(ServiceState.INITIAL.adopted("gone", NOW, List.of(Facts.PROD)));

        assertThat(facts.decide().step()).isEqualTo(new Step.Stay());
        assertThat(facts.decide().reason()).contains("gone", "no longer configured");
    }

    private static Facts approved(String site, Duration since, Duration until) {
        Facts facts = primaryDead();
        return facts.state(
                facts.state().approved(new Approval(site, NOW.minus(since), NOW.plus(until), "ada", "works tonight")));
    }

    static Stream<Arguments> approvals() {
        Duration minute = Duration.ofMinutes(1);
        return Stream.of(
                Arguments.of("for this site and this moment", approved("home", minute, minute), true),
                Arguments.of("for another site", approved("elsewhere", minute, minute), false),
                Arguments.of("that has just ended", approved("home", minute, Duration.ZERO), false),
                Arguments.of("from the future", approved("home", minute.negated(), minute.multipliedBy(2)), false));
    }

    @ParameterizedTest(name = "an approval {0}: {2}")
    @MethodSource("approvals")
    void aStatefulServiceIsSwitchedOnAWordGivenBeforehand(String what, Facts facts, boolean allowed) {
        for (StateClass stateClass : List.of(StateClass.STATEFUL, StateClass.QUORUM)) {
            Decision decision = facts.decide(of(stateClass));
            assertThat(decision.step() instanceof Step.Switch).isEqualTo(allowed);
            if (allowed) {
                assertThat(decision.gates())
                        .extracting(Gate::sentence)
                        .contains("ada approved of home until 2026-11-21T03:01:00Z (works tonight)");
            } else {
                assertThat(decision.unmet()).extracting(Gate::kind).containsExactly(Gate.Kind.APPROVAL);
            }
        }
    }

    @Test
    void anApprovalIsUsedUpByTheNextSwitchAndByNothingElse() {
        ServiceState state =
                approved("home", Duration.ofMinutes(1), Duration.ofMinutes(1)).state();
        assertThat(state.paused(new Pause(NOW, "ada", ""))
                        .resumed()
                        .withConditions(java.util.Map.of())
                        .approval())
                .isPresent();
        assertThat(state.switched(
                                new Step.Switch(Cause.FAILOVER, "home", Assignment.AUTOMATIC, "down"),
                                NOW,
                                Optional.empty(),
                                Optional.empty())
                        .approval())
                .isEmpty();
    }

    @Test
    void betweenTwoSwitchesIsTheCoolDownUnlessAHumanAsks() {
        FailoverPolicy twoHours =
                AUTOMATIC_FAILBACK.toBuilder().coolDown(Duration.ofHours(2)).build();
        FailoverPolicy more =
                twoHours.toBuilder().coolDown(Duration.ofHours(2).plusMillis(1)).build();

        assertThat(new Facts().failedOver().decide(twoHours).step()).isInstanceOf(Step.Switch.class);
        Decision waiting = new Facts().failedOver().home(Verdict.DOWN).decide(more);
        assertThat(waiting.unmet()).extracting(Gate::kind).containsExactly(Gate.Kind.COOL_DOWN);
        assertThat(waiting.conditions()).extracting(Condition::kind).contains(Condition.Kind.WAITING_FOR_HUMAN);
        assertThat(new Facts().failedOver().asked("prod", false).decide(more).step())
                .isInstanceOf(Step.Switch.class);
        assertThat(primaryDead().decide(more).step())
                .as("there was no switch yet")
                .isInstanceOf(Step.Switch.class);
    }

    /** A cool-down and a window are time that passed, whatever the dates of the switches say. */
    @Test
    void whatDecidesIsHowLongAgoASwitchWasNotItsDate() {
        FailoverPolicy hour =
                FailoverPolicy.builder().coolDown(Duration.ofHours(1)).build();
        ServiceState ahead = madeSwitch(new Facts().state(), NOW.plus(Duration.ofHours(5)));

        assertThat(primaryDead()
                        .state(ahead)
                        .measured(ahead.epoch(), Duration.ofHours(1))
                        .decide(hour)
                        .step())
                .as("the clock was set back five hours since")
                .isInstanceOf(Step.Switch.class);
        assertThat(primaryDead()
                        .state(ahead)
                        .measured(ahead.epoch(), Duration.ofMinutes(59))
                        .decide(hour)
                        .unmet())
                .extracting(Gate::sentence)
                .containsExactly("the last switch was 59m ago; an automatic one is made 1h after it at the earliest");
        assertThat(primaryDead()
                        .state(ahead)
                        .running(Duration.ofMinutes(59))
                        .decide(hour)
                        .step())
                .as("of another process: no longer ago than is certain")
                .isEqualTo(new Step.Stay());
        assertThat(primaryDead()
                        .state(ahead)
                        .running(Duration.ofHours(1))
                        .decide(hour)
                        .step())
                .isInstanceOf(Step.Switch.class);
    }

    @Test
    void aClockSetAheadDoesNotEmptyTheWindow() {
        Facts facts = primaryDead();
        ServiceState state = facts.state();
        for (int i = 0; i < 3; i++) {
            state = madeSwitch(state, NOW.minus(Duration.ofHours(9)));
            facts.state(state).measured(state.epoch(), Duration.ofMinutes(59));
        }

        assertThat(facts.decide().step()).isInstanceOf(Step.Stop.class);
        for (long epoch = 1; epoch <= state.epoch(); epoch++) {
            facts.measured(epoch, Duration.ofHours(1));
        }
        assertThat(facts.decide().step()).isInstanceOf(Step.Switch.class);
    }

    static Stream<Arguments> whatIsSaid() {
        SiteFacts up = site("prod", Verdict.UP, Duration.ofDays(1));
        Facts none = primaryDead().state(ServiceState.INITIAL);
        return Stream.of(
                Arguments.of(
                        new Facts().state(ServiceState.INITIAL).records(Status.FOREIGN, null),
                        "nothing is decided yet, and as tested"),
                Arguments.of(none.records(Status.PENDING, "home"), "every record points to home"),
                Arguments.of(new Facts().records(Status.SUPERSEDED, "home"), "as tested"),
                Arguments.of(new Facts().records(Status.SUPERSEDED, null), "as tested"),
                Arguments.of(primaryDead().records(Status.DIVERGED, null), "as tested"),
                Arguments.of(new Facts(), "prod is active and UP"),
                Arguments.of(primaryDead(), "prod is DOWN (as tested)"),
                Arguments.of(primaryDead().alone(), "prod is DOWN (as tested), and no other site is ready"),
                Arguments.of(primaryDead().home(Verdict.DOWN), "prod is DOWN (as tested), and no other site is ready"),
                Arguments.of(
                        new Facts().prod(recovering()),
                        "prod is DOWN (as tested), but its latest check succeeded: it may be coming back"),
                Arguments.of(
                        new Facts().prod(recovering()).home(Verdict.DOWN),
                        "prod is DOWN (as tested), and no other site is ready"),
                Arguments.of(
                        new Facts()
                                .prod(heardOf(site("prod", Verdict.DOWN, Duration.ofHours(1)), Duration.ofMinutes(9))),
                        "prod is DOWN (as tested), but no check has had a result for 9m, and one within 8s is required (as tested)"),
                Arguments.of(new Facts().failedOver().prod(up), "prod has been UP for 1d"),
                Arguments.of(new Facts().failedOver().prod(Verdict.UP), "home is active and UP"),
                Arguments.of(
                        onTheWayHome(Cause.FAILOVER, Assignment.AUTOMATIC).prod(up),
                        "prod is UP again, and nothing was published yet"),
                Arguments.of(
                        onTheWayHome(Cause.FAILOVER, Assignment.AUTOMATIC).prod(Verdict.UNKNOWN),
                        "home is active and UP"),
                Arguments.of(
                        new Facts().asked("elsewhere", true), "there is no site named elsewhere, only [prod, home]"),
                Arguments.of(new Facts().asked("prod", false), "prod is active already"),
                Arguments.of(new Facts().asked("home", false), "ada asked for it: maintenance"),
                Arguments.of(new Facts().asked(new SwitchRequest("home", "ada", " ", false)), "ada asked for it"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void whatIsSaid(Facts facts, String reason) {
        assertThat(facts.decide(AUTOMATIC_FAILBACK).reason()).isEqualTo(reason);
    }

    private static SiteFacts recovering() {
        return Facts.answering(site("prod", Verdict.DOWN, Duration.ofMinutes(1)));
    }

    /** Decided a minute ago, and every server still gives prod. */
    private static Facts onTheWayHome(Cause cause, String by) {
        Facts facts = new Facts().records(Status.PENDING, "prod");
        return facts.state(facts.state()
                .switched(
                        new Step.Switch(cause, "home", by, "test"),
                        NOW.minus(Duration.ofMinutes(1)),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void onlyAnAutomaticFailoverIsRetracted() {
        assertThat(onTheWayHome(Cause.FAILOVER, Assignment.AUTOMATIC).decide().step())
                .isInstanceOf(Step.Switch.class);
        assertThat(onTheWayHome(Cause.SWITCHOVER, "ada").decide().step()).isEqualTo(new Step.Stay());
        assertThat(onTheWayHome(Cause.FAILBACK, Assignment.AUTOMATIC).decide().step())
                .isEqualTo(new Step.Stay());
    }

    @Test
    void anUnpublishedFailoverIsRetractedAlsoWhenItsSiteDiesAndNoFurtherSwitchIsAllowed() {
        Facts bothDied = onTheWayHome(Cause.FAILOVER, Assignment.AUTOMATIC).home(Verdict.DOWN);
        FailoverPolicy once =
                FailoverPolicy.builder().maxSwitches(1, Duration.ofHours(1)).build();

        assertThat(bothDied.decide(once).step()).isInstanceOfSatisfying(Step.Switch.class, made -> {
            assertThat(made.cause()).isEqualTo(Cause.RETRACTION);
            assertThat(made.site()).isEqualTo("prod");
        });
    }

    /** L1: users may be sent to a dead site as soon as the vendor takes a write. */
    @Test
    void aFailoverThatCanNotBeRetractedGoesOnToTheNextSiteIfItsOwnDies() {
        SiteFacts expired = withCertificate(site("prod", Verdict.UP, Duration.ofMinutes(1)), NOW.minusSeconds(1));
        Facts bothBad = onTheWayHome(Cause.FAILOVER, Assignment.AUTOMATIC).prod(expired);
        assertThat(bothBad.decide().reason()).isEqualTo("prod is UP again, and nothing was published yet");
        assertThat(bothBad.home(Verdict.DOWN).decide())
                .as("nowhere to go: what keeps it from going back is told")
                .satisfies(decision -> assertThat(decision.step()).isEqualTo(new Step.Stay()))
                .satisfies(decision ->
                        assertThat(decision.unmet()).extracting(Gate::kind).containsExactly(Gate.Kind.CERTIFICATE));

        assertThat(bothBad.third(site("far", Verdict.UP, Duration.ofDays(1)))
                        .decide()
                        .step())
                .isInstanceOfSatisfying(Step.Switch.class, made -> {
                    assertThat(made.cause()).isEqualTo(Cause.FAILOVER);
                    assertThat(made.site()).isEqualTo("far");
                });
    }

    /** S14, L5: what it waits for is a human, and that the human is told. */
    @Test
    void aFailoverThatCanNotBeRetractedStopsOrWaitsForAHumanIfTheNextSiteIsReady() {
        SiteFacts expired = withCertificate(site("prod", Verdict.UP, Duration.ofMinutes(1)), NOW.minusSeconds(1));
        Facts bothBad = onTheWayHome(Cause.FAILOVER, Assignment.AUTOMATIC)
                .prod(expired)
                .home(Verdict.DOWN)
                .third(site("far", Verdict.UP, Duration.ofDays(1)));
        FailoverPolicy once =
                FailoverPolicy.builder().maxSwitches(1, Duration.ofHours(1)).build();
        assertThat(bothBad.decide(once).step()).isInstanceOf(Step.Stop.class);

        FailoverPolicy cooling =
                FailoverPolicy.builder().coolDown(Duration.ofHours(1)).build();
        for (FailoverPolicy policy : List.of(of(StateClass.STATEFUL), of(StateClass.QUORUM), cooling)) {
            Decision waiting = bothBad.decide(policy);
            assertThat(waiting.step()).isEqualTo(new Step.Stay());
            assertThat(waiting.conditions())
                    .extracting(Condition::kind)
                    .contains(Condition.Kind.WAITING_FOR_HUMAN)
                    .doesNotContain(Condition.Kind.NO_READY_SITE);
        }
    }

    /** What a retraction needs is all that it waits for then: no approval, and no room within the limit. */
    @Test
    void aFailoverThatIsNotRetractedWhilePausedWaitsForNothingElse() {
        Facts paused = onTheWayHome(Cause.FAILOVER, Assignment.AUTOMATIC)
                .home(Verdict.DOWN)
                .third(site("far", Verdict.UP, Duration.ofDays(1)));
        paused.state(paused.state().paused(new Pause(NOW, "ada", "")));

        assertThat(paused.decide(of(StateClass.STATEFUL)).unmet())
                .extracting(Gate::kind)
                .containsExactly(Gate.Kind.PAUSE);
    }

    @Test
    void noFailbackWhileAnotherSwitchIsUnderWay() {
        Facts halfPublished = onTheWayHome(Cause.FAILOVER, Assignment.AUTOMATIC).records(Status.PENDING, null);

        assertThat(halfPublished.decide(AUTOMATIC_FAILBACK).step()).isEqualTo(new Step.Stay());
    }

    @Test
    void whatIsConsideredEndsWithTheFirstGroupOfGatesThatIsNotMet() {
        assertThat(primaryDead().home(Verdict.DOWN).decide().gates())
                .extracting(Gate::kind)
                .containsExactly(Gate.Kind.READY, Gate.Kind.ADDRESS, Gate.Kind.CERTIFICATE, Gate.Kind.REPLICA);
        assertThat(new Facts()
                        .failedOver()
                        .prod(Verdict.UP)
                        .decide(AUTOMATIC_FAILBACK)
                        .gates())
                .extracting(Gate::kind)
                .containsExactly(
                        Gate.Kind.READY,
                        Gate.Kind.ADDRESS,
                        Gate.Kind.CERTIFICATE,
                        Gate.Kind.REPLICA,
                        Gate.Kind.HOLD,
                        Gate.Kind.CHOICE);
    }

    static Stream<Arguments> sentencesOfGates() {
        SiteFacts home = site("home", Verdict.UP, Duration.ofDays(1));
        FailoverPolicy usual = FailoverPolicy.defaults();
        FailoverPolicy hour = usual.toBuilder().coolDown(Duration.ofHours(1)).build();
        FailoverPolicy replica = replicaUpTo(Duration.ofMinutes(5));
        Facts paused = primaryDead();
        paused.state(paused.state().paused(new Pause(NOW, "ada", "")));
        Facts pausedForWorks = primaryDead();
        pausedForWorks.state(pausedForWorks.state().paused(new Pause(NOW, "ada", "works")));
        Facts latched = primaryDead();
        latched.state(latched.state().latched(new Latch(NOW, "too many")));
        return Stream.of(
                Arguments.of(
                        Gate.Kind.READY,
                        primaryDead().home(Verdict.UNKNOWN),
                        usual,
                        false,
                        "home has not been checked often enough to be trusted (as tested)"),
                Arguments.of(Gate.Kind.READY, primaryDead(), usual, true, "home has been UP for 1d (as tested)"),
                Arguments.of(
                        Gate.Kind.READY,
                        primaryDead().home(failing(home)),
                        usual,
                        false,
                        "home has been UP, but its latest check failed (as tested)"),
                Arguments.of(
                        Gate.Kind.READY,
                        primaryDead().home(heardOf(home, Duration.ofMinutes(12))),
                        usual,
                        false,
                        "home has been UP, but no check has had a result for 12m, and one within 8s is required (as tested)"),
                Arguments.of(
                        Gate.Kind.READY,
                        primaryDead().home(heardOf(home, null)),
                        usual,
                        false,
                        "home has been UP, but no check has had a result yet (as tested)"),
                Arguments.of(Gate.Kind.CERTIFICATE, primaryDead(), usual, true, "home showed no certificate"),
                Arguments.of(Gate.Kind.REPLICA, primaryDead(), usual, true, "no replica is required"),
                Arguments.of(
                        Gate.Kind.REPLICA,
                        primaryDead(),
                        of(StateClass.EPHEMERAL),
                        false,
                        "the service is ephemeral, but its policy does not say how old a replica may be"),
                Arguments.of(
                        Gate.Kind.REPLICA, primaryDead(), replica, false, "the age of home's replica is not known"),
                Arguments.of(
                        Gate.Kind.REPLICA,
                        primaryDead().home(withReplica(home, Duration.ofMinutes(4))),
                        replica,
                        true,
                        "home's replica is 4m old; at most 5m is allowed"),
                Arguments.of(
                        Gate.Kind.REPLICA,
                        new Facts().state(ServiceState.INITIAL).asked("prod", false),
                        replica,
                        true,
                        "no replica is required"),
                Arguments.of(
                        Gate.Kind.REPLICA,
                        new Facts().state(ServiceState.INITIAL).asked("home", false),
                        replica,
                        false,
                        "the age of home's replica is not known"),
                Arguments.of(
                        Gate.Kind.REPLICA,
                        new Facts().failedOver().asked("prod", false),
                        replica,
                        false,
                        "the age of prod's replica is not known"),
                Arguments.of(
                        Gate.Kind.PUNCTUALITY, primaryDead(), usual, true, "this watcher is in time with its checks"),
                Arguments.of(
                        Gate.Kind.PUNCTUALITY,
                        primaryDead().late(4),
                        usual,
                        false,
                        "this watcher was too late with 4 of its latest 12 checks, by up to 5s (up to 2s is tolerated):"
                                + " it is no witness, and abstains"),
                Arguments.of(Gate.Kind.RECORDS, primaryDead(), usual, true, "as decided"),
                Arguments.of(
                        Gate.Kind.RECORDS,
                        primaryDead().records(Status.FOREIGN, null),
                        usual,
                        false,
                        "as tested: somebody else is at work there"),
                Arguments.of(Gate.Kind.PAUSE, primaryDead(), usual, true, "not paused"),
                Arguments.of(
                        Gate.Kind.PAUSE,
                        paused,
                        usual,
                        false,
                        "paused by ada since 2026-11-21T03:00:00Z, until it is resumed"),
                Arguments.of(
                        Gate.Kind.PAUSE,
                        pausedForWorks,
                        usual,
                        false,
                        "paused by ada since 2026-11-21T03:00:00Z (works), until it is resumed"),
                Arguments.of(
                        Gate.Kind.LIMIT, primaryDead(), usual, true, "0 of 3 automatic switches within 1h were made"),
                Arguments.of(
                        Gate.Kind.LIMIT,
                        latched,
                        usual,
                        false,
                        "latched since 2026-11-21T03:00:00Z (too many), until it is resumed"),
                Arguments.of(
                        Gate.Kind.COOL_DOWN,
                        new Facts().failedOver().home(Verdict.DOWN),
                        usual,
                        true,
                        "no time between two switches is required"),
                Arguments.of(Gate.Kind.COOL_DOWN, primaryDead(), hour, true, "there was no switch yet"),
                Arguments.of(
                        Gate.Kind.APPROVAL,
                        primaryDead(),
                        usual,
                        true,
                        "a service that is stateless is switched without asking"));
    }

    @ParameterizedTest(name = "{0}: {4}")
    @MethodSource
    void sentencesOfGates(Gate.Kind kind, Facts facts, FailoverPolicy policy, boolean met, String sentence) {
        assertThat(facts.decide(policy).gates()).contains(new Gate(kind, met, sentence));
    }

    @Test
    void aRefusalNamesAllThatIsInTheWayAndNothingElse() {
        Facts facts = new Facts().home(Verdict.UNKNOWN);
        facts.state(facts.state().paused(new Pause(NOW, "bob", "")));

        String unmet = "home has not been checked often enough to be trusted (as tested);"
                + " paused by bob since 2026-11-21T03:00:00Z, until it is resumed";
        assertThat(facts.asked("home", false).decide().reason()).isEqualTo("not now: " + unmet);
        assertThat(facts.asked("home", true).decide().reason())
                .isEqualTo("ada asked for it: maintenance (forced past " + unmet + ")");
        assertThat(facts.asked("elsewhere", true).decide().step()).isEqualTo(new Step.Refuse());
    }

    @Test
    void aSiteForcedOnThatWasNeverUpSinceIsLeftOnAWordOnly() {
        Facts facts = forcedHome();

        assertThat(facts.home(site("home", Verdict.DOWN, Duration.ofMinutes(5)))
                        .decide()
                        .unmet())
                .extracting(Gate::sentence)
                .containsExactly("ada moved it to home, which was down even then: it is left on a human's word only");
    }

    @Test
    void everyCauseReadsDifferently() {
        assertThat(Stream.of(Cause.values()).map(Cause::text))
                .doesNotHaveDuplicates()
                .noneMatch(String::isBlank);
    }
}
