package dev.failover.decision;

import static dev.failover.internal.decision.Facts.HOME;
import static dev.failover.internal.decision.Facts.NOW;
import static dev.failover.internal.decision.Facts.PROD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
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

    private RememberedSwitch failover(Instant published) {
        return atProd.switched(to("home", Cause.FAILOVER), NOW, Optional.of(FAILING), Optional.of(PREDICTED))
                .published(List.of(HOME), published)
                .lastSwitch()
                .orElseThrow();
    }

    @Test
    void aSwitchTakesFromTheFirstFailedCheckUntilItIsPublished() {
        RememberedSwitch made = failover(DONE);

        assertThat(made.took()).contains(Duration.ofMinutes(3));
        assertThat(made.publishing()).contains(Duration.ofMinutes(2));
        assertThat(made.began()).contains(FAILING);
        assertThat(made.publishedAt()).contains(DONE);
    }

    @Test
    void aSwitchByHandTakesFromTheDecisionOn() {
        RememberedSwitch made = atProd.switched(to("home", Cause.SWITCHOVER), NOW, Optional.empty(), Optional.empty())
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
                .extracting(RememberedSwitch::took)
                .containsExactly(Optional.empty(), Optional.of(Duration.ofMinutes(2)));
        RememberedSwitch never = done.switches().get(0);
        assertThat(never.began()).isEmpty();
        assertThat(never.publishedAt()).isEmpty();
        assertThat(never.isLate()).isFalse();
    }

    @Test
    void whatItsProcessSawThroughIsMeasuredWhateverTheWallClockSays() {
        ServiceState begun =
                atProd.switched(to("home", Cause.FAILOVER), NOW, Optional.of(FAILING), Optional.of(PREDICTED));
        for (Duration step : List.of(Duration.ofHours(1), Duration.ofHours(-1))) {
            ServiceState done = begun.published(List.of(HOME), NOW.plus(step)).measured(Duration.ofSeconds(4));
            RememberedSwitch made = done.lastSwitch().orElseThrow();
            assertThat(made.measured()).isTrue();
            assertThat(made.publishing()).contains(Duration.ofSeconds(4));
            assertThat(made.took()).contains(Duration.ofSeconds(64));
            assertThat(made.began()).contains(FAILING);
            assertThat(made.isLate()).isFalse();
        }
    }

    @Test
    void whatItsProcessDidNotSeeThroughIsToldByTheWallClockAndNeverNegative() {
        RememberedSwitch made = failover(NOW.minus(Duration.ofHours(1)));

        assertThat(made.measured()).isFalse();
        assertThat(made.publishing()).contains(Duration.ZERO);
        assertThat(made.took()).contains(Duration.ofMinutes(1));
    }

    /** As many as may be counted, whatever else there was between them. */
    @Test
    void whatIsCountedIsRemembered() {
        ServiceState state = atProd;
        for (int i = 0; i < 70; i++) {
            state = state.switched(to("home", Cause.FAILOVER), NOW, Optional.empty(), Optional.empty())
                    .switched(to("prod", Cause.RETRACTION), NOW, Optional.empty(), Optional.empty())
                    .switched(to("prod", Cause.RESTORATION), NOW, Optional.empty(), Optional.empty())
                    .switched(
                            new Step.Switch(Cause.SWITCHOVER, "home", "ada", "test"),
                            NOW,
                            Optional.empty(),
                            Optional.empty());
        }

        assertThat(state.automaticSwitches(made -> true)).isEqualTo(ServiceState.SWITCHES_KEPT);
        assertThat(state.restorations(made -> true)).isEqualTo(ServiceState.SWITCHES_KEPT);
        assertThat(state.switches()).hasSizeLessThanOrEqualTo(3 * ServiceState.SWITCHES_KEPT);
        assertThat(state.switches()).extracting(RememberedSwitch::epoch).isSorted();
        assertThat(state.lastSwitch().orElseThrow().epoch()).isEqualTo(state.epoch());
    }

    @Test
    void whatWasAcknowledgedDoesNotCountAndWhatComesAfterDoesWhateverTheClockSays() {
        ServiceState once = atProd.switched(
                to("home", Cause.FAILOVER), NOW.plus(Duration.ofHours(5)), Optional.empty(), Optional.empty());
        ServiceState resumed = once.latched(new Latch(NOW, "too many")).resumed();
        assertThat(resumed.automaticSwitches(made -> true)).isZero();

        ServiceState again = resumed.switched(to("prod", Cause.FAILOVER), NOW, Optional.empty(), Optional.empty());
        assertThat(again.automaticSwitches(made -> true)).isEqualTo(1);
        assertThat(again.automaticSwitches(made -> made.to().equals("home"))).isZero();
    }

    @Test
    void resumingWithoutALatchAcknowledgesNothing() {
        ServiceState paused = atProd.switched(to("home", Cause.FAILOVER), NOW, Optional.empty(), Optional.empty())
                .paused(new Pause(NOW, "ada", ""));

        assertThat(paused.resumed().automaticSwitches(made -> true)).isEqualTo(1);
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

    /** S3: another watcher's number may be far above one's own. */
    @Test
    void aSwitchHasANumberAboveAllThatWereSeenInTheZones() {
        Place owner = new Place("dns", new RecordKey("_failover-www", RecordType.TXT));
        RecordSet theirs = RecordSet.of(owner.key(), Duration.ofMinutes(1), new Ownership("www", 17, "two").text());

        assertThat(atProd.accepting(List.of(new Placement(owner, theirs), PROD))
                        .switched(to("home", Cause.SWITCHOVER), NOW, Optional.empty(), Optional.empty())
                        .epoch())
                .isEqualTo(18);
    }
}
