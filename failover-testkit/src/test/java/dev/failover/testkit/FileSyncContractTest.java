package dev.failover.testkit;

import dev.failover.sync.FileSync;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The contract of file syncs")
class FileSyncContractTest {
    private static Function<Path, FileSync> syncs = LocalFileSync::into;

    /** The contract between two directories, with whichever sync is to be judged. */
    static class Local extends FileSyncContract {
        @Override
        protected Remote open(Path temporary) {
            Path target = temporary.resolve("target");
            return new Remote() {
                @Override
                public FileSync sync() {
                    return syncs.apply(target);
                }

                @Override
                public Path directory() {
                    return target;
                }
            };
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
                        "Refused credentials are a RejectedException");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("bites")
    void bites(BrokenFileSync broken) {
        syncs = broken.flaw.broken();
        ContractRun.of(Local.class).assertBites(broken.flaw);
    }
}
