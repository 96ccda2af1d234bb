package dev.failover.internal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
    private static final int KILLS = 20;

    @TempDir
    Path path;

    @Test
    @DisplayName("kill -9 at random moments of appending and rewriting: every acknowledged entry is there, in order")
    void killed() throws Exception {
        Random random = new Random(20);
        int acknowledged = -1;
        for (int kill = 0; kill < KILLS; kill++) {
            long killed;
            try (ChildProcess child =
                    ChildProcess.start(AppendingProcess.class, path.toString(), Integer.toString(kill))) {
                int until = acknowledged + 1 + random.nextInt(60);
                String line = child.readLine();
                while (line != null && Integer.parseInt(line) < until) {
                    line = child.readLine();
                }
                long pause = System.nanoTime() + random.nextInt(1_000_000);
                while (System.nanoTime() < pause) {
                    Thread.onSpinWait();
                }
                killed = child.pid();
                child.kill();
                for (; line != null; line = child.readLine()) {
                    acknowledged = Integer.parseInt(line);
                }
            }
            List<Integer> numbers = StateDirectory.read(path, "journal").orElseThrow().stream()
                    .map(AppendingProcess::number)
                    .toList();
            int last = numbers.get(numbers.size() - 1);
            assertThat(last).as("kill %d", kill).isGreaterThanOrEqualTo(acknowledged);
            assertThat(last).as("at most the one under way is more").isLessThanOrEqualTo(acknowledged + 1);
            assertThat(numbers)
                    .isEqualTo(
                            IntStream.rangeClosed(numbers.get(0), last).boxed().toList());
            try (StateDirectory state = StateDirectory.open(path)) {
                assertThat(state.log("journal").entries()).hasSameSizeAs(numbers);
                assertThat(state.uncleanEnd())
                        .hasValueSatisfying(who -> assertThat(who).startsWith("process " + killed));
            }
            try (StateDirectory state = StateDirectory.open(path)) {
                assertThat(state.uncleanEnd()).as("not yet told").isPresent();
                state.uncleanEndTold();
            }
            try (StateDirectory state = StateDirectory.open(path)) {
                assertThat(state.uncleanEnd()).isEmpty();
            }
            acknowledged = last;
        }
    }
}
