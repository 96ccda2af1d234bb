package dev.failover.testkit;

import dev.failover.sync.FileSync;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The file sync between two directories")
class LocalFileSyncTest extends FileSyncContract {
    @Override
    protected Remote open(Path temporary) {
        Path target = temporary.resolve("target");
        return new Remote() {
            @Override
            public FileSync sync() {
                return LocalFileSync.into(target);
            }

            @Override
            public Path directory() {
                return target;
            }
        };
    }
}
