package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.UnavailableException;
import dev.failover.decision.ServiceState;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.StateStore;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A state store that an application gives")
class GivenStateStoreTest {
    @TempDir
    Path directory;

    @Test
    @DisplayName("keeps all that a watcher must not forget, notifications too, and no state directory is made")
    void keepsEverything() {
        try (World world = new World(directory.resolve("unused"))) {
            world.store = StateStore.inMemory();
            world.phone = new UnavailableException("no signal");
            world.startAndSettle();
            world.down(World.PROD);
            world.runUntilServed(World.HOME, Duration.ofSeconds(10));
            world.run(Duration.ofSeconds(5));
            ServiceState before = world.status().state();
            assertThat(world.told).isEmpty();

            world.phone = null;
            world.stop().start();
            world.run(Duration.ofSeconds(1));
            assertThat(world.status().state()).isEqualTo(before);
            assertThat(world.failover.history(100))
                    .extracting(JournalEntry::sequence)
                    .isSorted();
            world.run(Duration.ofMinutes(1));
            assertThat(world.titles()).contains("www: failover from prod to home", "www: is at home (failover)");
            assertThat(directory.resolve("unused")).doesNotExist();
        }
    }

    @Test
    @DisplayName("is given in the place of a state directory: one of them, and no more")
    void isOneOfTwo() {
        assertThatThrownBy(() -> Failover.builder().validate())
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("state-directory: is missing");
        assertThatThrownBy(() -> Failover.builder()
                        .stateDirectory(directory)
                        .stateStore(StateStore.inMemory())
                        .validate())
                .hasMessageContaining("state-directory: is given beside a state store");
        assertThatThrownBy(() -> Failover.builder()
                        .stateStore(StateStore.inMemory())
                        .tick(Duration.ZERO)
                        .validate())
                .hasMessageContaining("tick: must be more than zero");
    }

    @Test
    @DisplayName("in memory refuses what was decided from another state than it has")
    void comparesAndSets() {
        StateStore store = StateStore.inMemory();
        try (World world = new World(directory)) {
            world.store = store;
            world.startAndSettle();
            ServiceState state = world.status().state();
            assertThatThrownBy(() -> store.save(
                            "www",
                            ServiceState.INITIAL,
                            state,
                            world.failover.history(1).get(0).event()))
                    .isInstanceOf(ConflictException.class);
            assertThat(store.load("www")).isEqualTo(state);
        }
    }
}
