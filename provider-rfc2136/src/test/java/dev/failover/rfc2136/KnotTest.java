package dev.failover.rfc2136;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnotTest extends RealServerTest {
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

    @Test
    @DisplayName("the least rights that the page shows are enough, and no more than they say")
    void leastRights() throws Exception {
        assertNarrow();
    }
}
