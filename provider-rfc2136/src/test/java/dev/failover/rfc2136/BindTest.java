package dev.failover.rfc2136;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BindTest extends RealServerTest {
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

    @Test
    @DisplayName("the least rights that the page shows are enough, and no more than they say")
    void leastRights() throws Exception {
        assertNarrow();
    }
}
