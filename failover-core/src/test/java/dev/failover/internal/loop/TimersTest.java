package dev.failover.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.internal.loop.Loop.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Timers that wait")
class TimersTest {
    private final Loop loop = new Loop("timers-test", System::nanoTime);
    private final Timers timers = new Timers();
    /** The same in a row. */
    private final List<Timer> row = new ArrayList<>();

    private void add(long due, long number) {
        Timer timer = loop.new Timer(due, number, () -> {});
        timers.add(timer);
        int place = 0;
        while (place < row.size() && row.get(place).isBefore(timer)) {
            place++;
        }
        row.add(place, timer);
    }

    private void remove(int place) {
        Timer timer = row.remove(place);
        timers.remove(timer);
        timers.remove(timer);
    }

    private void assertFirst() {
        assertThat(timers.isEmpty()).isEqualTo(row.isEmpty());
        assertThat(timers.first()).isSameAs(row.isEmpty() ? null : row.get(0));
    }

    @Test
    @DisplayName("are at hand by moment, then by number, whichever are taken out, also where the clock overflows")
    void order() {
        Random random = new Random(16);
        for (int number = 0; number < 2_000; number++) {
            add(Long.MAX_VALUE - 100 + random.nextInt(200), number);
            assertFirst();
            if (random.nextInt(5) < 2) {
                remove(random.nextInt(row.size()));
                assertFirst();
            }
        }
        while (!row.isEmpty()) {
            remove(0);
            assertFirst();
        }
    }

    @Test
    @DisplayName("are forgotten all at once")
    void clear() {
        add(1, 1);
        add(2, 2);
        Timer second = row.get(1);
        timers.clear();
        row.clear();
        timers.remove(second);
        assertFirst();
        add(3, 3);
        assertFirst();
    }
}
