package dev.failover.internal.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.time.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An event queue")
class EventQueueTest {
    private final EventQueue queue = new EventQueue();
    private final List<String> ran = new ArrayList<>();

    private void drain(long end) {
        Runnable next = queue.next(end);
        while (next != null) {
            next.run();
            next = queue.next(end);
        }
    }

    private Runnable note(String what) {
        return () -> ran.add(what + " at " + queue.now());
    }

    @Test
    @DisplayName("runs by moment, then by the order of the calls, and what that queues in its turn")
    void order() {
        queue.in(Duration.ofNanos(20), note("late"));
        queue.at(10, note("one"));
        queue.at(10, note("two"));
        queue.at(10, () -> queue.in(Duration.ZERO, note("three")));
        queue.at(5, () -> queue.at(3, note("a moment that has passed")));
        drain(20);
        assertThat(ran)
                .containsExactly(
                        "a moment that has passed at 5", "one at 10", "two at 10", "three at 10", "late at 20");
    }

    @Test
    @DisplayName("moves time to the end asked for, and never back")
    void time() {
        queue.at(30, note("after"));
        drain(20);
        assertThat(queue.now()).isEqualTo(20);
        assertThat(queue.next(10)).isNull();
        assertThat(queue.now()).isEqualTo(20);
        assertThat(ran).isEmpty();
        drain(30);
        assertThat(ran).containsExactly("after at 30");
    }

    @Test
    @DisplayName("lets time pass without doing what falls due, which is late then")
    void stalled() {
        queue.at(10, note("late"));
        queue.at(40, note("in time"));
        queue.stall(Duration.ofNanos(30));
        assertThat(queue.now()).isEqualTo(30);
        drain(40);
        assertThat(ran).containsExactly("late at 30", "in time at 40");
    }

    @Test
    @DisplayName("leaves out what was cancelled or dropped")
    void cancelled() {
        Task first = queue.at(1, note("first"));
        queue.at(2, note("second"));
        assertThat(queue.size()).isEqualTo(2);
        first.cancel();
        first.cancel();
        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.next(2)).isNotNull();
        assertThat(queue.now()).isEqualTo(2);
        queue.at(3, note("third"));
        queue.clear();
        assertThat(queue.next(Long.MAX_VALUE)).isNull();
    }

    @Test
    @DisplayName("refuses a moment beyond what can be counted")
    void overflow() {
        drain(1);
        assertThatThrownBy(() -> queue.in(Duration.ofNanos(Long.MAX_VALUE), note("never")))
                .isInstanceOf(ArithmeticException.class);
    }
}
