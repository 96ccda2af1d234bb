package dev.failover.testkit;

import dev.failover.backup.Backup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link Backup} must keep, sentence by sentence of its Javadoc. Extend it and say how a repository is made.
 *
 * <p>What a repository can't be made to do is left out; the tests that need it are then skipped with a message that begins with
 * {@code NOT TESTED}. Each test makes a repository of its own and closes it at the end.
 */
@ExtendWith(ToldSkips.class)
public abstract class BackupContract {
    /** Something that goes wrong with a repository. */
    public enum Fault {
        /** Some bytes of what is kept are others, for good. */
        DAMAGE,
        /** The repository is not where it should be, until {@link Repository#heal}: its disk is not mounted. */
        VANISH,
        /** Somebody else is at work and wants nobody beside, until {@link Repository#heal}. */
        LOCK,
        /** From now on the password, or the key, is another one, until {@link Repository#heal}. */
        REFUSE
    }

    /** A repository, with nothing in it at first, and ways to do to it what its clients can't. */
    public interface Repository extends AutoCloseable {
        /** A new client of this repository, as another machine would have one; the contract closes it. */
        Backup backup() throws Exception;

        /**
         * Makes a fault happen.
         *
         * @return whether this repository can do that
         */
        default boolean inject(Fault fault) throws Exception {
            return false;
        }

        /** Ends every fault but {@link Fault#DAMAGE}. To be overridden where {@link #inject} can make one happen. */
        default void heal() throws Exception {
            throw new IllegalStateException("inject() made a fault happen: override heal() as well, to end it");
        }

        @Override
        default void close() throws IOException {}
    }

    private final List<AutoCloseable> opened = new ArrayList<>();

    /** Makes a repository. */
    protected abstract Repository open() throws Exception;

    /** How long a call may take when nothing is wrong. */
    protected Duration timeout() {
        return Duration.ofSeconds(60);
    }

    /** The secrets that the backups hold. Empty skips the test of their secrecy. */
    protected List<String> secrets() {
        return List.of();
    }

    final Repository repository() throws Exception {
        Repository repository = open();
        opened.add(repository);
        return repository;
    }

    final Backup backup(Repository repository) throws Exception {
        Backup backup = repository.backup();
        opened.add(backup);
        return backup;
    }

    @AfterEach
    final void closeWhatWasOpened() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Nested
    @DisplayName("A backup keeps:")
    class Keeps extends BackupKeepingRules {
        Keeps() {
            super(BackupContract.this);
        }
    }

    @Nested
    @DisplayName("A backup in trouble:")
    class Fails extends BackupFailureRules {
        Fails() {
            super(BackupContract.this);
        }
    }
}
