package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A route over bastions")
class OpenSshRouteTest {
    @TempDir
    Path directory;

    private String ssh(OpenSshRoute route, String host) throws Exception {
        Path said = Files.createTempFile(directory, "said", ".txt");
        boolean fine = Program.named("ssh", "openssh-client")
                .succeeds(
                        said,
                        "-F",
                        route.configuration().toString(),
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "ConnectTimeout=5",
                        host,
                        "echo there");
        return Files.readString(said).strip() + (fine ? "" : " [failed]");
    }

    @Test
    @DisplayName("leads to the server and no further, and not past a bastion that is down until it is healed")
    void leadsThere() throws Exception {
        try (OpenSshRoute route = OpenSshRoute.in(directory, 2)) {
            assertThat(ssh(route, OpenSshRoute.HOST)).isEqualTo("there");
            assertThat(ssh(route, "bastion-1")).endsWith("[failed]").doesNotContain("there");
            assertThat(route.servers())
                    .hasSize(3)
                    .allSatisfy(server -> assertThat(server.logins()).isPositive());
            route.servers().get(1).stop();
            assertThat(ssh(route, OpenSshRoute.HOST)).endsWith("[failed]");
            route.target().authorizeNobody();
            route.heal();
            assertThat(ssh(route, OpenSshRoute.HOST)).isEqualTo("there");
        }
    }
}
