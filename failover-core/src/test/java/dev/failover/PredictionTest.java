package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Cause;
import dev.failover.decision.RememberedSwitch;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PredictionTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private static Service service(Thresholds thresholds) {
        return Service.builder("www")
                .record("dns", "www", RecordType.A, Duration.ofSeconds(60))
                .record("dns", "@", RecordType.A, Duration.ofSeconds(300))
                .site(Site.of("prod", "203.0.113.10"))
                .check((address, timeout) -> Health.up("fine"))
                .thresholds(thresholds)
                .build();
    }

    private static RememberedSwitch made(Optional<Duration> took, Optional<Duration> publishing, Duration predicted) {
        return new RememberedSwitch(
                2, Cause.FAILOVER, "prod", "home", NOW, true, took, publishing, true, Optional.of(predicted));
    }

    @Test
    void addsDetectionGatesPublishingAndTheLongestTtl() {
        Thresholds slow = Thresholds.builder()
                .interval(Duration.ofSeconds(5))
                .timeout(Duration.ofSeconds(2))
                .fall(3)
                .build();
        Prediction prediction = Prediction.of(service(slow), List.of(), Duration.ZERO);

        assertThat(prediction.detection()).isEqualTo(Duration.ofSeconds(17));
        assertThat(prediction.gates()).as("known before the verdict").isZero();
        assertThat(prediction.measured()).isFalse();
        assertThat(prediction.published()).isEqualTo(Duration.ofSeconds(17).plus(Prediction.UNMEASURED));
        assertThat(prediction.visible()).isEqualTo(prediction.published().plusSeconds(300));
    }

    @Test
    void aVerdictQuickerThanTheLookAtTheOwnNetworkMayHaveToWaitForIt() {
        Thresholds quick = Thresholds.builder()
                .interval(Duration.ofSeconds(1))
                .timeout(Duration.ofMillis(500))
                .fall(3)
                .build();
        Prediction prediction = Prediction.of(service(quick), List.of(), Duration.ZERO);

        assertThat(prediction.detection()).isEqualTo(Duration.ofMillis(3_500));
        assertThat(prediction.gates())
                .as("4s, less the 2s from the first result to the verdict")
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(prediction.published()).isEqualTo(Duration.ofMillis(5_500).plus(Prediction.UNMEASURED));
    }

    @Test
    void publishingIsTheLongestOfTheSwitchesRemembered() {
        Duration any = Duration.ofMinutes(1);
        Prediction prediction = Prediction.of(
                service(Thresholds.defaults()),
                List.of(
                        made(Optional.of(any), Optional.of(Duration.ofSeconds(7)), any),
                        made(Optional.of(any), Optional.of(Duration.ofSeconds(3)), any),
                        made(Optional.empty(), Optional.empty(), any)),
                Duration.ofMinutes(2));

        assertThat(prediction.measured()).isTrue();
        assertThat(prediction.publishing()).isEqualTo(Duration.ofSeconds(7));
    }

    /** The clock was set while it was under way, or its process was restarted: that says nothing about the vendor. */
    @Test
    void whatWasNotMeasuredPredictsNothing() {
        Optional<Duration> hour = Optional.of(Duration.ofHours(1));
        Prediction prediction = Prediction.of(
                service(Thresholds.defaults()),
                List.of(new RememberedSwitch(
                        2, Cause.FAILOVER, "prod", "home", NOW, true, hour, hour, false, Optional.empty())),
                Duration.ZERO);

        assertThat(prediction.measured()).isFalse();
        assertThat(prediction.publishing()).isEqualTo(Prediction.UNMEASURED);
    }

    @Test
    void aSwitchKnowsWhenItBeganWhenItWasPublishedAndWhetherItWasLate() {
        RememberedSwitch made =
                made(Optional.of(Duration.ofSeconds(52)), Optional.of(Duration.ofSeconds(5)), Duration.ofSeconds(51));

        assertThat(made.began()).contains(NOW.minusSeconds(47));
        assertThat(made.publishedAt()).contains(NOW.plusSeconds(5));
        assertThat(made.isLate()).isTrue();
        assertThat(made(made.took(), made.publishing(), Duration.ofSeconds(52)).isLate())
                .isFalse();
        RememberedSwitch underWay = made(Optional.empty(), Optional.empty(), Duration.ofSeconds(51));
        assertThat(underWay.began()).isEmpty();
        assertThat(underWay.publishedAt()).isEmpty();
        assertThat(underWay.isLate()).isFalse();
    }

    @Test
    void beforeOneWasMeasuredTheSlowestTrafficSwitchPredictsIt() {
        Duration slowest = Prediction.UNMEASURED.plusSeconds(40);
        assertThat(Prediction.of(service(Thresholds.defaults()), List.of(), slowest)
                        .publishing())
                .isEqualTo(slowest);
        assertThat(Prediction.of(service(Thresholds.defaults()), List.of(), Duration.ofSeconds(5))
                        .publishing())
                .isEqualTo(Prediction.UNMEASURED);
    }
}
