package dev.failover.traffic.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.component.Finding;
import dev.failover.component.UnavailableException;
import dev.failover.http.Json;
import dev.failover.traffic.Redirection;
import dev.failover.traffic.Traffic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A program that directs traffic")
class CommandSwitchTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private static CommandSwitch to(String script) {
        return CommandSwitch.builder()
                .command(List.of("sh", "-c", script))
                .sites(List.of("prod", "home"))
                .build();
    }

    @Test
    @DisplayName("reads one line of JSON: what is to be done")
    void input() throws Exception {
        Path heard = directory.resolve("heard");
        String script = "read -r asked; echo \"$asked\" >> " + heard
                + "; case $asked in *send*) echo '{\"site\": \"home\"}';; *) echo '{\"site\": \"prod\"}';; esac";
        to(script).send(new Redirection(Traffic.to("prod"), "home"), TIMEOUT);
        List<String> lines = Files.readAllLines(heard);
        assertThat(lines).hasSize(2);
        Json ask = Json.parse(lines.get(0));
        assertThat(ask.get("format").number()).isEqualTo(1);
        assertThat(ask.get("action").text()).isEqualTo("ask");
        assertThat(ask.get("seconds").number()).isBetween(1L, 20L);
        Json send = Json.parse(lines.get(1));
        assertThat(send.get("action").text()).isEqualTo("send");
        assertThat(send.get("site").text()).isEqualTo("home");
        assertThat(send.get("expected").text()).isEqualTo("prod");
        assertThat(send.get("sites").texts()).containsExactly("prod", "home");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "prod",
                "{}",
                "[]",
                "{\"site\": 1}",
                "{\"site\": \"paris\"}",
                "{\"site\": \"prod\", \"elsewhere\": \"home\"}",
                "{\"site\": \"prod\"} {\"site\": \"home\"}",
                "{\"site\": null}"
            })
    @DisplayName("that does not say exactly who gets the traffic has said nothing")
    void ambiguous(String answer) {
        assertThatThrownBy(() -> to("cat > /dev/null; echo '" + answer + "'").ask(TIMEOUT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("sh does not say who gets the traffic");
    }

    @Test
    @DisplayName("that ends well without having done it has failed")
    void notDone() {
        assertThatThrownBy(() ->
                        to("echo '{\"site\": \"prod\"}'").send(new Redirection(Traffic.to("prod"), "home"), TIMEOUT))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("sh ended well, and the traffic goes to prod, not to home");
    }

    @Test
    @DisplayName("says by status 65 that something else was there")
    void conflict() {
        String script = "read -r asked; case $asked in *send*) echo 'it was moved' >&2; exit 65;; esac;"
                + " echo '{\"site\": \"prod\"}'";
        assertThatThrownBy(() -> to(script).send(new Redirection(Traffic.to("prod"), "home"), TIMEOUT))
                .isInstanceOf(ConflictException.class)
                .hasMessage("sh ended with status 65: it was moved");
    }

    @Test
    @DisplayName("is asked by a check who gets the traffic, and nothing is redirected")
    void inspected() throws Exception {
        assertThat(to("echo '{\"site\": \"prod\"}'").inspect(TIMEOUT))
                .containsExactly(Finding.ok("program sh", "says that prod gets the traffic"));
        assertThat(to("echo '{\"elsewhere\": \"web9\"}'").inspect(TIMEOUT))
                .containsExactly(Finding.warning("program sh", "says that the traffic goes to no site: web9"));
        assertThat(to("exit 1").inspect(TIMEOUT))
                .containsExactly(Finding.error("program sh", "sh ended with status 1"));
    }
}
