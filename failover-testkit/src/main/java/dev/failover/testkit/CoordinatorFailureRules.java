package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.ComponentException;
import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.SharedRecord;
import dev.failover.testkit.BackgroundCall.Ended;
import dev.failover.testkit.CoordinatorContract.Fault;
import dev.failover.testkit.CoordinatorContract.Store;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a {@link Coordinator} promises when the store, the line or the caller lets it down. */
abstract class CoordinatorFailureRules extends CoordinatorRules {
    /** What a loaded machine may add to a deadline. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private static final Duration LONG = Duration.ofSeconds(60);

    CoordinatorFailureRules(CoordinatorContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("a write whose answer is lost is no conflict: it is reported as made, or as not known")
    void lostAnswer() throws Exception {
        for (boolean exists : List.of(true, false)) {
            Store store = contract.store();
            Coordinator coordinator = contract.coordinator(store);
            Optional<String> before = exists ? Optional.of(create(coordinator, "before")) : Optional.empty();
            inject(store, Fault.LOSE_NEXT_ANSWER);
            Ended<String> ended =
                    writing(coordinator, before, contract.timeout()).await(LONG);
            store.heal();
            SharedRecord found = read(coordinator, WWW).orElseThrow();
            assertThat(found.content()).isEqualTo("content");
            if (ended.thrown() == null) {
                assertThat(ended.value()).isEqualTo(found.version());
            } else {
                assertThat(ended.thrown()).isInstanceOf(UnavailableException.class);
            }
            assertConflict(coordinator, before, "content");
            assertRecord(coordinator, found.version(), "content");
        }
    }

    @Test
    @DisplayName("a write is one attempt")
    void singleAttempt() throws Exception {
        Store store = contract.store();
        NotTested.unless(store.writes().isPresent(), "this store does not count requests");
        Coordinator coordinator = contract.coordinator(store);
        inject(store, Fault.FAIL);
        long before = store.writes().orElseThrow();
        assertThat(writing(coordinator, contract.timeout()).await(LONG).thrown())
                .isInstanceOf(UnavailableException.class);
        assertThat(store.writes().orElseThrow() - before)
                .as("requests to write")
                .isLessThanOrEqualTo(1);
    }

    @Test
    @DisplayName("a store that fails is an UnavailableException, and no obstacle afterwards")
    void fails() throws Exception {
        unavailableWhile(Fault.FAIL);
    }

    @Test
    @DisplayName("an answer that is none is an UnavailableException: no record, and no missing one")
    void nonsense() throws Exception {
        unavailableWhile(Fault.NONSENSE);
    }

    @Test
    @DisplayName("a store that can't be reached is an UnavailableException, and no obstacle afterwards")
    void vanished() throws Exception {
        unavailableWhile(Fault.VANISH);
    }

    private void unavailableWhile(Fault fault) throws Exception {
        Store store = contract.store();
        Coordinator coordinator = contract.coordinator(store);
        String version = create(coordinator, "before");
        inject(store, fault);
        assertThat(reading(coordinator, contract.timeout()).await(LONG).thrown())
                .isInstanceOf(UnavailableException.class);
        assertThat(writing(coordinator, Optional.of(version), contract.timeout())
                        .await(LONG)
                        .thrown())
                .isInstanceOf(UnavailableException.class);
        store.heal();
        SharedRecord found = read(coordinator, WWW).orElseThrow();
        String next = write(coordinator, Optional.of(found.version()), "after");
        assertRecord(coordinator, next, "after");
    }

    @Test
    @DisplayName("a store that asks for patience is an UnavailableException that says how long")
    void throttled() throws Exception {
        Store store = contract.store();
        Coordinator coordinator = contract.coordinator(store);
        inject(store, Fault.THROTTLE);
        for (BackgroundCall<?> call :
                List.of(reading(coordinator, contract.timeout()), writing(coordinator, contract.timeout()))) {
            assertThat(call.await(LONG).thrown())
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            thrown -> assertThat(thrown.retryAfter())
                                    .as("how long the store asked to be left alone")
                                    .isEqualTo(store.patience()));
        }
    }

    @Test
    @DisplayName("a store that refuses is a RejectedException")
    void refused() throws Exception {
        Store store = contract.store();
        Coordinator coordinator = contract.coordinator(store);
        inject(store, Fault.REFUSE);
        assertThat(reading(coordinator, contract.timeout()).await(LONG).thrown())
                .isInstanceOf(RejectedException.class);
        assertThat(writing(coordinator, contract.timeout()).await(LONG).thrown())
                .isInstanceOf(RejectedException.class);
    }

    @Test
    @DisplayName("a store that does not answer is an UnavailableException within the timeout")
    void hangs() throws Exception {
        Store store = contract.store();
        Coordinator coordinator = contract.coordinator(store);
        inject(store, Fault.HANG);
        Duration timeout = contract.shortTimeout();
        for (BackgroundCall<?> call : List.of(reading(coordinator, timeout), writing(coordinator, timeout))) {
            Ended<?> ended = call.await(timeout.plus(SLACK).plus(SLACK));
            assertThat(ended.thrown()).isInstanceOf(UnavailableException.class);
            assertThat(ended.took()).isLessThan(timeout.plus(SLACK));
        }
    }

    @Test
    @DisplayName("an interrupted call ends within a second with an InterruptedException")
    void interrupted() throws Exception {
        Store store = contract.store();
        Coordinator coordinator = contract.coordinator(store);
        inject(store, Fault.HANG);
        List<BackgroundCall<?>> calls = List.of(reading(coordinator, LONG), writing(coordinator, LONG));
        calls.forEach(BackgroundCall::awaitStanding);
        for (BackgroundCall<?> call : calls) {
            call.interrupt();
            // Twice that: a busy machine takes its time to let it go on.
            assertThat(call.await(SLACK.plus(SLACK)).thrown()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    @DisplayName("every failure is one of the library's, and shows no secret; nor does toString()")
    void secrecy() throws Exception {
        NotTested.unless(!contract.secrets().isEmpty(), "secrets() names none to look for");
        for (Fault fault : Fault.values()) {
            Store store = contract.store();
            Coordinator coordinator = contract.coordinator(store);
            if (store.inject(fault)) {
                for (BackgroundCall<?> call : List.of(
                        reading(coordinator, contract.shortTimeout()), writing(coordinator, contract.shortTimeout()))) {
                    Ended<?> ended = call.await(LONG);
                    assertThat(ended.trace() + coordinator).doesNotContain(contract.secrets());
                    if (ended.thrown() != null) {
                        assertThat(ended.thrown()).isInstanceOf(ComponentException.class);
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("a conflict says so in one sentence that names the service")
    void conflictNamesTheService() throws Exception {
        Coordinator coordinator = contract.coordinator(contract.store());
        create(coordinator, "first");
        Ended<String> ended = writing(coordinator, contract.timeout()).await(LONG);
        assertThat(ended.thrown()).isInstanceOf(ConflictException.class).hasMessageContaining(WWW);
    }

    @Test
    @DisplayName("close() is idempotent")
    void closedTwice() throws Exception {
        Coordinator coordinator = contract.coordinator(contract.store());
        create(coordinator, "first");
        coordinator.close();
        coordinator.close();
    }

    private static BackgroundCall<Optional<SharedRecord>> reading(Coordinator coordinator, Duration timeout) {
        return BackgroundCall.start(() -> coordinator.read(WWW, timeout));
    }

    private static BackgroundCall<String> writing(Coordinator coordinator, Duration timeout) {
        return writing(coordinator, Optional.empty(), timeout);
    }

    private static BackgroundCall<String> writing(
            Coordinator coordinator, Optional<String> expected, Duration timeout) {
        return BackgroundCall.start(() -> coordinator.write(WWW, expected, "content", timeout));
    }
}
