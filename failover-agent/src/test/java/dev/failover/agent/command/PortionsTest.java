package dev.failover.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Work on many things")
class PortionsTest {
    private static List<Integer> sizes(int all, Duration... costs) throws InterruptedException {
        AtomicLong spent = new AtomicLong();
        List<Integer> sizes = new ArrayList<>();
        List<Integer> done = new ArrayList<>();
        List<Integer> things = IntStream.range(0, all).boxed().toList();
        Portions.of(
                things,
                portion -> {
                    spent.addAndGet(costs[Math.min(sizes.size(), costs.length - 1)].toNanos());
                    sizes.add(portion.size());
                    done.addAll(portion);
                },
                spent::get);
        assertThat(done).as("each once and in order").isEqualTo(things);
        return sizes;
    }

    @Test
    @DisplayName("is done at once if they are few, and not at all left out if there are none")
    void few() throws InterruptedException {
        assertThat(sizes(50, Duration.ofSeconds(9))).containsExactly(50);
        assertThat(sizes(0, Duration.ZERO)).containsExactly(0);
    }

    @Test
    @DisplayName("comes in portions that grow while they cost little")
    void quick() throws InterruptedException {
        assertThat(sizes(1000, Duration.ofMillis(999))).containsExactly(50, 100, 200, 400, 250);
    }

    @Test
    @DisplayName("comes in small portions on a machine that has no time for more")
    void slow() throws InterruptedException {
        assertThat(sizes(200, Duration.ofSeconds(1))).containsExactly(50, 50, 50, 50);
        assertThat(sizes(400, Duration.ZERO, Duration.ofSeconds(3), Duration.ZERO))
                .containsExactly(50, 100, 50, 100, 100);
    }
}
