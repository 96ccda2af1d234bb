package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.failover.component.Components;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.component.Settings;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A ping check")
class PingHealthCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final InetAddress LOCAL = InetAddresses.forString("127.0.0.1");

    @TempDir
    private Path directory;

    /** A program that says this, and ends so. */
    private PingHealthCheck saying(String lines, int status) throws Exception {
        return running("printf '%b' '" + lines.replace("'", "'\\''") + "'\nexit " + status);
    }

    private PingHealthCheck running(String script) throws Exception {
        Path program = Files.writeString(directory.resolve("ping"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return PingHealthCheck.builder().program(program.toString()).build();
    }

    @Test
    @DisplayName("is up if a real ping is answered, over IPv4 and IPv6")
    void answered() throws Exception {
        HealthCheck check = PingHealthCheck.builder().build();
        for (InetAddress address : new InetAddress[] {LOCAL, Ipv6.loopback()}) {
            Health health = check.check(address, TIMEOUT);
            assertThat(health.status()).as(health.detail()).isEqualTo(Health.Status.UP);
            assertThat(health.detail()).matches("answered after [0-9.]+ ms");
        }
    }

    @Test
    @DisplayName("is unknown if a real ping does not ask, here as that would ask everybody")
    void notAsked() throws Exception {
        Health health = PingHealthCheck.builder().build().check(InetAddresses.forString("255.255.255.255"), TIMEOUT);
        assertThat(health.status()).as(health.detail()).isEqualTo(Health.Status.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=0.045 ms\\n | 0 | UP | answered after 0.045 ms
                    64 bytes from 192.0.2.1: seq=0 ttl=64 time<1 ms\\n | 0 | UP | answered after 1 ms
                    64 bytes from 192.0.2.1\\n | 0 | UP | answered
                    PING 192.0.2.1 (192.0.2.1) 56(84) bytes of data.\\n\\n1 packets transmitted\\n | 1 | DOWN | no reply within 10s
                    From 192.0.2.9 icmp_seq=1 Destination Host Unreachable\\n | 1 | DOWN | no reply within 10s: Destination Host Unreachable
                    ping: sendmsg: Operation not permitted\\n | 1 | UNKNOWN | ping can't ask: sendmsg: Operation not permitted
                    ping: permission denied (are you root?)\\n | 1 | UNKNOWN | ping can't ask: permission denied (are you root?)
                    /usr/bin/ping: socket: Operation\\033[31m not permitted\\n | 2 | UNKNOWN | ping ended with status 2: socket: Operation not permitted
                    what? | 77 | UNKNOWN | ping ended with status 77
                    """)
    void judgesByStatusAndWords(String lines, int status, Health.Status expected, String detail) throws Exception {
        assertThat(saying(lines, status).check(LOCAL, TIMEOUT))
                .extracting(Health::status, Health::detail)
                .containsExactly(expected, detail);
    }

    @Test
    @DisplayName("asks the site's address and no name, once a second for as long as the probe may take")
    void arguments() throws Exception {
        PingHealthCheck check = running("echo \"From x $* Destination is told\"; exit 1");
        assertThat(check.check(InetAddresses.forString("2001:db8::7"), Duration.ofMillis(1500))
                        .detail())
                .isEqualTo("no reply within 1.5s: Destination is told");
        running("echo \"ping: $*\"; exit 2");
        assertThat(check.check(InetAddresses.forString("2001:db8::7"), Duration.ofMillis(1500))
                        .detail())
                .isEqualTo("ping ended with status 2: -n -c 1 -w 2 2001:db8:0:0:0:0:0:7");
    }

    @Test
    @DisplayName(
            "is down at the end of its time if nothing comes, and unknown if by then it was told that it can't ask")
    void late() throws Exception {
        assertThat(running("exec sleep 60").check(LOCAL, Duration.ofMillis(300)))
                .isEqualTo(Health.down("no reply within 300ms"));
        assertThat(running("echo 'ping: sendmsg: Operation not permitted'; exec sleep 60")
                        .check(LOCAL, Duration.ofMillis(700)))
                .isEqualTo(Health.unknown("ping can't ask: sendmsg: Operation not permitted"));
    }

    @Test
    @DisplayName("is unknown without the program, and says so beforehand when it is inspected")
    void missing() throws Exception {
        HealthCheck check = create(Map.of("program", "/no/such/ping"));
        assertThat(check.check(LOCAL, TIMEOUT))
                .satisfies(health -> assertThat(health.status()).isEqualTo(Health.Status.UNKNOWN))
                .satisfies(health -> assertThat(health.detail())
                        .startsWith("The program /no/such/ping can't be run; install it, or set the path it has"));
        assertThat(((Inspectable) check).inspect(TIMEOUT))
                .containsExactly(Finding.error(
                        "program /no/such/ping",
                        "program: there is no such program, or this user may not run it; install it, or set its path"));
        assertThat(((Inspectable) create(Map.of())).inspect(TIMEOUT))
                .containsExactly(Finding.ok("program ping", "can be run"));
    }

    @Test
    void isMadeFromSettings() {
        assertThat(create(Map.of())).hasToString("ping check");
        assertThatThrownBy(() -> create(Map.of("program", " ")))
                .hasMessage("check.program: must be a program, like /usr/bin/ping");
    }

    private static HealthCheck create(Map<String, String> settings) {
        return Components.load(HealthCheckFactory.class).create("ping", Settings.of("check", settings));
    }
}
