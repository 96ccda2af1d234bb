package dev.failover.agent.page.model;

import static dev.failover.agent.page.model.Reachability.DEGRADED;
import static dev.failover.agent.page.model.Reachability.DOWN;
import static dev.failover.agent.page.model.Reachability.UNKNOWN;
import static dev.failover.agent.page.model.Reachability.UP;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A history of verdicts")
class HistoryTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    private static Instant at(long seconds) {
        return NOON.plusSeconds(seconds);
    }

    private static History noted(Object... momentsAndStates) {
        History history = History.NONE;
        for (int i = 0; i < momentsAndStates.length; i += 2) {
            history = history.noted(at((int) momentsAndStates[i]), (Reachability) momentsAndStates[i + 1]);
        }
        return history;
    }

    @Test
    @DisplayName("has a span for each change, which lasts until the next, or until it was noted last")
    void spans() {
        assertThat(noted(0, UP, 10, UP, 20, DOWN, 25, DOWN, 30, UP).spans())
                .containsExactly(
                        new Span(at(0), at(20), UP), new Span(at(20), at(30), DOWN), new Span(at(30), at(30), UP));
    }

    @Test
    @DisplayName("takes a time in which nobody noted anything for not known, unless it is no longer than a restart")
    void gaps() {
        assertThat(noted(0, UP, 10, UP, 130, UP).spans()).containsExactly(new Span(at(0), at(130), UP));
        assertThat(noted(0, UP, 10, UP, 131, UP).spans())
                .containsExactly(
                        new Span(at(0), at(10), UP),
                        new Span(at(10), at(131), UNKNOWN),
                        new Span(at(131), at(131), UP));
    }

    @Test
    @DisplayName("forgets what lies ahead when the clock was set back")
    void clockSetBack() {
        assertThat(noted(0, UP, 100, DOWN, 110, UP, 50, UP, 60, UP).spans())
                .containsExactly(new Span(at(0), at(60), UP));
    }

    @Test
    @DisplayName("takes what is known better for the part that was noted, and stays as it was when told again")
    void corrected() {
        History seen = noted(0, UP, 100, DOWN, 110, UP, 120, UP);
        History corrected = seen.with(new Span(at(60), at(112), DOWN));

        assertThat(corrected.spans())
                .containsExactly(
                        new Span(at(0), at(60), UP), new Span(at(60), at(112), DOWN), new Span(at(112), at(120), UP));
        assertThat(corrected.with(new Span(at(60), at(112), DOWN))).isEqualTo(corrected);
        assertThat(noted(0, UP, 120, UP).with(new Span(at(-50), at(10), DOWN)).spans())
                .containsExactly(new Span(at(0), at(10), DOWN), new Span(at(10), at(120), UP));
        assertThat(noted(0, UP, 120, UP).with(new Span(at(110), at(500), DOWN)).spans())
                .containsExactly(
                        new Span(at(0), at(110), UP), new Span(at(110), at(120), DOWN), new Span(at(120), at(120), UP));
        assertThat(noted(0, UP, 120, UP).with(new Span(at(-50), at(-10), DOWN)).outages())
                .isEmpty();
        assertThat(History.NONE.with(new Span(at(0), at(10), DOWN))).isEqualTo(History.NONE);
    }

    @Test
    @DisplayName("keeps 90 days and the day that has begun, and a bounded number of spans")
    void bounds() {
        History old = noted(0, DOWN, 10, UP).noted(NOON.plus(Duration.ofDays(92)), UP);
        assertThat(old.outages()).isEmpty();
        History flapping = History.NONE;
        for (int i = 0; i < 5000; i++) {
            flapping = flapping.noted(at(i), i % 2 == 0 ? UP : DOWN);
        }
        assertThat(flapping.spans()).hasSize(History.MOST_SPANS);
        assertThat(flapping.spans().get(History.MOST_SPANS - 1).until()).isEqualTo(at(4999));
    }

    @Test
    @DisplayName("counts what is not known neither as up nor as down, and degraded as up")
    void uptime() {
        Uptime uptime =
                noted(0, UP, 60, DEGRADED, 90, DOWN, 100, UNKNOWN, 200, UNKNOWN).uptime(at(-100), at(200));

        assertThat(uptime)
                .isEqualTo(new Uptime(Duration.ofSeconds(90), Duration.ofSeconds(10), Duration.ofSeconds(200)));
        assertThat(uptime.percent()).isEqualTo("90.00 %");
    }

    @Test
    @DisplayName("is not rounded up to no outage at all, and says so when nothing is known")
    void rounding() {
        assertThat(new Uptime(Duration.ofDays(90), Duration.ofSeconds(1), Duration.ZERO).percent())
                .isEqualTo("99.99 %");
        assertThat(new Uptime(Duration.ofDays(90), Duration.ZERO, Duration.ZERO).percent())
                .isEqualTo("100 %");
        assertThat(new Uptime(Duration.ZERO, Duration.ZERO, Duration.ofDays(1)).percent())
                .isEqualTo("not known");
        assertThat(new Uptime(Duration.ZERO, Duration.ofDays(1), Duration.ZERO).percent())
                .isEqualTo("0.00 %");
    }

    @Test
    @DisplayName(
            "has no gap and no overlap, and every stretch of it adds up, whatever was noted and however clocks ran")
    void adjoining() {
        Random random = new Random(15);
        Reachability[] states = Reachability.values();
        for (int run = 0; run < 200; run++) {
            History history = History.NONE;
            long now = 0;
            for (int i = 0; i < 60; i++) {
                now += random.nextInt(200) - 20;
                history = history.noted(at(now), states[random.nextInt(states.length)]);
            }
            List<Span> spans = history.spans();
            for (int i = 1; i < spans.size(); i++) {
                assertThat(spans.get(i).from()).isEqualTo(spans.get(i - 1).until());
                assertThat(spans.get(i).state()).isNotEqualTo(spans.get(i - 1).state());
            }
            Uptime uptime = history.uptime(at(-500), at(now + 500));
            assertThat(uptime.up().plus(uptime.down()).plus(uptime.unknown()))
                    .isEqualTo(Duration.ofSeconds(now + 1000));
        }
    }
}
