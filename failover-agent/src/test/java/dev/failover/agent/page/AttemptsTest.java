package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Attempts to act")
class AttemptsTest {
    /** Begins where the count of nanoseconds is about to run over. */
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    private final Attempts attempts = new Attempts(new TimeSource() {
        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public void sleep(Duration duration) {
            nanos += duration.toNanos();
        }
    });

    private int taken(String address) {
        int count = 0;
        while (attempts.take(address)) {
            count++;
        }
        return count;
    }

    @Test
    @DisplayName("are ten at once, one more every six seconds, and ten again after a minute, of each address")
    void limited() {
        assertThat(taken("a")).isEqualTo(10);
        assertThat(taken("b")).isEqualTo(10);
        nanos += Duration.ofSeconds(5).toNanos();
        assertThat(taken("a")).isZero();
        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(taken("a")).isEqualTo(1);
        nanos += Duration.ofHours(1).toNanos();
        assertThat(taken("a")).isEqualTo(10);
    }
}
