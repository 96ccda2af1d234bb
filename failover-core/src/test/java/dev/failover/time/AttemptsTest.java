package dev.failover.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final List<Long> pauses = new ArrayList<>();
    private final List<Long> given = new ArrayList<>();
    private long now;

    private final TimeSource time = new TimeSource() {
        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(now);
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void sleep(Duration duration) {
            pauses.add(duration.toMillis());
            now += duration.toNanos();
        }
    };

    private Deadline in(Duration timeout) {
        return Deadline.in(timeout, time::nanoTime);
    }

    private Attempts.Attempt<String> failing(int times, UnavailableException failure) {
        return within -> {
            given.add(within.left().toMillis());
            if (given.size() <= times) {
                throw failure;
            }
            return "done at " + given.size();
        };
    }

    @ParameterizedTest(name = "asked to wait {0} ms, {1} attempts when throttled: {2} failures, pauses {3}")
    @DisplayName(
            "a failure costs a second attempt, a throttled one as many as were given, none earlier than was asked for")
    @CsvSource({
        ", 2, 0, ''",
        ", 2, 1, 250",
        ", 5, 1, 250",
        "100, 2, 1, 250",
        "3000, 2, 1, 3000",
        "300, 5, 4, 300 500 1000 2000",
        "0, 5, 3, 250 500 1000",
    })
    void triesAgain(Long asked, int whenThrottled, int failures, String expected) throws InterruptedException {
        UnavailableException failure =
                new UnavailableException("busy", null, asked == null ? null : Duration.ofMillis(asked));
        assertThat(Attempts.of(time, whenThrottled).make(in(MINUTE), failing(failures, failure)))
                .isEqualTo("done at " + (failures + 1));
        assertThat(pauses.stream().map(String::valueOf).toList())
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
        assertThat(given.get(0)).isEqualTo(30_000);
    }

    @Test
    @DisplayName(
            "the second failure stands, and so does a first after which there is no time; nothing else is tried again")
    void givesUp() {
        UnavailableException failure = new UnavailableException("busy");
        assertThatThrownBy(() -> Attempts.of(time, 5).make(in(MINUTE), failing(9, failure)))
                .isSameAs(failure);
        assertThat(given).hasSize(2);
        given.clear();
        UnavailableException longer = new UnavailableException("later", null, Duration.ofSeconds(40));
        assertThatThrownBy(() -> Attempts.of(time, 5).make(in(MINUTE), failing(9, longer)))
                .isSameAs(longer);
        assertThat(given).hasSize(1);
        RejectedException refusal = new RejectedException("no");
        assertThatThrownBy(() -> Attempts.twice(time).make(in(MINUTE), within -> {
                    throw refusal;
                }))
                .isSameAs(refusal);
        assertThatThrownBy(() -> Attempts.of(time, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("a further attempt may begin differently")
    void beginsDifferently() throws InterruptedException {
        assertThat(Attempts.twice(time)
                        .make(in(MINUTE), failing(1, new UnavailableException("busy")), within -> "looked again"))
                .isEqualTo("looked again");
    }

    @Test
    @DisplayName("something in motion is looked at less and less often until it shows, failed looks included")
    void awaits() throws InterruptedException {
        int[] looks = {0};
        assertThat(Attempts.twice(time).<String>await(in(MINUTE), within -> {
                    looks[0]++;
                    if (looks[0] == 2) {
                        throw new UnavailableException("lost");
                    }
                    return looks[0] < 7 ? Optional.empty() : Optional.of("there");
                }))
                .isEqualTo("there");
        assertThat(pauses).containsExactly(250L, 500L, 1000L, 2000L, 4000L, 5000L, 5000L);
    }

    @Test
    @DisplayName("what does not show in time is unavailable, because of the latest look if that failed")
    void awaitsNoLonger() {
        assertThatThrownBy(() -> Attempts.twice(time).await(in(MINUTE), within -> Optional.empty()))
                .isInstanceOf(UnavailableException.class)
                .hasNoCause();
        assertThat(pauses.stream().mapToLong(Long::longValue).sum()).isEqualTo(60_000);
        UnavailableException lost = new UnavailableException("lost");
        assertThatThrownBy(() -> Attempts.twice(time).await(in(MINUTE), within -> {
                    throw lost;
                }))
                .isInstanceOf(UnavailableException.class)
                .hasCause(lost);
    }
}
