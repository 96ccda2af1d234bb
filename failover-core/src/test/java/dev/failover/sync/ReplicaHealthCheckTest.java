package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.failover.component.UnavailableException;
import dev.failover.health.Health;
import dev.failover.sync.ReplicaAge.Reading;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A replica check")
class ReplicaHealthCheckTest {
    private static final InetAddress ANY = InetAddresses.forString("192.0.2.1");
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    private static Health probe(ReplicaAge replica) throws Exception {
        return new ReplicaHealthCheck(replica, Duration.ofSeconds(90), () -> NOW).check(ANY, TIMEOUT);
    }

    @Test
    @DisplayName("takes data that arrived for a sign of life, up to an age, and knows what it does not know (S7)")
    void judges() throws Exception {
        assertThat(probe(timeout -> Reading.of(NOW.minusSeconds(3)))).isEqualTo(Health.up("the replica is 3s old"));
        assertThat(probe(timeout -> Reading.of(NOW.minusSeconds(90))).status()).isEqualTo(Health.Status.UP);
        assertThat(probe(timeout -> Reading.of(NOW.minusSeconds(91))))
                .isEqualTo(Health.down("the replica is 1m 31s old, and may be 1m 30s"));
        assertThat(probe(timeout -> Reading.of(NOW.plusSeconds(60))).status()).isEqualTo(Health.Status.UNKNOWN);
        assertThat(probe(timeout -> Reading.unknown("no watermark\u001b[31m")))
                .isEqualTo(Health.unknown("the replica's age is not known: no watermark"));
        assertThat(probe(timeout -> {
                    throw new UnavailableException("the other side does not answer");
                }))
                .isEqualTo(Health.unknown("the other side does not answer"));
    }

    @Test
    void needsAnAge() {
        assertThatThrownBy(() -> ReplicaHealthCheck.of(timeout -> Reading.unknown(""), Duration.ZERO))
                .hasMessage("must be more than zero, not 0ms");
    }
}
