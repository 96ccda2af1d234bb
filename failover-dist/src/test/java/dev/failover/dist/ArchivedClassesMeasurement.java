package dev.failover.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Takes the quarter of a minute that the archive does: part of {@code ./verify --measure}. */
@DisplayName("The archive of classes")
@Timeout(300)
class ArchivedClassesMeasurement {
    @TempDir
    Path directory;

    private Path root;
    private HttpServer site;
    private Process zone;

    @BeforeEach
    void archive() throws Exception {
        root = Delivery.unpack(Delivery.archive(), directory);
        Command.run(root.resolve("lib/archive-classes").toString()).expect(0);
        site = HttpServer.create(new InetSocketAddress(0), 0);
        site.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        site.start();
        zone = new ProcessBuilder(
                        root.resolve("bin/failover").toString(),
                        "demo",
                        "name-server",
                        "example.net",
                        "www",
                        "127.0.0.1")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @AfterEach
    void end() {
        zone.destroyForcibly();
        site.stop(0);
    }

    @Test
    @DisplayName("has all that a verb needs of the jars when sites and zone answer")
    void whole() throws Exception {
        Path configuration = configuration(zone.inputReader().readLine());
        for (String verb : List.of("status", "check", "plan")) {
            Path loaded = directory.resolve(verb);
            ProcessBuilder asked = new ProcessBuilder(
                    root.resolve("bin/failover").toString(), verb, "--config", configuration.toString());
            asked.environment().put("FAILOVER_JAVA_OPTS", "-Xlog:class+load:file=" + loaded);

            // The zone takes no updates, which is an error to `check`.
            assertThat(Command.run(asked).code()).as(verb).isEqualTo(verb.equals("check") ? 4 : 0);

            List<String> classes = Files.readAllLines(loaded);
            assertThat(classes)
                    .as(verb)
                    .noneMatch(line -> line.contains("source: file:"))
                    .filteredOn(line -> line.contains("shared objects file"))
                    .hasSizeGreaterThan(2000);
        }
    }

    private Path configuration(String nameServer) throws Exception {
        return Files.writeString(directory.resolve("failover.yaml"), """
                state-directory: %1$s/state
                dns: {servers: ["%2$s"]}
                providers:
                  bind: {type: rfc2136, zone: example.net, server: "%2$s", unsigned: true}
                services:
                  www:
                    records: [{provider: bind, name: www, type: A, ttl: 5s}]
                    sites:
                      - {name: a, address: 127.0.0.1, allow-private: true}
                      - {name: b, address: 127.0.0.2, allow-private: true}
                    check: {type: http, url: "http://www.example.net:%3$s/", interval: 5s, timeout: 2s}
                """.formatted(
                        directory, nameServer, site.getAddress().getPort()));
    }
}
