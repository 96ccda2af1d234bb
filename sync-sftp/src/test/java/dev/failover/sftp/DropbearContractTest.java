package dev.failover.sftp;

import dev.failover.testkit.FileSyncContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
@DisplayName("SFTP to Dropbear")
class DropbearContractTest extends FileSyncContract {
    private static OtherServer server;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        server = new Dropbear(directory);
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected Remote open(Path temporary) {
        return server.remote(temporary.resolve("target"));
    }
}
