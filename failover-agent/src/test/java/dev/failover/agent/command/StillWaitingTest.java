package dev.failover.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.time.TimeSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a verb waits for")
class StillWaitingTest {
    private static final Terminal SOMEBODY = new Terminal() {
        @Override
        public String line(String question) {
            return "";
        }

        @Override
        public String secret(String question) {
            return "";
        }
    };

    /** Each look at it finds that a second has passed. */
    private static final class LeapingTime implements TimeSource {
        private long seconds;

        @Override
        public long nanoTime() {
            return Duration.ofSeconds(seconds++).toNanos();
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }

        @Override
        public void sleep(Duration duration) {
            throw new UnsupportedOperationException();
        }
    }

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, Future<?>> underWay = new LinkedHashMap<>();

    private String told(Optional<Terminal> terminal) throws InterruptedException {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        StillWaiting.at(new Console(
                        new ByteArrayInputStream(new byte[0]), stream, stream, Map.of(), terminal, new LeapingTime()))
                .on(underWay, UnaryOperator.identity());
        return err.toString(StandardCharsets.UTF_8);
    }

    private void open(String... names) {
        for (String name : names) {
            underWay.put(name, new CompletableFuture<>());
        }
    }

    private void ended(String name) {
        underWay.put(name, CompletableFuture.completedFuture(""));
    }

    @Test
    @DisplayName("is told to whoever sits at the terminal, and what has ended or failed is left out")
    void open() throws InterruptedException {
        ended("provider dns");
        underWay.put("switch proxy", CompletableFuture.failedFuture(new IllegalStateException()));
        open("service www");
        assertThat(told(Optional.of(SOMEBODY))).isEqualTo("Waiting for service www\n");
    }

    @Test
    @DisplayName("is counted where it is much")
    void many() throws InterruptedException {
        open("a", "b", "c", "d", "e");
        assertThat(told(Optional.of(SOMEBODY))).isEqualTo("Waiting for a, b, c and 2 more\n");
    }

    @Test
    @DisplayName("is told neither to scripts nor if it is nothing")
    void nothing() throws InterruptedException {
        open("a");
        assertThat(told(Optional.empty())).isEmpty();
        underWay.clear();
        ended("b");
        assertThat(told(Optional.of(SOMEBODY))).isEmpty();
    }
}
