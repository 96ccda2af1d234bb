package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.UnavailableException;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.SharedRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("One watcher's line to a store")
class CoordinatorLineTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final InMemoryCoordinator store = new InMemoryCoordinator();

    @Test
    @DisplayName("leads to the store, and something happens to each call on its way, once")
    void leads() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        Coordinator line = new CoordinatorLine(store, calls::incrementAndGet);
        assertThat(line.read("www", TIMEOUT)).isEmpty();
        assertThat(calls).hasValue(1);
        String version = line.write("www", Optional.empty(), "first", TIMEOUT);
        assertThat(calls).hasValue(2);
        assertThat(line.read("www", TIMEOUT)).hasValue(new SharedRecord(version, "first"));
        assertThat(store.read("www", TIMEOUT)).isEqualTo(line.read("www", TIMEOUT));
    }

    @Test
    @DisplayName("that is cut lets nothing through, while the store and other lines go on")
    void cut() throws InterruptedException {
        Coordinator cut = new CoordinatorLine(store, () -> {
            throw new UnavailableException("no route to the store");
        });
        assertThatThrownBy(() -> cut.read("www", TIMEOUT)).hasMessage("no route to the store");
        assertThatThrownBy(() -> cut.write("www", Optional.empty(), "first", TIMEOUT))
                .hasMessage("no route to the store");
        assertThat(store.writes()).as("what got there").isZero();
        cut.close();
        Coordinator other = new CoordinatorLine(store, () -> {});
        other.write("www", Optional.empty(), "second", TIMEOUT);
        assertThat(store.records()).hasSize(1);
    }
}
