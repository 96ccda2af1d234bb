package dev.failover.internal.decision;

import static dev.failover.internal.decision.Facts.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Condition;
import dev.failover.decision.Connectivity;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.FailoverPolicy.ForeignEdit;
import dev.failover.decision.Pause;
import dev.failover.decision.RecordFacts.Status;
import dev.failover.decision.ServiceState;
import dev.failover.decision.Step;
import dev.failover.health.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is made of records that somebody else changed. */
class ForeignEditTest {
    private static FailoverPolicy onForeignEdit(ForeignEdit policy) {
        return FailoverPolicy.builder().onForeignEdit(policy).build();
    }

    private static Facts movedTo(String site) {
        return new Facts().records(Status.FOREIGN, site);
    }

    static Stream<Arguments> foreignEdits() {
        Step stay = new Step.Stay();
        Step toHome = new Step.Adopt("home", true);
        Step back = new Step.Switch(
                Cause.RESTORATION, "prod", Assignment.AUTOMATIC, "as tested: what was decided is put back");
        return Stream.of(
                Arguments.of("hold, moved to a site", ForeignEdit.HOLD, movedTo("home"), stay),
                Arguments.of("hold, moved elsewhere", ForeignEdit.HOLD, movedTo(null), stay),
                Arguments.of("adopt, moved to a site", ForeignEdit.ADOPT, movedTo("home"), toHome),
                Arguments.of("adopt, moved elsewhere", ForeignEdit.ADOPT, movedTo(null), stay),
                Arguments.of(
                        "adopt, the site left is dead",
                        ForeignEdit.ADOPT,
                        movedTo("home").prod(Verdict.DOWN),
                        toHome),
                Arguments.of(
                        "adopt, moved elsewhere and dead",
                        ForeignEdit.ADOPT,
                        movedTo(null).prod(Verdict.DOWN),
                        stay),
                Arguments.of("restore, moved to a site", ForeignEdit.RESTORE, movedTo("home"), back),
                Arguments.of("restore, moved elsewhere", ForeignEdit.RESTORE, movedTo(null), back),
                Arguments.of(
                        "restore, never to a dead site",
                        ForeignEdit.RESTORE,
                        movedTo("home").prod(Verdict.DOWN),
                        stay),
                Arguments.of(
                        "restore, nor to an unknown one",
                        ForeignEdit.RESTORE,
                        movedTo("home").prod(Verdict.UNKNOWN),
                        stay),
                Arguments.of(
                        "restore, not when cut off",
                        ForeignEdit.RESTORE,
                        movedTo("home").connectivity(Connectivity.ISOLATED),
                        stay),
                Arguments.of(
                        "restore, not while paused",
                        ForeignEdit.RESTORE,
                        movedTo("home").state(new Facts().state().paused(new Pause(NOW, "ada", ""))),
                        stay),
                Arguments.of(
                        "restore, at most three an hour",
                        ForeignEdit.RESTORE,
                        movedTo("home").state(restored(3, NOW.minus(Duration.ofMinutes(59)))),
                        stay),
                Arguments.of(
                        "restore, again when the hour is over",
                        ForeignEdit.RESTORE,
                        movedTo("home").state(restored(3, NOW.minus(Duration.ofMinutes(60)))),
                        back),
                Arguments.of(
                        "what was put back does not count as a switch",
                        ForeignEdit.HOLD,
                        new Facts().prod(Verdict.DOWN).state(restored(3, NOW.minus(Duration.ofMinutes(1)))),
                        new Step.Switch(Cause.FAILOVER, "home", Assignment.AUTOMATIC, "prod is DOWN (as tested)")));
    }

    private static ServiceState restored(int times, Instant at) {
        ServiceState state = new Facts().state();
        for (int i = 0; i < times; i++) {
            state = state.switched(
                            new Step.Switch(Cause.RESTORATION, "prod", Assignment.AUTOMATIC, "put back"),
                            at,
                            Optional.empty(),
                            Optional.empty())
                    .published(List.of(Facts.PROD), at);
        }
        return state;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("foreignEdits")
    void whatSomebodyElseChangedIsAnsweredAsThePolicySays(String what, ForeignEdit policy, Facts facts, Step expected) {
        assertThat(facts.decide(onForeignEdit(policy)).step()).isEqualTo(expected);
    }

    @Test
    void whatAnotherWatcherDecidedIsTakenOnceItIsComplete() {
        assertThat(new Facts().records(Status.SUPERSEDED, "home").decide().step())
                .isEqualTo(new Step.Adopt("home", false));
        assertThat(new Facts().records(Status.SUPERSEDED, null).decide().step()).isEqualTo(new Step.Stay());
        assertThat(new Facts()
                        .prod(Verdict.DOWN)
                        .records(Status.SUPERSEDED, null)
                        .decide()
                        .step())
                .as("nothing is decided over it")
                .isEqualTo(new Step.Stay());
    }

    @Test
    void aMixIsToldWhenItLastsLongerThanItsLimit() {
        FailoverPolicy policy =
                FailoverPolicy.builder().mixLimit(Duration.ofMinutes(3)).build();
        Facts facts = new Facts().records(Status.PENDING, null);

        assertThat(facts.mixedFor(Duration.ofMinutes(3)).decide(policy).conditions())
                .extracting(Condition::kind)
                .doesNotContain(Condition.Kind.MIXED);
        assertThat(facts.mixedFor(Duration.ofSeconds(181)).decide(policy).conditions())
                .extracting(Condition::kind)
                .containsExactly(Condition.Kind.MIXED);
    }

    @Test
    void nothingIsAnsweredWhereNothingWasChanged() {
        for (ForeignEdit policy : ForeignEdit.values()) {
            for (Status status : List.of(Status.AS_DECIDED, Status.PENDING, Status.UNKNOWN, Status.UNSEEN)) {
                Facts facts = new Facts().records(status, "home");
                assertThat(facts.decide(onForeignEdit(policy)).step())
                        .as("%s, %s", policy, status)
                        .isEqualTo(new Step.Stay());
            }
        }
    }
}
