package dev.failover.ovh.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.component.Finding;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.ovh.AccessRule;
import dev.failover.traffic.Redirection;
import dev.failover.traffic.Traffic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An Additional IP of OVH")
class OvhIpSwitchTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Redirection TO_HOME = new Redirection(Traffic.to("prod"), "home");

    private final ImitatedIp imitation = new ImitatedIp();
    private final OvhIpSwitch address = imitation.builder().build();

    @AfterEach
    void close() {
        address.close();
        imitation.close();
    }

    @Test
    @DisplayName("is moved by these requests, and no others")
    void requests() throws Exception {
        address.send(TO_HOME, TIMEOUT);
        assertThat(imitation.requests())
                .containsExactly(
                        "GET ip/task?status=init",
                        "GET ip/task?status=todo",
                        "GET ip/task?status=doing",
                        "GET ip",
                        "POST ip/move",
                        "GET ip/task/7",
                        "GET ip/task/7",
                        "GET ip");
        assertThat(imitation.api.requests())
                .filteredOn(request -> request.method().equals("POST"))
                .singleElement()
                .satisfies(request -> {
                    assertThat(request.body()).isEqualTo("{\"to\":\"" + ImitatedIp.HOME + "\"}");
                    assertThat(request.target()).contains("/ip/203.0.113.7%2F32/move");
                });
        imitation.api.forgetRequests();
        assertThat(address.ask(TIMEOUT)).isEqualTo(Traffic.to("home"));
        assertThat(imitation.requests()).containsExactly("GET ip");
    }

    @Test
    @DisplayName("that somebody is moving already is waited for, and looked at anew")
    void anothersTask() throws Exception {
        imitation.begin(ImitatedIp.HOME);
        address.send(TO_HOME, TIMEOUT);
        assertThat(imitation.requests()).doesNotContain("POST ip/move");
        imitation.begin("ns9.ip-192-0-2.eu");
        assertThatThrownBy(() -> address.send(new Redirection(Traffic.to("home"), "prod"), TIMEOUT))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("ns9.ip-192-0-2.eu");
    }

    @Test
    @DisplayName("whose task does not end says which one that is, and what to do")
    void stuck() {
        imitation.stuck(true);
        assertThatThrownBy(() -> address.send(TO_HOME, Duration.ofSeconds(2)))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("task 7 (doing) has not ended")
                .hasMessageContaining("OVH's support");
    }

    @Test
    @DisplayName("whose task fails by the customer's fault is refused, by OVH's is tried again")
    void fails() {
        imitation.ends("customerError");
        assertThatThrownBy(() -> address.send(TO_HOME, TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("OVH could not move 203.0.113.7/32");
        imitation.ends("ovhError");
        assertThatThrownBy(() -> address.send(TO_HOME, TIMEOUT)).isInstanceOf(UnavailableException.class);
    }

    @Test
    @DisplayName("that can't be had there is refused with OVH's words")
    void cannotMove() {
        OvhIpSwitch wrong =
                imitation.builder().destination("paris", "vps-paris.example").build();
        assertThatThrownBy(() -> wrong.send(new Redirection(Traffic.to("prod"), "paris"), TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("can not be moved to vps-paris.example");
        wrong.close();
    }

    @Test
    @DisplayName("that is parked is at no site")
    void parked() throws Exception {
        imitation.at(null);
        assertThat(address.ask(TIMEOUT)).isEqualTo(Traffic.elsewhere("nowhere, as it is parked"));
    }

    @Test
    @DisplayName("is looked at by a check: where it is, what is under way, and where it may go")
    void inspected() throws Exception {
        OvhIpSwitch wrong =
                imitation.builder().destination("paris", "vps-paris.example").build();
        assertThat(wrong.inspect(TIMEOUT))
                .contains(Finding.ok("address 203.0.113.7/32", "is at " + ImitatedIp.PROD + ", which is prod"))
                .anySatisfy(found -> {
                    assertThat(found.subject()).isEqualTo("destinations.paris");
                    assertThat(found.severity()).isEqualTo(Finding.Severity.ERROR);
                });
        assertThat(imitation.api.requests())
                .allMatch(request -> request.method().equals("GET"));
        wrong.close();
    }

    @Test
    @DisplayName("is at one site only: two have no service in common")
    void twoSitesOneService() {
        assertThatThrownBy(() -> imitation
                        .builder()
                        .destination("spare", ImitatedIp.HOME)
                        .build())
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("one service for two sites");
    }

    @Test
    @DisplayName("needs the rights that its page lists, and no others")
    void rights() throws Exception {
        Matcher block = Pattern.compile("```\n(GET  /ip/[^`]*)```")
                .matcher(Files.readString(Path.of("../docs/switch-ovh-ip.md")));
        assertThat(block.find()).isTrue();
        assertThat(block.group(1).lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactlyInAnyOrderElementsOf(OvhIpSwitch.builder().address("203.0.113.7").accessRules().stream()
                        .map(AccessRule::toString)
                        .toList());
    }
}
