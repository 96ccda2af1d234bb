package dev.failover.testkit;

import dev.failover.coordination.Coordinator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link Coordinator} must keep, sentence by sentence of its Javadoc. Extend it and say how a store is opened:
 * usually a real server, or one that imitates the service.
 *
 * <p>What a store can't offer is left out; the tests that need it are then skipped with a message that begins with
 * {@code NOT TESTED}. Each test opens a store of its own and closes it at the end. Run it once for each way in which the store is
 * reached: behind a pooler, at each of several endpoints.
 */
@ExtendWith(ToldSkips.class)
public abstract class CoordinatorContract {
    /** Something that goes wrong at the store's side. */
    public enum Fault {
        /** The next write is carried out in full, and its answer is lost. */
        LOSE_NEXT_ANSWER,
        /**
         * Just before the next request that changes something is carried out, somebody else writes {@link #INTRUDER} as the
         * record of the service {@code www}.
         */
        CHANGE_BEFORE_NEXT_WRITE,
        /** Every request is answered that the store can't now, until {@link Store#heal}: no leader, say, or HTTP 503. */
        FAIL,
        /** Every request is answered as if all were well, with what is no answer, until {@link Store#heal}: a page in HTML. */
        NONSENSE,
        /** No request is answered; connections stay open, until {@link Store#heal}. */
        HANG,
        /** Nothing listens where the store should be, until {@link Store#heal}. */
        VANISH,
        /** Every request is refused as one too many, until {@link Store#heal}; see {@link Store#patience}. */
        THROTTLE,
        /** Every request is refused because of its credentials or rights, until {@link Store#heal}. */
        REFUSE
    }

    /** What somebody else writes in {@link Fault#CHANGE_BEFORE_NEXT_WRITE}. */
    public static final String INTRUDER = "{\"somebody\": \"else\"}";

    /** A store, empty at first, and ways to do to it what its clients can't. */
    public interface Store extends AutoCloseable {
        /** A new client of this store with valid credentials, as another machine would have one; the contract closes it. */
        Coordinator coordinator() throws Exception;

        /**
         * Removes the record of a service by the store's own means, as an operator would.
         *
         * @return whether this store can do that
         */
        default boolean remove(String service) throws Exception {
            return false;
        }

        /**
         * Makes a fault happen.
         *
         * @return whether this store can do that
         */
        default boolean inject(Fault fault) throws Exception {
            return false;
        }

        /** Ends every fault. To be overridden where {@link #inject} can make one happen. */
        default void heal() throws Exception {
            throw new IllegalStateException("inject() made a fault happen: override heal() as well, to end it");
        }

        /** How many requests to write have come so far, refused ones among them; empty if nobody counts. */
        default OptionalLong writes() throws Exception {
            return OptionalLong.empty();
        }

        /** How long {@link Fault#THROTTLE} asks to be left alone; empty if the store can't say that. */
        default Optional<Duration> patience() {
            return Optional.empty();
        }

        @Override
        default void close() throws IOException {}
    }

    private final List<AutoCloseable> opened = new ArrayList<>();

    /** Opens a store in which no record was ever written. */
    protected abstract Store open() throws Exception;

    /** How long a call may take when nothing is wrong. */
    protected Duration timeout() {
        return Duration.ofSeconds(10);
    }

    /** The timeout given to calls that will not be answered in time. */
    protected Duration shortTimeout() {
        return Duration.ofMillis(500);
    }

    /** The secrets that the coordinators hold. Empty skips the test of their secrecy. */
    protected List<String> secrets() {
        return List.of();
    }

    final Store store() throws Exception {
        Store store = open();
        opened.add(store);
        return store;
    }

    final Coordinator coordinator(Store store) throws Exception {
        Coordinator coordinator = store.coordinator();
        opened.add(coordinator);
        return coordinator;
    }

    @AfterEach
    final void closeWhatWasOpened() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Nested
    @DisplayName("A coordinator keeps:")
    class Keeps extends CoordinatorRecordRules {
        Keeps() {
            super(CoordinatorContract.this);
        }
    }

    @Nested
    @DisplayName("A coordinator among others:")
    class Races extends CoordinatorRaceRules {
        Races() {
            super(CoordinatorContract.this);
        }
    }

    @Nested
    @DisplayName("A coordinator in trouble:")
    class Fails extends CoordinatorFailureRules {
        Fails() {
            super(CoordinatorContract.this);
        }
    }
}
