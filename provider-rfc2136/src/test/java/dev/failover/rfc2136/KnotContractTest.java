package dev.failover.rfc2136;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class KnotContractTest extends RealServerContract {
    private static Knot knot;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        knot = new Knot(directory);
    }

    @AfterAll
    static void stop() {
        knot.close();
    }

    @Override
    RealServer server() {
        return knot;
    }
}
