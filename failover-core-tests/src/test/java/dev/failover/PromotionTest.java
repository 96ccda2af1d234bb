package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.sync.DataSet;
import dev.failover.testkit.ManualScheduler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A promotion")
class PromotionTest {
    @TempDir
    Path directory;

    @Test
    @DisplayName("tells whenever something else is the case than before, and then only: mirrors wait for it")
    void tells() throws Exception {
        DataSet replica = DataSet.of("webroot", directory.resolve("replica"));
        List<String> told = new ArrayList<>();
        ManualScheduler time = new ManualScheduler();
        Promotion[] itself = new Promotion[1];
        try (Promotion promotion = new Promotion(
                time,
                "home",
                List.of(replica),
                () -> told.add(itself[0].failure().isPresent() + " " + itself[0].isSource(replica, 2)))) {
            itself[0] = promotion;
            promotion.start();
            time.runUntilIdle();
            assertThat(told).containsExactly("true false");
            Files.createDirectory(replica.directory());
            time.advance(Promotion.BETWEEN_LOOKS.multipliedBy(2));
            assertThat(told).containsExactly("true false", "false false");
            promotion.isActive(2);
            time.advance(Promotion.BETWEEN_LOOKS.multipliedBy(2));
            assertThat(told).containsExactly("true false", "false false", "false true");
        }
    }
}
