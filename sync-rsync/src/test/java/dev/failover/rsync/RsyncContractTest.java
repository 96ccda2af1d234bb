package dev.failover.rsync;

import dev.failover.testkit.FileSyncContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
@DisplayName("rsync over ssh")
class RsyncContractTest extends FileSyncContract {
    private static Hops hops;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        hops = new Hops(directory, 0);
    }

    @AfterAll
    static void stop() {
        hops.close();
    }

    @Override
    protected Remote open(Path temporary) {
        return new OverSsh(hops, temporary.resolve("target"));
    }
}
