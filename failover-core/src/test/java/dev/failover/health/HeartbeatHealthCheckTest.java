package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.failover.component.Secret;
import dev.failover.time.TimeSource;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A heartbeat check, of a site that may be silent for 90 s,")
class HeartbeatHealthCheckTest {
    private static final InetAddress ANY = InetAddresses.forString("192.0.2.1");
    private static final String TOKEN = "0123456789abcdef";

    private final Seconds time = new Seconds();
    private final HeartbeatHealthCheck check = HeartbeatHealthCheck.builder()
            .silence(Duration.ofSeconds(90))
            .token(Secret.of(TOKEN))
            .time(time)
            .build();

    /** Time that passes when a test says so. */
    private static final class Seconds implements TimeSource {
        private Duration passed = Duration.ZERO;

        @Override
        public long nanoTime() {
            // Close to where it wraps around.
            return Long.MAX_VALUE - 1 + passed.toNanos();
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plus(passed);
        }

        @Override
        public void sleep(Duration duration) {
            throw new UnsupportedOperationException();
        }
    }

    /** Asked every 5 s, as a monitor does; what it says at last. */
    private Health after(int seconds) {
        Health health = Health.unknown("not asked");
        for (int i = 0; i < seconds; i += 5) {
            time.passed = time.passed.plusSeconds(5);
            health = check.check(ANY, Duration.ofSeconds(2));
        }
        return health;
    }

    @Test
    @DisplayName("is unknown until it has listened for so long, and down then (S7)")
    void neverHeard() {
        assertThat(after(5)).isEqualTo(Health.unknown("no heartbeat yet; listening for 5s of the 1m 30s that count"));
        assertThat(after(85).status()).isEqualTo(Health.Status.UNKNOWN);
        assertThat(after(5)).isEqualTo(Health.down("no heartbeat yet; it may be silent for 1m 30s"));
        check.beat();
        assertThat(after(5)).isEqualTo(Health.up("heartbeat 5s ago"));
    }

    @Test
    @DisplayName("is up for 90 s after each heartbeat, and down after that")
    void silent() {
        check.beat();
        assertThat(after(90)).isEqualTo(Health.up("heartbeat 1m 30s ago"));
        assertThat(after(5)).isEqualTo(Health.down("no heartbeat for 1m 35s; it may be silent for 1m 30s"));
        check.beat();
        assertThat(after(60).status()).isEqualTo(Health.Status.UP);
        check.beat();
        assertThat(after(60)).isEqualTo(Health.up("heartbeat 1m ago"));
    }

    @Test
    @DisplayName("counts no silence while nobody could hear the site")
    void deaf() {
        check.beat();
        after(30);
        check.deaf("the address is taken");
        assertThat(after(5)).isEqualTo(Health.unknown("can't be heard: the address is taken"));
        after(200);
        check.listening();
        assertThat(after(5))
                .isEqualTo(Health.unknown("no heartbeat for 4m; listening for 5s of the 1m 30s that count"));
        check.listening();
        assertThat(after(85).status()).isEqualTo(Health.Status.UNKNOWN);
        assertThat(after(5).status()).isEqualTo(Health.Status.DOWN);
    }

    @Test
    @DisplayName(
            "counts no silence of a time in which it was not asked, as that is how a process that stood still finds itself")
    void stoodStill() {
        check.beat();
        after(30);
        time.passed = time.passed.plusSeconds(300);
        assertThat(check.check(ANY, Duration.ofSeconds(2)))
                .isEqualTo(Health.unknown("no heartbeat for 5m 30s; listening for 0ms of the 1m 30s that count"));
        assertThat(after(90).status()).isEqualTo(Health.Status.UNKNOWN);
        assertThat(after(5).status()).isEqualTo(Health.Status.DOWN);
        // A check that is late by less is no process that stood still.
        time.passed = time.passed.plusSeconds(30);
        assertThat(check.check(ANY, Duration.ofSeconds(2)).status()).isEqualTo(Health.Status.DOWN);
    }

    @Test
    @DisplayName("hears only who knows the token, if there may be others, and shows it to nobody")
    void token() {
        assertThat(check.beat(TOKEN.substring(1))).isFalse();
        assertThat(check.beat("")).isFalse();
        assertThat(after(5).status()).isEqualTo(Health.Status.UNKNOWN);
        assertThat(check.beat(TOKEN)).isTrue();
        assertThat(after(5).status()).isEqualTo(Health.Status.UP);
        assertThat(check).hasToString("heartbeat check: silent for 1m 30s at most");
        HeartbeatHealthCheck open =
                HeartbeatHealthCheck.builder().silence(Duration.ofSeconds(90)).build();
        assertThat(open.beat("")).isFalse();
        assertThatThrownBy(() -> HeartbeatHealthCheck.builder().token(Secret.of("short")))
                .hasMessage("must have at least 16 characters, drawn by lot");
    }

    @Test
    @DisplayName("is found among the parts of others")
    void parts() {
        HealthCheck whole = CompositeHealthCheck.any(List.of(
                CompositeHealthCheck.not(check),
                TcpHealthCheck.builder().port(1).build()));
        assertThat(HeartbeatHealthCheck.in(whole)).containsExactly(check);
    }

    @Test
    void needsTheSilence() {
        assertThatThrownBy(() -> HeartbeatHealthCheck.builder().build())
                .hasMessage("silence: is required: for how long may it be silent? Three times its interval, like 90s");
        assertThatThrownBy(() -> HeartbeatHealthCheck.builder().silence(Duration.ofSeconds(2)))
                .hasMessage("must be from 3s to 7d, not 2s");
    }
}
