package dev.failover.agent.config;

import dev.failover.backup.Backup;
import dev.failover.backup.RestoreTest;
import dev.failover.backup.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Snapshots of a directory of this machine, or of what a command says, in a repository elsewhere.
 *
 * @param content what is taken
 * @param service whose data it is
 * @param every how long between two snapshots
 * @param timeout of one call
 * @param maxAge from which age of the latest snapshot on a human is told
 * @param retention what stays; empty if nothing expires from here
 * @param test how a snapshot is proven
 * @param appendOnly whether the repository lets this machine remove nothing, by the word of who configured it
 * @param notifiers who is told when it fails; the service's notifiers if empty
 */
public record BackupDefinition(
        String name,
        Backup backup,
        Content content,
        String service,
        Duration every,
        Duration timeout,
        Duration maxAge,
        Optional<Retention> retention,
        Testing test,
        boolean appendOnly,
        List<String> notifiers) {
    /**
     * What is taken: one of the two.
     *
     * @param replica a directory of this machine
     * @param dump a program and its arguments, whose output is kept
     */
    public record Content(Optional<ReplicaDefinition> replica, List<String> dump) {}

    /**
     * When and how a snapshot is proven.
     *
     * @param every how long between two tests
     * @param maxAge from which age of the latest good test on a human is told
     * @param mostBytes what is restored at most
     * @param command what is run on what was restored; nothing if empty
     */
    public record Testing(
            Duration every,
            Duration maxAge,
            long mostBytes,
            int countTolerance,
            int changeTolerance,
            List<String> command) {
        /** @param seed by which a sample is drawn */
        public RestoreTest test(long seed) {
            return new RestoreTest(mostBytes, seed, countTolerance, changeTolerance, command);
        }
    }
}
