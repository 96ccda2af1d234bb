package dev.failover.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A configuration of many services")
class CostOfServicesTest {
    private static final int MORE = 100;
    /** A fifth more than it takes. A second look at the text, or a client for each check, takes more than that. */
    private static final long BYTES_OF_A_SERVICE = 115_000;

    @TempDir
    Path directory;

    /** What is allocated stands for the time that it takes, which depends on the machine. */
    @Test
    @DisplayName("is read once, and costs no more for a service than what is made for it")
    void costs() throws Exception {
        // What there is of once in a process is made.
        allocated(1);
        long few = allocated(MORE);
        long many = allocated(2 * MORE);
        assertThat((many - few) / MORE).isLessThan(BYTES_OF_A_SERVICE);
    }

    private long allocated(int services) throws Exception {
        Path file = Files.writeString(
                directory.resolve("failover.yaml"),
                """
                state-directory: state
                providers:
                  bind: {type: rfc2136, zone: example.net, server: 192.0.2.53, unsigned: true}
                services:
                """ + IntStream.range(0, services).mapToObj("""
                                      www%1$s:
                                        records: [{provider: bind, name: www%1$s, type: A, ttl: 5s}]
                                        sites:
                                          - {name: a, address: 203.0.113.10}
                                          - {name: b, address: 198.51.100.7}
                                        check: {type: http, url: "https://www%1$s.example.net/", interval: 5s, fall: 3}
                                    """::formatted).collect(Collectors.joining()));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        ConfigurationReader.read(file, Map.of()).close();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }
}
