package dev.failover.internal.decision;

import static dev.failover.internal.decision.Facts.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Acknowledgement;
import dev.failover.decision.Approval;
import dev.failover.decision.Condition;
import dev.failover.decision.Decision;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.Gate;
import dev.failover.decision.ServiceState;
import dev.failover.decision.Step;
import dev.failover.decision.Trial;
import dev.failover.decision.Trial.Basis;
import dev.failover.decision.Trial.Kind;
import dev.failover.health.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("What is to be tried now and then")
class TrialsTest {
    private static final Duration LIMIT = Duration.ofDays(35);

    private static FailoverPolicy policy(Kind kind) {
        FailoverPolicy.Builder policy = FailoverPolicy.builder();
        return (kind == Kind.DRILL ? policy.drillMaxAge(LIMIT) : policy.restoreTestMaxAge(LIMIT)).build();
    }

    private static Trial trial(Kind kind, Duration age) {
        return new Trial(kind, Basis.PASSED, NOW.minus(age), Optional.empty());
    }

    private static Facts remembering(Trial... trials) {
        Facts facts = new Facts();
        return facts.state(facts.state().noting(List.of(trials)));
    }

    private static List<String> conditions(Decision decision) {
        return decision.conditions().stream().map(Condition::id).toList();
    }

    /** The steps that follow one after the other, until nothing more is to be remembered. */
    private static ServiceState settled(Facts facts, FailoverPolicy policy) {
        Decision decision = facts.decide(policy);
        while (decision.step() instanceof Step.Note note) {
            facts.state(facts.state().noting(note.trials()));
            decision = facts.decide(policy);
        }
        return facts.state();
    }

    @ParameterizedTest(name = "{0} days ago: {1}")
    @DisplayName("is told when a fifth of its time is left, and from the end of it on")
    @CsvSource({"1, ", "27, ", "28, ", "29, due", "35, due", "36, expired"})
    void ages(int days, String expected) {
        for (Kind kind : Kind.values()) {
            Facts facts = remembering(trial(kind, Duration.ofDays(days)));
            ServiceState state = settled(facts, policy(kind));
            List<String> told = conditions(facts.decide(policy(kind)));
            String due = "trial-due/" + kind.word();
            String expired = "trial-expired/" + kind.word();
            if (expected == null) {
                assertThat(told).isEmpty();
            } else {
                assertThat(told).isEqualTo(expected.equals("due") ? List.of(due) : List.of(due, expired));
            }
            assertThat(state.isUntried()).isEqualTo("expired".equals(expected));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    @DisplayName("lets a failing site be left without a human until it is too long ago, and not after")
    void gate(Kind kind) {
        Decision before = remembering(trial(kind, LIMIT)).prod(Verdict.DOWN).decide(policy(kind));
        assertThat(before.step().kind()).isEqualTo(Step.Kind.SWITCH);

        Facts late = remembering(trial(kind, LIMIT.plusSeconds(1))).prod(Verdict.DOWN);
        settled(late, policy(kind));
        Decision after = late.decide(policy(kind));
        assertThat(after.step().kind()).isEqualTo(Step.Kind.STAY);
        assertThat(after.unmet()).extracting(Gate::kind).containsExactly(Gate.Kind.APPROVAL);
        assertThat(conditions(after)).contains("waiting-for-human", "trial-expired/" + kind.word());
    }

    @Test
    @DisplayName("that is too long ago holds a failover up before that is written down, too")
    void beforeItIsRemembered() {
        Decision first = remembering(trial(Kind.DRILL, LIMIT.plusSeconds(1)))
                .prod(Verdict.DOWN)
                .decide(policy(Kind.DRILL));
        assertThat(first.step().kind()).isEqualTo(Step.Kind.NOTE);
        assertThat(first.unmet()).extracting(Gate::kind).containsExactly(Gate.Kind.APPROVAL);
    }

    @Test
    @DisplayName("is no reason to hold up a failover that is due: what is to be remembered of it comes later")
    void later() {
        Decision decision = new Facts().prod(Verdict.DOWN).decide(policy(Kind.DRILL));
        assertThat(decision.step().kind()).isEqualTo(Step.Kind.SWITCH);
    }

    @Test
    @DisplayName("is asked for from when a limit is first set on, so that nothing is too long ago at once")
    void askedFor() {
        Facts facts = new Facts();
        assertThat(settled(facts, policy(Kind.DRILL)).trials())
                .containsExactly(new Trial(Kind.DRILL, Basis.ASKED_FOR, NOW, Optional.empty()));
        assertThat(conditions(facts.decide(policy(Kind.DRILL)))).isEmpty();
    }

    @Test
    @DisplayName("is forgotten without a limit, and asked for anew with the next one")
    void forgotten() {
        Facts facts = remembering(trial(Kind.DRILL, LIMIT.multipliedBy(2)));
        assertThat(settled(facts, FailoverPolicy.defaults()).trials()).isEmpty();
        assertThat(settled(facts, policy(Kind.DRILL)).isUntried()).isFalse();
    }

    @Test
    @DisplayName("stays too long ago, whatever the clock or the limit says, until it is passed")
    void latched() {
        Facts facts = remembering(trial(Kind.DRILL, LIMIT.plus(Duration.ofDays(1))));
        ServiceState expired = settled(facts, policy(Kind.DRILL));
        FailoverPolicy longer =
                FailoverPolicy.builder().drillMaxAge(LIMIT.multipliedBy(9)).build();
        assertThat(settled(facts, longer)).isEqualTo(expired);

        ServiceState passed = expired.tried(Kind.DRILL, NOW);
        assertThat(passed.isUntried()).isFalse();
        assertThat(conditions(new Facts().state(passed).decide(policy(Kind.DRILL))))
                .isEmpty();
    }

    @Test
    @DisplayName("counts from when a human said that they know, which only what is too long ago does")
    void acknowledged() {
        Trial recent = trial(Kind.RESTORE_TEST, Duration.ofDays(30));
        Trial old = new Trial(Kind.DRILL, Basis.PASSED, NOW.minus(LIMIT), Optional.of(NOW));
        ServiceState known = remembering(old, recent)
                .state()
                .acknowledged(new Acknowledgement(NOW, "anna", "soon", Set.of("trial-expired/drill")));
        assertThat(known.trials())
                .containsExactly(new Trial(Kind.DRILL, Basis.ACKNOWLEDGED, NOW, Optional.empty()), recent);
    }

    @Test
    @DisplayName("that is too long ago does not stand against a human's word")
    void approved() {
        Facts facts =
                remembering(trial(Kind.DRILL, LIMIT.plus(Duration.ofDays(1)))).prod(Verdict.DOWN);
        ServiceState state = settled(facts, policy(Kind.DRILL));
        facts.state(state.approved(new Approval("home", NOW, NOW.plusSeconds(60), "anna", "known")));
        assertThat(facts.decide(policy(Kind.DRILL)).step().kind()).isEqualTo(Step.Kind.SWITCH);
        Decision asked = remembering(trial(Kind.DRILL, LIMIT.plus(Duration.ofDays(1))))
                .asked("home", false)
                .decide(policy(Kind.DRILL));
        assertThat(asked.step().kind()).isEqualTo(Step.Kind.SWITCH);
    }

    @Test
    @DisplayName("that was passed before what counts already changes nothing")
    void earlier() {
        ServiceState state = remembering(trial(Kind.DRILL, Duration.ofDays(1))).state();
        assertThat(state.tried(Kind.DRILL, NOW.minus(Duration.ofDays(2)))).isSameAs(state);
    }

    @Test
    @DisplayName("counts from now if its moment is yet to come: a clock was wrong")
    void future() {
        Instant tomorrow = NOW.plus(Duration.ofDays(1));
        Facts facts = remembering(new Trial(Kind.DRILL, Basis.PASSED, tomorrow, Optional.empty()));
        assertThat(settled(facts, policy(Kind.DRILL)).trials())
                .containsExactly(new Trial(Kind.DRILL, Basis.PASSED, NOW, Optional.empty()));
    }
}
