package dev.failover.rsync;

import dev.failover.testkit.FileSyncContract;
import dev.failover.testkit.OpenSshRoute;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
@DisplayName("rsync over ssh")
class RsyncContractTest extends FileSyncContract {
    private static OpenSshRoute route;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        route = OpenSshRoute.in(directory, 0);
    }

    @AfterAll
    static void stop() {
        route.close();
    }

    @Override
    protected Remote open(Path temporary) {
        Path target = temporary.resolve("target");
        return route.remote(target, () -> Backup.on(route, target).build());
    }
}
