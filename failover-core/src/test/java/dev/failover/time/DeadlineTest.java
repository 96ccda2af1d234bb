package dev.failover.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.UnavailableException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    /** Near the end of the range, as a clock of arbitrary start may be. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

    private Deadline in(Duration timeout) {
        return Deadline.in(timeout, now::get);
    }

    private void pass(Duration duration) {
        now.addAndGet(duration.toNanos());
    }

    @Test
    void isOverWhenItsTimeHasPassed() {
        Deadline deadline = in(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(4));
        assertThat(deadline.left()).isEqualTo(Duration.ofSeconds(6));
        assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(6));

        pass(Duration.ofSeconds(7));
        assertThat(deadline.left()).isZero();
        assertThatThrownBy(deadline::remaining).isInstanceOf(UnavailableException.class);
    }

    @Test
    void halfLeavesAsMuchForAnotherAttempt() {
        Deadline deadline = in(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(2));

        assertThat(deadline.half().left()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void theEarlierOfTwoCounts() {
        Deadline deadline = in(Duration.ofSeconds(10));

        assertThat(deadline.orIn(Duration.ofSeconds(3)).left()).isEqualTo(Duration.ofSeconds(3));
        assertThat(deadline.orIn(Duration.ofSeconds(30)).left()).isEqualTo(Duration.ofSeconds(10));
        assertThat(deadline.orIn(Duration.ZERO).left()).isZero();
    }

    @Test
    void allowsAPauseOnlyIfAsMuchIsLeftAfterIt() {
        Deadline deadline = in(Duration.ofSeconds(10));

        assertThat(deadline.allows(Duration.ofMillis(4_999))).isTrue();
        assertThat(deadline.allows(Duration.ofSeconds(5))).isFalse();
    }

    @Test
    void aTimeoutBeyondAllMeasureIsADay() {
        assertThat(in(Duration.ofSeconds(Long.MAX_VALUE)).left()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void noTimeAtAllIsAMistake() {
        assertThatThrownBy(() -> Deadline.in(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Deadline.in(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
