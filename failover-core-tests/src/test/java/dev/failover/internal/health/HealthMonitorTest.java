package dev.failover.internal.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.failover.component.UnavailableException;
import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import dev.failover.testkit.ManualScheduler;
import dev.failover.time.Moment;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A health monitor")
class HealthMonitorTest {
    private static final Health UP = Health.up("answered 200");
    private static final Health DOWN = Health.down("answered 503");
    private static final Duration NO_TIME = Duration.ZERO;
    private static final Optional<Moment> NEVER = Optional.empty();
    private static final Thresholds EVERY_5S_FAST_1S = Thresholds.builder()
            .interval(Duration.ofSeconds(5))
            .fastInterval(Duration.ofSeconds(1))
            .build();

    private final ManualScheduler scheduler = new ManualScheduler();
    private final Instant begin = scheduler.instant();
    private final long beginNanos = scheduler.nanoTime();
    private final UnderWay underWay = new UnderWay(scheduler);
    private final Site site = new Site();
    private final List<Assessment> observations = new ArrayList<>();
    private Optional<InetAddress> address = Optional.of(InetAddress.getLoopbackAddress());

    /** Answers as told; once nothing more is told, as it did last. */
    private final class Site implements HealthCheck {
        private final Deque<Duration> takes = new ArrayDeque<>();
        private final Deque<Health> answers = new ArrayDeque<>();
        private final List<Double> probedAt = new ArrayList<>();
        private Health usual = UP;

        void answers(Health health, Duration after) {
            answers.add(health);
            takes.add(after);
        }

        @Override
        public Health check(InetAddress target, Duration timeout) {
            probedAt.add(scheduler.elapsed().toMillis() / 1000.0);
            if (answers.isEmpty()) {
                return usual;
            }
            underWay.spend(takes.remove());
            return answers.remove();
        }
    }

    private HealthMonitor monitor(Thresholds thresholds) {
        return monitor(thresholds, site);
    }

    private HealthMonitor monitor(Thresholds thresholds, HealthCheck check) {
        return HealthMonitor.of(
                scheduler, "www/prod", check, () -> address, thresholds, Duration.ZERO, observations::add);
    }

    private Assessment last() {
        return observations.get(observations.size() - 1);
    }

    @Test
    void knowsNothingBeforeItsFirstResult() {
        HealthMonitor monitor = monitor(EVERY_5S_FAST_1S);
        assertThat(monitor.latest().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(monitor.latest().changing()).isTrue();
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(site.probedAt).as("not started").isEmpty();
    }

    @Test
    void probesAtOnceAndFastUntilTheVerdictIsKnown() {
        monitor(EVERY_5S_FAST_1S).start();
        scheduler.advance(Duration.ofSeconds(12));
        assertThat(site.probedAt).containsExactly(0.0, 1.0, 6.0, 11.0);
    }

    @Test
    void isStartedOnce() {
        HealthMonitor monitor = monitor(EVERY_5S_FAST_1S);
        monitor.start();
        monitor.start();
        scheduler.advance(Duration.ZERO);
        assertThat(site.probedAt).hasSize(1);
    }

    @Test
    void hurriesFromTheFirstResultAgainstTheVerdict() {
        site.answers(UP, Duration.ZERO);
        site.answers(UP, Duration.ZERO);
        site.answers(DOWN, Duration.ofMillis(1600));
        site.usual = DOWN;
        monitor(EVERY_5S_FAST_1S).start();
        scheduler.advance(Duration.ofSeconds(14));
        // The answer of 6.0 came at 7.6, when the next fast probe was overdue; DOWN at 8.6, and slow again.
        assertThat(site.probedAt).containsExactly(0.0, 1.0, 6.0, 7.6, 8.6, 13.6);
        assertThat(last().verdict()).isEqualTo(Verdict.DOWN);
    }

    @Test
    void startsAnewWhenItIsToForget() {
        HealthMonitor monitor = monitor(EVERY_5S_FAST_1S);
        monitor.start();
        scheduler.advance(Duration.ofSeconds(12));
        assertThat(monitor.latest().verdict()).isEqualTo(Verdict.UP);

        monitor.forget();
        assertThat(monitor.latest().verdict()).isEqualTo(Verdict.UNKNOWN);
        scheduler.advance(Duration.ofSeconds(3));
        assertThat(site.probedAt).as("fast again").containsExactly(0.0, 1.0, 6.0, 11.0, 12.0, 13.0);
        assertThat(monitor.latest().verdict()).isEqualTo(Verdict.UP);
    }

    @Test
    void goesBackToItsIntervalWhenTheSiteWasUpAfterAll() {
        site.answers(UP, Duration.ZERO);
        site.answers(UP, Duration.ZERO);
        site.answers(DOWN, Duration.ZERO);
        monitor(EVERY_5S_FAST_1S).start();
        scheduler.advance(Duration.ofSeconds(13));
        assertThat(site.probedAt).containsExactly(0.0, 1.0, 6.0, 7.0, 12.0);
    }

    @Test
    void tellsEveryResultWithWhatItAmountsTo() {
        site.answers(UP, Duration.ZERO);
        site.answers(UP, Duration.ofMillis(100));
        site.answers(DOWN, Duration.ofMillis(500));
        site.answers(DOWN, Duration.ofMillis(500));
        site.answers(DOWN, Duration.ofMillis(500));
        HealthMonitor monitor = monitor(EVERY_5S_FAST_1S);
        monitor.start();
        scheduler.advance(Duration.ofSeconds(9));
        assertThat(observations)
                .extracting(
                        Assessment::verdict,
                        Assessment::since,
                        Assessment::last,
                        Assessment::at,
                        Assessment::changing,
                        Assessment::streak,
                        Assessment::streakStarted,
                        Assessment::verdictChanged,
                        Assessment::observed,
                        Assessment::voted,
                        Assessment::failingSince)
                .containsExactly(
                        tuple(Verdict.UNKNOWN, begin, UP, begin, true, 1, started(0), false, NO_TIME, voted(0), NEVER),
                        tuple(Verdict.UP, at(1.1), UP, at(1.1), false, 2, started(0), true, NO_TIME, voted(1.1), NEVER),
                        tuple(
                                Verdict.UP,
                                at(1.1),
                                DOWN,
                                at(6.5),
                                true,
                                1,
                                started(6),
                                false,
                                NO_TIME,
                                voted(6.5),
                                started(6)),
                        tuple(
                                Verdict.UP,
                                at(1.1),
                                DOWN,
                                at(7.5),
                                true,
                                2,
                                started(6),
                                false,
                                NO_TIME,
                                voted(7.5),
                                started(6)),
                        tuple(
                                Verdict.DOWN,
                                at(8.5),
                                DOWN,
                                at(8.5),
                                false,
                                3,
                                started(6),
                                true,
                                NO_TIME,
                                voted(8.5),
                                started(6)));
        assertThat(monitor.latest()).isEqualTo(last());
    }

    @Test
    void overlapsProbesWhoseTimeoutIsLongerThanTheInterval() {
        for (int i = 0; i < 10; i++) {
            site.answers(DOWN, Duration.ofSeconds(3));
        }
        monitor(every(1, 3)).start();
        scheduler.advance(Duration.ofSeconds(6));
        assertThat(site.probedAt).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
        assertThat(underWay.most()).isLessThanOrEqualTo(4);
        assertThat(observations).extracting(Assessment::at).containsExactly(at(3), at(4), at(5), at(6));
    }

    @Test
    @DisplayName("never has more probes under way than their timeouts explain, even if a check overruns its own")
    void boundsWhatIsUnderWay() {
        for (int i = 0; i < 100; i++) {
            site.answers(DOWN, Duration.ofMillis(950));
        }
        monitor(Thresholds.builder()
                        .interval(Duration.ofMillis(100))
                        .timeout(Duration.ofMillis(200))
                        .build())
                .start();
        scheduler.advance(Duration.ofMillis(2000));
        assertThat(underWay.most()).isEqualTo(3);
        assertThat(site.probedAt)
                .as("the fourth waits for the first to end")
                .startsWith(0.0, 0.1, 0.2, 0.95, 1.05, 1.15, 1.9);
    }

    @Test
    void dropsAProbeOvertakenByALaterOne() {
        site.answers(UP, Duration.ZERO);
        site.answers(DOWN, Duration.ofSeconds(3));
        site.answers(UP, Duration.ofMillis(10));
        monitor(Thresholds.builder()
                        .interval(Duration.ofSeconds(1))
                        .timeout(Duration.ofSeconds(3))
                        .rise(1)
                        .build())
                .start();
        scheduler.advance(Duration.ofSeconds(10));
        assertThat(observations).extracting(Assessment::last).doesNotContain(DOWN);
        assertThat(last().verdict()).isEqualTo(Verdict.UP);
    }

    @Test
    void doesNotDrift() {
        monitor(every(1, 1)).start();
        scheduler.advance(Duration.ZERO);
        int late = 0;
        for (int i = 0; i < 100; i++) {
            // The machine is busy at every start, now more and now less.
            scheduler.advance(Duration.ofMillis(995 - late));
            late = 1 + i % 7;
            scheduler.stall(Duration.ofMillis(5 + late));
            scheduler.advance(Duration.ZERO);
        }
        assertThat(site.probedAt).hasSize(101);
        assertThat(site.probedAt.get(100)).isBetween(100.0, 100.01);
    }

    @Test
    @DisplayName("makes one probe of a moment, and not several, after it was held up")
    void doesNotCatchUp() {
        monitor(every(1, 1)).start();
        scheduler.advance(Duration.ofMillis(2500));
        scheduler.stall(Duration.ofSeconds(10));
        scheduler.advance(Duration.ofMillis(2600));
        assertThat(site.probedAt).containsExactly(0.0, 1.0, 2.0, 12.5, 13.5, 14.5);
    }

    @Test
    @DisplayName("takes what it was late with itself for unknown, whatever it is, and tells how late it was")
    void whatComesTooLateIsNoVote() {
        answersHeardAfter(Duration.ofMillis(1_001));
        assertThat(observations)
                .extracting(Assessment::last)
                .contains(Health.unknown("answered 503; but this machine was 1s late with it, so it does not count"));
        assertThat(observations).extracting(Assessment::delay).contains(Duration.ofMillis(1_001));
        assertThat(observations).noneMatch(observation -> observation.last().status() == Health.Status.DOWN);
    }

    @Test
    @DisplayName("counts what it was late with by no more than the timeout")
    void whatComesALittleLateIsAVote() {
        answersHeardAfter(Duration.ofMillis(1_000));
        assertThat(observations).anyMatch(observation -> observation.last().status() == Health.Status.DOWN);
    }

    @Test
    @DisplayName("does not hurry after what came too late, which would make the next later still")
    void whatComesTooLateIsNoReasonToHurry() {
        site.answers(UP, Duration.ofMillis(100));
        monitor(EVERY_5S_FAST_1S).start();
        scheduler.advance(Duration.ZERO);
        scheduler.stall(Duration.ofSeconds(3));
        scheduler.advance(Duration.ofSeconds(10));
        assertThat(site.probedAt).containsExactly(0.0, 5.0, 6.0, 11.0);
    }

    private void answersHeardAfter(Duration stall) {
        monitor(every(1, 1)).start();
        scheduler.advance(Duration.ofMillis(1_500));
        assertThat(last().verdict()).isEqualTo(Verdict.UP);
        site.answers(DOWN, Duration.ofMillis(100));
        scheduler.advance(Duration.ofMillis(500));
        scheduler.stall(stall);
        scheduler.advance(Duration.ZERO);
    }

    @Test
    @DisplayName("takes what was answered before its machine was suspended for unknown")
    void whatWasAnsweredBeforeASuspensionIsNoVote() {
        monitor(every(1, 1)).start();
        scheduler.advance(Duration.ofMillis(1_500));
        site.answers(DOWN, Duration.ofMillis(100));
        scheduler.advance(Duration.ofMillis(500));
        scheduler.suspend(Duration.ofHours(1));
        scheduler.advance(Duration.ofMillis(100));
        assertThat(last().last())
                .isEqualTo(Health.unknown("answered 503; but that became known only after 1h, so it does not count"));
    }

    @Test
    void isUnknownWhileTheAddressIsAndProbesOnceItIsKnown() {
        Optional<InetAddress> known = address;
        address = Optional.empty();
        monitor(EVERY_5S_FAST_1S).start();
        scheduler.advance(Duration.ofMillis(2500));
        assertThat(observations).hasSize(3);
        assertThat(last().last()).isEqualTo(Health.unknown("its address is not known yet"));
        assertThat(last().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(site.probedAt).isEmpty();
        address = known;
        scheduler.advance(Duration.ofSeconds(2));
        assertThat(last().verdict()).isEqualTo(Verdict.UP);
    }

    @Test
    void takesABrokenCheckForUnknownAndNeverForDown() {
        monitor(EVERY_5S_FAST_1S, (target, timeout) -> {
                    throw new IllegalStateException("a bug, on purpose");
                })
                .start();
        scheduler.advance(Duration.ofSeconds(20));
        assertThat(last().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(last().last().status()).isEqualTo(Health.Status.UNKNOWN);
        assertThat(last().last().detail()).contains("a bug, on purpose");
    }

    @Test
    @SuppressWarnings("NullAway")
    void takesACheckThatReturnsNothingForUnknown() {
        monitor(EVERY_5S_FAST_1S, (target, timeout) -> null).start();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(last().last().status()).isEqualTo(Health.Status.UNKNOWN);
    }

    @Test
    void takesACheckThatDoesNotEndForUnknown() {
        site.answers(DOWN, Duration.ofMinutes(1));
        monitor(Thresholds.defaults()).start();
        scheduler.advance(Duration.ofSeconds(4));
        assertThat(last().last().status()).isEqualTo(Health.Status.UNKNOWN);
        assertThat(last().last().detail()).startsWith("the health check of www/prod did not end");
    }

    @Test
    void survivesABrokenAddressSupplierAndAComponentsException() {
        HealthMonitor monitor = HealthMonitor.of(
                scheduler,
                "www/prod",
                site,
                () -> {
                    throw new UnavailableException("the look-up failed");
                },
                EVERY_5S_FAST_1S,
                Duration.ZERO,
                observations::add);
        monitor.start();
        scheduler.advance(Duration.ofSeconds(3));
        assertThat(observations).hasSize(4);
        assertThat(last().last()).isEqualTo(Health.unknown("the look-up failed"));
    }

    @Test
    void keepsTheLastCertificateInSightWhenALaterProbeSeesNone() {
        Instant expiry = Instant.parse("2027-01-01T00:00:00Z");
        site.answers(UP.withCertificateExpiry(expiry), Duration.ZERO);
        site.answers(Health.down("connection refused"), Duration.ZERO);
        site.answers(UP.withCertificateExpiry(expiry.plusSeconds(9)), Duration.ZERO);
        monitor(EVERY_5S_FAST_1S).start();
        scheduler.advance(Duration.ZERO);
        assertThat(last().certificateExpiry()).contains(expiry);
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(last().last().certificateExpiry()).isEmpty();
        assertThat(last().certificateExpiry()).contains(expiry);
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(last().certificateExpiry()).contains(expiry.plusSeconds(9));
    }

    @Test
    void isSilentOnceClosed() {
        site.answers(UP, Duration.ofMillis(500));
        HealthMonitor monitor = monitor(EVERY_5S_FAST_1S);
        monitor.start();
        scheduler.advance(Duration.ofMillis(100));
        monitor.close();
        monitor.close();
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(observations).isEmpty();
        assertThat(site.probedAt).hasSize(1);
        monitor.start();
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(site.probedAt).hasSize(1);
    }

    @Test
    void mayBeClosedByItsListener() {
        HealthMonitor[] monitor = new HealthMonitor[1];
        monitor[0] = HealthMonitor.of(
                scheduler, "www/prod", site, () -> address, every(1, 1), Duration.ZERO, observation -> {
                    observations.add(observation);
                    monitor[0].close();
                });
        monitor[0].start();
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(observations).hasSize(1);
    }

    private static Thresholds every(int seconds, int timeout) {
        return Thresholds.builder()
                .interval(Duration.ofSeconds(seconds))
                .timeout(Duration.ofSeconds(timeout))
                .build();
    }

    private Optional<Moment> started(double seconds) {
        long nanos = Math.round(seconds * 1e9);
        return Optional.of(new Moment(beginNanos + nanos, begin.plusNanos(nanos)));
    }

    private Optional<Moment> voted(double seconds) {
        return started(seconds);
    }

    private Instant at(double seconds) {
        return begin.plusMillis(Math.round(seconds * 1000));
    }
}
