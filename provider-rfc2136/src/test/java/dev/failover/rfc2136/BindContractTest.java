package dev.failover.rfc2136;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class BindContractTest extends RealServerContract {
    private static Bind bind;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        bind = new Bind(directory);
    }

    @AfterAll
    static void stop() {
        bind.close();
    }

    @Override
    RealServer server() {
        return bind;
    }
}
