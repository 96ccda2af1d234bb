package dev.failover.internal.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("How late this machine was with handshakes")
class LatenessTest {
    /** The clock overflows in between. */
    private static final long START = Long.MAX_VALUE - 1;

    private final Lateness lateness = new Lateness();

    private static long at(long seconds) {
        return START + Duration.ofSeconds(seconds).toNanos();
    }

    private void add(long ended, long seconds) {
        lateness.add(at(ended), Duration.ofSeconds(seconds).toNanos());
    }

    private Duration since(long moment) {
        return Duration.ofNanos(lateness.since(at(moment)));
    }

    @Test
    @DisplayName("is the longest wait that ended since a moment")
    void longestSince() {
        assertThat(since(0)).isZero();
        add(1, 3);
        add(2, 5);
        add(3, 4);
        add(4, 2);
        assertThat(since(0)).isEqualTo(Duration.ofSeconds(5));
        assertThat(since(2)).isEqualTo(Duration.ofSeconds(5));
        assertThat(since(3)).isEqualTo(Duration.ofSeconds(4));
        assertThat(since(4)).isEqualTo(Duration.ofSeconds(2));
        assertThat(since(5)).isZero();
    }

    @Test
    @DisplayName("is nothing up to a second, nor what was before any probe of today")
    void isBounded() {
        add(0, 1);
        assertThat(since(0)).isZero();
        add(1, 9);
        add(1 + 601, 2);
        assertThat(since(0)).isEqualTo(Duration.ofSeconds(2));
    }
}
