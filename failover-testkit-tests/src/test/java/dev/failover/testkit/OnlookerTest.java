package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An onlooker")
class OnlookerTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Test
    @DisplayName("looks once at least, and again and again until stopped")
    void looks() throws Exception {
        CountDownLatch hundred = new CountDownLatch(100);
        AtomicInteger looks = new AtomicInteger();
        try (Onlooker onlooker = Onlooker.start(() -> {
            looks.incrementAndGet();
            hundred.countDown();
        })) {
            assertThat(hundred.await(10, TimeUnit.SECONDS)).isTrue();
            onlooker.stop(LIMIT);
            assertThat(onlooker.hasSeenWrong()).isFalse();
        }
        looks.set(0);
        try (Onlooker onlooker = Onlooker.start(looks::incrementAndGet)) {
            onlooker.stop(LIMIT);
        }
        assertThat(looks).hasPositiveValue();
    }

    @Test
    @Timeout(10)
    @DisplayName("tells the first wrong thing it saw, though all is well since")
    void tells() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        try (Onlooker onlooker = Onlooker.start(() -> {
            if (looks.incrementAndGet() == 3) {
                throw new IllegalStateException("the third time");
            }
        })) {
            while (!onlooker.hasSeenWrong()) {
                Thread.onSpinWait();
            }
            assertThatThrownBy(() -> onlooker.stop(LIMIT))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("the third time")
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThat(looks).hasValue(3);
        }
    }

    @Test
    @DisplayName("is not waited for without end")
    void hangs() {
        CountDownLatch never = new CountDownLatch(1);
        try (Onlooker onlooker = Onlooker.start(never::await)) {
            assertThatThrownBy(() -> onlooker.stop(Duration.ofMillis(50)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("still under way");
        }
    }

    @Test
    @DisplayName("knows a file of one version from a part of one, from two at once and from none")
    void uniform(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("file");
        assertThatThrownBy(() -> Onlooker.requireUniform(file, 3)).isInstanceOf(NoSuchFileException.class);
        Files.write(file, new byte[] {7, 7, 7});
        assertThatCode(() -> Onlooker.requireUniform(file, 3)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Onlooker.requireUniform(file, 4)).hasMessageContaining("3 bytes, not 4");
        Files.write(file, new byte[] {7, 7, 8});
        assertThatThrownBy(() -> Onlooker.requireUniform(file, 3)).hasMessageContaining("two versions");
    }
}
