package dev.failover.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoSitesTest {
    @TempDir
    private Path directory;

    @Test
    @DisplayName("both sites listen at one port, each at an address of its own")
    void onePort() throws Exception {
        try (DemoSites sites = DemoSites.start(directory, "page")) {
            assertThat(sites.home().port()).isEqualTo(sites.prod().port()).isPositive();
            assertThat(sites.home().address()).isNotEqualTo(sites.prod().address());
        }
    }

    @Test
    @DisplayName("a machine that has no second address is told what to do")
    void noSecondAddress() throws Exception {
        InetAddress prod = InetAddress.getByName("127.0.0.2");
        InetAddress nobody = InetAddress.getByName("192.0.2.1");
        assertThatThrownBy(() -> DemoSites.start(directory, "page", prod, nobody))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("192.0.2.1")
                .hasMessageContaining("sudo ifconfig lo0 alias");
    }
}
