package dev.failover.rsync;

import dev.failover.sync.FileSync;
import dev.failover.testkit.FileSyncContract;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("long")
@DisplayName("rsync to a directory of this machine")
class RsyncLocalContractTest extends FileSyncContract {
    @Override
    protected Remote open(Path temporary) {
        Path target = temporary.resolve("target");
        return new Remote() {
            @Override
            public FileSync sync() {
                return RsyncFileSync.builder().destination(target.toString()).build();
            }

            @Override
            public boolean executes() {
                return true;
            }

            @Override
            public Path directory() {
                return target;
            }
        };
    }
}
