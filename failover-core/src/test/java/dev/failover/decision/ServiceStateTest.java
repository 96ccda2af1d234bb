package dev.failover.decision;

import static dev.failover.decision.Facts.HOME;
import static dev.failover.decision.Facts.NOW;
import static dev.failover.decision.Facts.PROD;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is remembered of switches. */
class ServiceStateTest {
    private static final Instant FAILING = NOW.minus(Duration.ofMinutes(1));
    private static final Instant DONE = NOW.plus(Duration.ofMinutes(2));
    private static final Duration PREDICTED = Duration.ofMinutes(3);

    private final ServiceState atProd = ServiceState.INITIAL.adopted("prod", FAILING, List.of(PROD));

    private static Step.Switch to(String site, Cause cause) {
        return new Step.Switch(cause, site, Assignment.AUTOMATIC, "test");
    }

    private SwitchRecord failover(Instant published) {
        return atProd.switched(to("home", Cause.FAILOVER), NOW, Optional.of(FAILING), Optional.of(PREDICTED))
                .published(List.of(HOME), published)
                .lastSwitch()
                .orElseThrow();
    }

    @Test
    void aSwitchTakesFromTheFirstFailedCheckUntilItIsPublished() {
        SwitchRecord made = failover(DONE);

        assertThat(made.took()).contains(Duration.ofMinutes(3));
        assertThat(made.publishing()).contains(Duration.ofMinutes(2));
        assertThat(made.began()).contains(FAILING);
        assertThat(made.publishedAt()).contains(DONE);
    }

    @Test
    void aSwitchByHandTakesFromTheDecisionOn() {
        SwitchRecord made = atProd.switched(to("home", Cause.SWITCHOVER), NOW, Optional.empty(), Optional.empty())
                .published(List.of(HOME), DONE)
                .lastSwitch()
                .orElseThrow();

        assertThat(made.took()).contains(Duration.ofMinutes(2));
        assertThat(made.began()).contains(NOW);
        assertThat(made.isLate()).as("nothing was predicted").isFalse();
    }

    @Test
    void itIsLateIfItTookLongerThanPredicted() {
        assertThat(failover(DONE).isLate()).isFalse();
        assertThat(failover(DONE.plusMillis(1)).isLate()).isTrue();
    }

    @Test
    void whatAnotherDecisionOvertookWasNeverPublished() {
        ServiceState overtaken =
                atProd.switched(to("home", Cause.FAILOVER), NOW, Optional.of(FAILING), Optional.of(PREDICTED));
        ServiceState done = overtaken
                .switched(to("prod", Cause.RETRACTION), NOW, Optional.empty(), Optional.empty())
                .published(List.of(PROD), DONE);

        assertThat(done.switches())
                .extracting(SwitchRecord::took)
                .containsExactly(Optional.empty(), Optional.of(Duration.ofMinutes(2)));
        SwitchRecord never = done.switches().get(0);
        assertThat(never.began()).isEmpty();
        assertThat(never.publishedAt()).isEmpty();
        assertThat(never.isLate()).isFalse();
    }

    @Test
    void aSwitchIsPublishedOnce() {
        ServiceState done = atProd.switched(
                        to("home", Cause.FAILOVER), NOW, Optional.of(FAILING), Optional.of(PREDICTED))
                .published(List.of(HOME), DONE);

        assertThat(done.transition()).isEmpty();
        assertThat(done.published(List.of(HOME), DONE.plusSeconds(60))).isEqualTo(done);
    }

    @Test
    void onlyWhatWasPutBackLeavesAnApprovalUnused() {
        ServiceState approved = atProd.approved(new Approval("home", NOW, DONE, "ada", "works tonight"));

        assertThat(approved.switched(to("prod", Cause.RESTORATION), NOW, Optional.empty(), Optional.empty())
                        .approval())
                .isEqualTo(approved.approval());
        assertThat(approved.switched(to("prod", Cause.FAILBACK), NOW, Optional.empty(), Optional.empty())
                        .approval())
                .isEmpty();
    }

    @Test
    void whatWasWrittenCountsForTheLatestIntentOnly() {
        ServiceState written = atProd.intending(List.of(HOME)).wrote(Set.of("dns"));

        assertThat(written.written()).containsExactly("dns");
        assertThat(written.placements()).containsExactly(PROD, HOME);
        assertThat(written.intending(List.of(PROD)).written()).isEmpty();
    }
}
