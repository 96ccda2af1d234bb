package dev.failover.testkit;

import dev.failover.backup.Backup;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The contract of backups")
class BackupContractTest {
    private static Function<Backup, Backup> client = repository -> repository;

    /** The contract at a repository in memory, with whichever client is to be judged. */
    static class InMemory extends BackupContract {
        @Override
        protected Repository open() {
            InMemoryBackup backup = new InMemoryBackup(InstantSource.system());
            return new Repository() {
                @Override
                public Backup backup() {
                    return client.apply(backup);
                }

                @Override
                public boolean inject(Fault fault) {
                    switch (fault) {
                        case DAMAGE -> backup.damage();
                        case VANISH -> backup.failAlways(new RejectedException("there is no repository"));
                        case LOCK -> backup.failAlways(new UnavailableException("locked"));
                        case REFUSE -> backup.failAlways(new RejectedException("wrong password"));
                    }
                    return true;
                }

                @Override
                public void heal() {
                    backup.heal();
                }
            };
        }

        @Override
        protected List<String> secrets() {
            return List.of("p4ssw0rd");
        }
    }

    @Test
    @DisplayName("is kept by the backup in memory, all of it")
    void inMemory() {
        client = repository -> repository;
        ContractRun.of(InMemory.class).assertGreen();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("bites")
    void bites(BrokenBackup broken) {
        client = broken.flaw.broken();
        ContractRun.of(InMemory.class).assertBites(broken.flaw);
    }
}
