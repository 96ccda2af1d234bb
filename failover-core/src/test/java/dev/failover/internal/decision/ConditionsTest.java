package dev.failover.internal.decision;

import static dev.failover.internal.decision.Facts.NOW;
import static dev.failover.internal.decision.Facts.heardOf;
import static dev.failover.internal.decision.Facts.site;
import static dev.failover.internal.decision.Facts.with;
import static dev.failover.internal.decision.Facts.withCertificate;
import static dev.failover.internal.decision.Facts.withReplica;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Condition;
import dev.failover.decision.Condition.Kind;
import dev.failover.decision.Connectivity;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.decision.Latch;
import dev.failover.decision.Pause;
import dev.failover.decision.RecordFacts.Status;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.SiteFacts.AddressFact;
import dev.failover.decision.Step;
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

/** What humans are told is the case, and what they are spared. */
class ConditionsTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final AddressFact UNUSABLE = new AddressFact(false, "nobody knows its address");
    private static final FailoverPolicy USUAL = FailoverPolicy.defaults();
    private static final Pause PAUSE = new Pause(NOW, "ada", "");

    private static final String LATE =
            "overloaded: this watcher was too late with 3 of its latest 12 checks, by up to 5s"
                    + " (up to 2s is tolerated); they count for nothing, and as long as there are several nothing is switched by"
                    + " itself: give it more processor time, or less to check";

    private static Facts told(Facts facts) {
        return facts.state(facts.state().withConditions(Map.of("overloaded", NOW)));
    }

    private static Facts primaryDead() {
        return new Facts().prod(Verdict.DOWN);
    }

    private static Facts paused(Facts facts) {
        return facts.state(facts.state().paused(PAUSE));
    }

    /** At home for two hours, and prod in a state since some time. */
    private static Facts atHome(Verdict verdict, Duration lasting) {
        return new Facts().failedOver().prod(site("prod", verdict, lasting));
    }

    private static Facts atHome(Cause cause, Duration downFor) {
        Facts facts = new Facts().prod(site("prod", Verdict.DOWN, downFor));
        return facts.state(facts.state()
                .switched(
                        new Step.Switch(cause, "home", Assignment.AUTOMATIC, "test"),
                        NOW.minus(Duration.ofHours(2)),
                        Optional.empty(),
                        Optional.empty())
                .published(List.of(Facts.HOME), NOW.minus(Duration.ofHours(2))));
    }

    private static Facts onTheWayHome() {
        Facts facts = new Facts().records(Status.PENDING, null);
        return facts.state(facts.state()
                .switched(
                        new Step.Switch(Cause.SWITCHOVER, "home", "ada", "test"),
                        NOW.minus(Duration.ofMinutes(1)),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static Facts latched(Facts facts) {
        return facts.state(facts.state().latched(new Latch(NOW, "too many")));
    }

    static Stream<Arguments> whatIsTold() {
        SiteFacts prod = site("prod", Verdict.UP, DAY);
        SiteFacts home = site("home", Verdict.UP, DAY);
        FailoverPolicy automatic =
                FailoverPolicy.builder().automaticFailback(true).build();
        FailoverPolicy youngReplica =
                FailoverPolicy.builder().replicaMaxAge(Duration.ofMinutes(5)).build();
        FailoverPolicy stateful =
                FailoverPolicy.builder().stateClass(StateClass.STATEFUL).build();
        FailoverPolicy coolDown =
                FailoverPolicy.builder().coolDown(Duration.ofHours(3)).build();
        SiteFacts far = site("far", Verdict.DOWN, Duration.ofMinutes(1));
        return Stream.of(
                Arguments.of("nothing when all is well", new Facts(), USUAL, List.of()),
                Arguments.of(
                        "an address that can't be used",
                        new Facts().prod(with(prod, UNUSABLE)),
                        USUAL,
                        List.of("address-unusable: nobody knows its address")),
                Arguments.of("not so while paused", paused(new Facts().prod(with(prod, UNUSABLE))), USUAL, List.of()),
                Arguments.of("nor of a standby", new Facts().home(with(home, UNUSABLE)), USUAL, List.of()),
                Arguments.of(
                        "that the primary can be returned to",
                        atHome(Verdict.UP, Duration.ofMinutes(10)),
                        USUAL,
                        List.of("failback-possible: prod has been UP for 10m, so that a failback is possible")),
                Arguments.of(
                        "not before the hold time",
                        atHome(Verdict.UP, Duration.ofMinutes(10).minusMillis(1)),
                        USUAL,
                        List.of()),
                Arguments.of("not if that is automatic", paused(atHome(Verdict.UP, DAY)), automatic, List.of()),
                Arguments.of("not while a switch is under way", onTheWayHome(), USUAL, List.of()),
                Arguments.of(
                        "not when it is more than possible: due",
                        paused(atHome(Verdict.UP, DAY).home(Verdict.DOWN)),
                        USUAL,
                        List.of("waiting-for-human: home is DOWN (as tested), and waits for you: paused by ada since"
                                + " 2026-11-21T03:00:00Z, until it is resumed")),
                Arguments.of(
                        "a switch that waits for the cool-down",
                        new Facts().failedOver().home(Verdict.DOWN),
                        coolDown,
                        List.of("waiting-for-human: home is DOWN (as tested), and waits for you: the last switch was 2h"
                                + " ago; an automatic one is made 3h after it at the earliest")),
                Arguments.of(
                        "a switch that waits for a word",
                        primaryDead(),
                        stateful,
                        List.of("waiting-for-human: prod is DOWN (as tested), and waits for you: a service of state"
                                + " class stateful is switched on a human's word only: when one asks for it, or"
                                + " approved of it beforehand")),
                Arguments.of(
                        "a switch that waits for the latch",
                        latched(primaryDead()),
                        USUAL,
                        List.of(
                                "waiting-for-human: prod is DOWN (as tested), and waits for you: latched since"
                                        + " 2026-11-21T03:00:00Z (too many), until it is resumed",
                                "latched: too many: nothing is switched automatically until it is resumed")),
                Arguments.of(
                        "a switch that waits for the records",
                        primaryDead().records(Status.FOREIGN, null),
                        USUAL,
                        List.of(
                                "waiting-for-human: prod is DOWN (as tested), and waits for you: as tested: somebody"
                                        + " else is at work there",
                                "foreign-records: as tested; nothing is written automatically until that is put right,"
                                        + " or a human asks for a switch")),
                Arguments.of(
                        "an ownership record that is gone",
                        new Facts().records(Status.PENDING, "prod").lost("it is gone"),
                        USUAL,
                        List.of("ownership-lost: it is gone")),
                Arguments.of(
                        "another configuration, once it is not just an address that is new",
                        new Facts()
                                .records(Status.DIVERGED, null)
                                .mixedFor(USUAL.mixLimit().plusMillis(1)),
                        USUAL,
                        List.of("configurations-differ: as tested; this watcher decides nothing until the records point"
                                + " to a site of its own, or a human asks for a switch")),
                Arguments.of(
                        "not before",
                        new Facts().records(Status.DIVERGED, null).mixedFor(USUAL.mixLimit()),
                        USUAL,
                        List.of()),
                Arguments.of(
                        "a replica too old to enter",
                        primaryDead().home(withReplica(home, Duration.ofMinutes(6))),
                        youngReplica,
                        List.of("no-ready-site: prod is DOWN (as tested), and is not left: home's replica is 6m"
                                + " old; at most 5m is allowed")),
                Arguments.of(
                        "a certificate too old to enter, and that it is",
                        primaryDead().home(withCertificate(home, NOW.plus(Duration.ofMinutes(1)))),
                        USUAL,
                        List.of(
                                "no-ready-site: prod is DOWN (as tested), and is not left: home's certificate is"
                                        + " valid until 2026-11-21T03:01:00Z; at least 1h must be left",
                                "certificate-expiring/home: the certificate of home is valid until"
                                        + " 2026-11-21T03:01:00Z: renew it")),
                Arguments.of(
                        "an address that can't be entered",
                        primaryDead().home(with(home, UNUSABLE)),
                        USUAL,
                        List.of("no-ready-site: prod is DOWN (as tested), and is not left: nobody knows its"
                                + " address")),
                Arguments.of(
                        "that there is no other site",
                        primaryDead().alone(),
                        USUAL,
                        List.of("no-ready-site: prod is DOWN (as tested), and is not left: there is no other"
                                + " site")),
                Arguments.of(
                        "that this watcher is late, and nothing new about the sites",
                        primaryDead().home(Verdict.DOWN).late(3),
                        USUAL,
                        List.of(LATE)),
                Arguments.of("not of two late checks", new Facts().late(2), USUAL, List.of()),
                Arguments.of(
                        "that it still is, as long as one is late",
                        told(new Facts().late(1)),
                        USUAL,
                        List.of(LATE.replace("3 of", "1 of"))),
                Arguments.of("that it is over, once none is", told(new Facts().late(0)), USUAL, List.of()),
                Arguments.of(
                        "that a certificate runs out",
                        new Facts()
                                .prod(withCertificate(
                                        prod, NOW.plus(Duration.ofDays(7).minusMillis(1)))),
                        USUAL,
                        List.of("certificate-expiring/prod: the certificate of prod is valid until"
                                + " 2026-11-28T02:59:59.999Z: renew it")),
                Arguments.of(
                        "not before the last week",
                        new Facts().prod(withCertificate(prod, NOW.plus(Duration.ofDays(7)))),
                        USUAL,
                        List.of()),
                Arguments.of(
                        "that a standby is down",
                        new Facts().home(Verdict.DOWN),
                        USUAL,
                        List.of("standby-down/home: home is DOWN: as tested")),
                Arguments.of(
                        "also while a switch to another is decided",
                        primaryDead().third(far),
                        USUAL,
                        List.of("standby-down/far: far is DOWN: as tested")),
                Arguments.of(
                        "not that the site left is down",
                        atHome(Cause.FAILOVER, Duration.ofHours(2)),
                        USUAL,
                        List.of()),
                Arguments.of(
                        "but that it is down again",
                        atHome(Cause.FAILOVER, Duration.ofHours(2).minusMillis(1)),
                        USUAL,
                        List.of("standby-down/prod: prod is DOWN: as tested")),
                Arguments.of(
                        "and that it is after a switch which said nothing of it",
                        atHome(Cause.SWITCHOVER, Duration.ofHours(3)),
                        USUAL,
                        List.of("standby-down/prod: prod is DOWN: as tested")),
                Arguments.of(
                        "and that another is",
                        atHome(Verdict.UNKNOWN, DAY).third(site("far", Verdict.DOWN, Duration.ofHours(3))),
                        USUAL,
                        List.of("standby-down/far: far is DOWN: as tested")),
                Arguments.of(
                        "no standby before there is an active site",
                        new Facts().state(ServiceState.INITIAL).home(Verdict.DOWN),
                        USUAL,
                        List.of()),
                Arguments.of(
                        "that no check has told of a site for long",
                        new Facts()
                                .home(heardOf(
                                        site("home", Verdict.UNKNOWN, DAY),
                                        Duration.ofMinutes(5).plusMillis(1))),
                        USUAL,
                        List.of("site-unknown/home: no check has told for 5m whether home works, so nobody would notice"
                                + " if it did not: as tested")),
                Arguments.of(
                        "not before that",
                        new Facts().home(heardOf(site("home", Verdict.UNKNOWN, DAY), Duration.ofMinutes(5))),
                        USUAL,
                        List.of()),
                Arguments.of(
                        "nor of a site that is looked at anew",
                        new Facts().home(heardOf(site("home", Verdict.UNKNOWN, DAY), null)),
                        USUAL,
                        List.of()),
                Arguments.of(
                        "that the zones can't be asked",
                        new Facts().records(Status.UNKNOWN, null),
                        USUAL,
                        List.of("records-unknown: as tested")));
    }

    @ParameterizedTest(name = "tells {0}")
    @MethodSource
    void whatIsTold(String what, Facts facts, FailoverPolicy policy, List<String> told) {
        assertThat(facts.decide(policy).conditions())
                .extracting(condition -> condition.id() + ": " + condition.sentence())
                .containsExactlyElementsOf(told);
    }

    @Test
    void aStopTellsAtOnceWhatItIsAbout() {
        Facts facts = primaryDead();
        facts.state(facts.state()
                .switched(
                        new Step.Switch(Cause.FAILOVER, "prod", Assignment.AUTOMATIC, "test"),
                        NOW.minus(Duration.ofMinutes(1)),
                        Optional.empty(),
                        Optional.empty()));
        FailoverPolicy once =
                FailoverPolicy.builder().maxSwitches(1, Duration.ofMinutes(30)).build();

        assertThat(facts.decide(once).conditions())
                .contains(
                        new Condition(
                                Kind.LATCHED,
                                "",
                                "1 automatic switches within 30m are enough: nothing is switched automatically until it is resumed"));
    }

    @Test
    void beingCutOffIsNothingThatAHumanIsWaitedFor() {
        Facts facts = primaryDead().connectivity(Connectivity.ISOLATED);
        facts.state(facts.state().withConditions(Map.of("waiting-for-human", NOW.minus(Duration.ofHours(1)))));

        assertThat(facts.decide().conditions()).extracting(Condition::kind).containsExactly(Kind.ISOLATED);
    }

    @Test
    void whoAsksForASwitchIsNotToldThatItIsNeeded() {
        assertThat(primaryDead()
                        .home(Verdict.DOWN)
                        .asked("home", false)
                        .decide()
                        .conditions())
                .extracting(Condition::kind)
                .containsExactly(Kind.STANDBY_DOWN);
    }
}
