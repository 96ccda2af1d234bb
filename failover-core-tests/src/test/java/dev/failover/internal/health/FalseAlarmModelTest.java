package dev.failover.internal.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.failover.health.Detection;
import dev.failover.health.Thresholds;
import dev.failover.internal.health.FalseAlarmModel.Alarms;
import dev.failover.internal.health.FalseAlarmModel.Trouble;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The model of false alarms")
class FalseAlarmModelTest {
    private static final Thresholds FAST = Detection.FAST.thresholds();
    private static final int YEARS = 4;

    private static Alarms run(Thresholds thresholds, Trouble trouble) {
        return FalseAlarmModel.run(thresholds, trouble, YEARS, 1);
    }

    @Test
    @DisplayName("raises none where nothing goes wrong, however many probes there are")
    void quiet() {
        Alarms alarms = run(FAST, Trouble.USUAL.pathsOnly().restartsOnly());
        assertThat(alarms.one()).isZero();
        assertThat(alarms.three()).isZero();
        assertThat(alarms.probes()).isCloseTo(Duration.ofDays(365L * YEARS).toSeconds(), within(10L));
    }

    @Test
    @DisplayName("says the same of the same seed")
    void repeatable() {
        assertThat(run(FAST, Trouble.USUAL)).isEqualTo(run(FAST, Trouble.USUAL));
    }

    @Test
    @DisplayName(
            "takes a restart for an outage where enough probes fit in, all the watchers alike, and never a shorter one")
    void restarts() {
        Duration four = Duration.ofSeconds(4);
        Trouble shorter = restarts(Duration.ofSeconds(1), four.minusMillis(1));
        assertThat(run(FAST, shorter).one()).isZero();
        Trouble longer = restarts(Duration.ofSeconds(5).plusMillis(1), Duration.ofSeconds(9));
        Alarms alarms = run(FAST, longer);
        assertThat(alarms.one()).as("every one, about 52 a year").isBetween(45.0, 60.0);
        assertThat(alarms.three()).as("voting does not help").isCloseTo(alarms.one(), within(0.1));
    }

    private static Trouble restarts(Duration shortest, Duration longest) {
        return new Trouble(Trouble.NEVER, Duration.ofSeconds(5), 0, 0, Duration.ofDays(7), shortest, longest);
    }

    @Test
    @DisplayName("outvotes the loss of one path, and what is waited out longer is taken for an outage less often")
    void paths() {
        Trouble paths = Trouble.USUAL.pathsOnly();
        Alarms quick = run(FAST, paths);
        assertThat(quick.one()).isPositive();
        assertThat(quick.three()).isLessThan(quick.one() / 20);
        Alarms patient = run(FAST.toBuilder().fall(10).build(), paths);
        assertThat(patient.one()).isLessThan(quick.one());
    }

    @Test
    @DisplayName(
            "loses a probe of a quiet path as often as its packets are lost, and answers those that are sent again")
    void losses() {
        Trouble noise = new Trouble(
                Trouble.NEVER, Duration.ofSeconds(5), 0, 0.0001, Trouble.NEVER, Duration.ZERO, Duration.ZERO);
        Thresholds every = FAST.toBuilder().fall(1).rise(1).build();
        double probes = Duration.ofDays(365).toSeconds();
        // Within a second, connecting has no second chance, and asking has three.
        assertThat(run(every, noise).one()).isCloseTo(probes * 0.0001, within(probes * 0.00001));
        Thresholds patient = every.toBuilder()
                .interval(Duration.ofSeconds(2))
                .fastInterval(Duration.ofSeconds(2))
                .timeout(Duration.ofSeconds(2))
                .build();
        assertThat(run(patient, noise).one())
                .as("with time for a second chance")
                .isLessThan(probes * 0.000001);
    }
}
