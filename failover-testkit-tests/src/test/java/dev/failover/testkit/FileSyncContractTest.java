package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.RejectedException;
import dev.failover.sync.FileSync;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("long")
@DisplayName("The contract of file syncs")
class FileSyncContractTest {
    private static final String NO_COMMANDS = "Where no commands can be run, one is rejected, and mirroring goes on";

    static final String TOKEN = "t0ken-of-the-target";

    private static Function<Path, FileSync> syncs = LocalFileSync::into;

    /** A directory for a target, with whichever sync is to be judged. */
    record Directory(Path directory, boolean executes) implements FileSyncContract.Remote {
        @Override
        public FileSync sync() {
            return syncs.apply(directory);
        }
    }

    /** The contract between two directories. */
    static class Local extends FileSyncContract {
        @Override
        protected Remote open(Path temporary) {
            return new Directory(temporary.resolve("target"), true);
        }

        @Override
        protected List<String> secrets() {
            return List.of(TOKEN);
        }
    }

    /** The part of it about what is kept besides the tree. */
    static class LocalKeeping extends FileSyncKeepingRules {
        @Override
        protected FileSyncContract.Remote open(Path temporary) {
            return new Directory(temporary.resolve("target"), true);
        }
    }

    /** The contract over a transport that carries files only. */
    static class FilesOnly extends FileSyncContract {
        @Override
        protected Remote open(Path temporary) {
            return new Directory(temporary.resolve("target"), false);
        }

        @Override
        protected List<String> secrets() {
            return List.of(TOKEN);
        }
    }

    @Test
    @DisplayName("is kept by the sync between two directories, which has no connection to lose")
    void local() {
        syncs = LocalFileSync::into;
        ContractRun.of(Local.class)
                .assertGreen(
                        "A target that hangs is an UnavailableException within the timeout, or an InterruptedException when interrupted",
                        "A target that can't be reached is an UnavailableException, and no obstacle afterwards",
                        "Refused credentials are a RejectedException",
                        "A note of a target that can't be reached is an UnavailableException, within the timeout",
                        NO_COMMANDS,
                        "A transport that can't read back says so, and rejects it");
    }

    @Test
    @DisplayName("wants it said when a transport runs no commands")
    void filesOnly() {
        syncs = target -> withoutCommands(LocalFileSync.into(target));
        assertThat(ContractRun.of(FilesOnly.class).red()).isEmpty();
        syncs = target -> new WrappedFileSync(LocalFileSync.into(target)) {
            @Override
            public void execute(List<String> command, Duration timeout) {}
        };
        assertThat(ContractRun.of(FilesOnly.class).red()).containsOnlyKeys(NO_COMMANDS);
    }

    @Test
    @DisplayName("wants it said when a transport can't read back")
    void readsNothingBack() {
        syncs = target -> new WrappedFileSync(withoutCommands(LocalFileSync.into(target))) {
            @Override
            public Verifying verifying() {
                return Verifying.NOTHING;
            }
        };
        assertThat(ContractRun.of(FilesOnly.class).red())
                .containsOnlyKeys("A transport that can't read back says so, and rejects it");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("bites")
    void bites(BrokenFileSync broken) {
        syncs = broken.isOfKeeping()
                ? broken.flaw.broken()
                : target -> withoutCommands(broken.flaw.broken().apply(target));
        ContractRun.of(broken.isOfKeeping() ? LocalKeeping.class : FilesOnly.class)
                .assertBites(broken.flaw);
    }

    private static FileSync withoutCommands(FileSync sync) {
        return new WrappedFileSync(sync) {
            @Override
            public void execute(List<String> command, Duration timeout) {
                throw new RejectedException("this carries files only");
            }
        };
    }
}
