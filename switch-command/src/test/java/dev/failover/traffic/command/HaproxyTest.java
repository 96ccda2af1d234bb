package dev.failover.traffic.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.internal.process.Command;
import dev.failover.traffic.Redirection;
import dev.failover.traffic.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of docs/switch-command.md, with the real one. */
@DisplayName("HAProxy by its runtime API")
class HaproxyTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String CONFIGURATION = """
            global
                stats socket %s/admin.sock mode 600 level admin
            defaults
                mode tcp
                timeout connect 1s
                timeout client 1s
                timeout server 1s
            frontend in
                bind unix@%s/in.sock
                default_backend www
            backend www
                server prod 192.0.2.1:80
                server home 192.0.2.2:80 disabled
            """;

    @TempDir
    private Path directory;

    private Process haproxy;
    private CommandSwitch to;

    @BeforeEach
    void start() throws Exception {
        Assumptions.assumeTrue(
                isThere("haproxy") && isThere("socat"),
                "NOT TESTED: needs haproxy and socat (apt-get install haproxy socat)");
        Path configuration = directory.resolve("haproxy.cfg");
        Files.writeString(configuration, CONFIGURATION.formatted(directory, directory));
        haproxy = new ProcessBuilder("haproxy", "-db", "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        Path program = directory.resolve("to-haproxy");
        String page = Files.readString(Path.of("../docs/switch-command.md"));
        Files.writeString(program, page.split("```sh\n", -1)[1].split("```", -1)[0]);
        to = CommandSwitch.builder()
                .command(List.of(
                        "sh",
                        program.toString(),
                        directory.resolve("admin.sock").toString(),
                        "www"))
                .sites(List.of("prod", "home"))
                .build();
        awaitSocket();
    }

    private static boolean isThere(String program) {
        return Command.isThere(program) || Files.isExecutable(Path.of("/usr/sbin", program));
    }

    private void awaitSocket() throws InterruptedException, IOException {
        for (int i = 0; i < 200 && !Files.exists(directory.resolve("admin.sock")); i++) {
            assertThat(haproxy.isAlive())
                    .as(Files.readString(directory.resolve("log")))
                    .isTrue();
            Thread.sleep(50);
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (haproxy != null) {
            haproxy.destroyForcibly().waitFor();
        }
    }

    @Test
    @DisplayName("sends to one server, says which, and is never left with none")
    void sends() throws Exception {
        assertThat(to.ask(TIMEOUT)).isEqualTo(Traffic.to("prod"));
        to.send(new Redirection(Traffic.to("prod"), "home"), TIMEOUT);
        assertThat(to.ask(TIMEOUT)).isEqualTo(Traffic.to("home"));
        to.send(new Redirection(Traffic.to("home"), "home"), TIMEOUT);
        assertThatThrownBy(() -> to.send(new Redirection(Traffic.to("nobody"), "prod"), TIMEOUT))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    @DisplayName("with both servers ready sends to neither, as far as anybody can tell")
    void both() throws Exception {
        Process ready = new ProcessBuilder(
                        "sh",
                        "-c",
                        "echo 'set server www/home state ready' | socat - " + directory.resolve("admin.sock"))
                .start();
        assertThat(ready.waitFor()).isZero();
        Traffic said = to.ask(TIMEOUT);
        assertThat(said).isEqualTo(Traffic.elsewhere("prod and home"));
        to.send(new Redirection(said, "prod"), TIMEOUT);
        assertThat(to.ask(TIMEOUT)).isEqualTo(Traffic.to("prod"));
    }
}
