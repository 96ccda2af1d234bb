package dev.failover.rfc2136;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class PowerDnsTest extends RealServerTest {
    private static PowerDns powerDns;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        powerDns = new PowerDns(directory);
    }

    @AfterAll
    static void stop() {
        powerDns.close();
    }

    @Override
    RealServer server() {
        return powerDns;
    }

    @Override
    boolean tellsItsTime() {
        return false;
    }
}
