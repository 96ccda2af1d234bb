package dev.failover.testkit;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.coordination.Coordinator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The contract of coordinators")
@Tag("long")
class CoordinatorContractTest {
    private static final Duration PATIENCE = Duration.ofSeconds(7);
    static final String PASSWORD = "p4ssw0rd-of-the-store";
    private static Function<InMemoryCoordinator, Coordinator> client = store -> store;

    /** The contract at a store in memory, with whichever client is to be judged. */
    static class InMemory extends CoordinatorContract {
        @Override
        protected Store open() {
            InMemoryCoordinator store = new InMemoryCoordinator();
            return new Store() {
                @Override
                public Coordinator coordinator() {
                    return client.apply(store);
                }

                @Override
                public boolean remove(String service) {
                    store.remove(service);
                    return true;
                }

                @Override
                public boolean inject(Fault fault) {
                    switch (fault) {
                        case LOSE_NEXT_ANSWER -> store.loseNextAnswer();
                        case CHANGE_BEFORE_NEXT_WRITE -> store.changeBeforeNextWrite(INTRUDER);
                        case FAIL -> store.failAlways(new UnavailableException("no leader"));
                        case NONSENSE -> store.failAlways(new UnavailableException("not an answer"));
                        case VANISH -> store.failAlways(new UnavailableException("nobody listens"));
                        case THROTTLE -> store.failAlways(new UnavailableException("too many", null, PATIENCE));
                        case REFUSE -> store.failAlways(new RejectedException("refused"));
                        case HANG -> store.hang();
                    }
                    return true;
                }

                @Override
                public OptionalLong writes() {
                    return OptionalLong.of(store.writes());
                }

                @Override
                public Optional<Duration> patience() {
                    return Optional.of(PATIENCE);
                }

                @Override
                public void heal() {
                    store.heal();
                }

                @Override
                public void close() {
                    store.heal();
                }
            };
        }

        @Override
        protected Duration shortTimeout() {
            return Duration.ofMillis(100);
        }

        @Override
        protected List<String> secrets() {
            return List.of(PASSWORD);
        }
    }

    @Test
    @DisplayName("is kept by the coordinator in memory, all of it")
    void inMemory() {
        client = store -> store;
        ContractRun.of(InMemory.class).assertGreen();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("bites")
    void bites(BrokenCoordinator broken) {
        client = broken.flaw.broken();
        ContractRun.of(InMemory.class).assertBites(broken.flaw);
    }
}
