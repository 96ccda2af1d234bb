package dev.failover.internal.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Handshakes that wait for a processor")
class HandshakesTest {
    private final Deque<Runnable> atWork = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final Handshakes handshakes = new Handshakes(atWork::add, 2);

    private long add(String name, boolean isBegun) {
        return handshakes.add(isBegun, () -> done.add(name));
    }

    private void workThemOff() {
        while (!atWork.isEmpty()) {
            atWork.remove().run();
            handshakes.ended();
        }
    }

    @Test
    @DisplayName("are worked at when they have begun, and then the youngest first, so many at once")
    void order() {
        add("first", false);
        add("second", false);
        add("old", false);
        add("young", false);
        add("begun", true);
        add("begun, too", true);
        assertThat(atWork).hasSize(2);
        workThemOff();
        assertThat(done).containsExactly("first", "second", "begun", "begun, too", "young", "old");
    }

    @Test
    @DisplayName("are not once they are called off, which one at work does not notice")
    void calledOff() {
        long working = add("working", false);
        add("working, too", false);
        long fresh = add("fresh", false);
        long begun = add("begun", true);
        handshakes.remove(fresh);
        handshakes.remove(begun);
        handshakes.remove(working);
        workThemOff();
        assertThat(done).containsExactly("working", "working, too");
        add("later", false);
        workThemOff();
        assertThat(done).endsWith("later");
    }
}
