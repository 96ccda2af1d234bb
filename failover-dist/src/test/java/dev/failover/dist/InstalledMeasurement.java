package dev.failover.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Takes a minute, and asks the package registry for systemd-container: part of {@code ./verify --measure}. */
@DisplayName("On a machine without Maven, the package")
@Timeout(600)
class InstalledMeasurement {
    static final String CONFIGURATION = """
            state-directory: /var/lib/failover
            dns: {servers: ["127.0.0.1:9"]}
            providers:
              bind: {type: rfc2136, zone: example.org, server: "127.0.0.1:9", tsig-name: key.,
                     tsig-algorithm: hmac-sha256, tsig-secret: "c2VjcmV0c2VjcmV0"}
            services:
              www:
                records: [{provider: bind, name: www, type: A}]
                sites: [{name: here, address: 127.0.0.1, allow-private: true}]
                check: {type: tcp, port: 9}
            """;

    @TempDir
    Path directory;

    @Test
    @DisplayName("is installed, shown, started by a boot, upgraded while it runs, and purged without its journal")
    void life() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "NOT TESTED: booting machines takes root");
        Lab lab = new Lab(directory);
        try {
            lab.verbs("machine_net one").expect(0);
            Machine machine = lab.boot("one");
            Files.copy(Delivery.debianPackage(), machine.root().resolve("opt/failover.deb"));
            assertThat(machine.exec("mvn", "-v").code()).isEqualTo(97);

            machine.exec("dpkg", "-i", "/opt/failover.deb").expect(0);
            assertThat(machine.exec("systemctl", "is-enabled", "failover").expect(0))
                    .isEqualTo("enabled\n");
            assertThat(machine.exec("systemctl", "is-active", "failover").output())
                    .isEqualTo("inactive\n");
            assertThat(machine.exec("stat", "-c", "%a %U:%G", "/etc/failover", "/var/lib/failover")
                            .expect(0))
                    .isEqualTo("750 root:failover\n700 failover:failover\n");
            assertThat(machine.exec("failover", "demo").expect(0)).contains("All of it happened");

            Files.writeString(machine.root().resolve("etc/failover/failover.yaml"), CONFIGURATION);
            machine.powerOff();
            machine.powerOn();
            machine.await("test", "-S", "/var/lib/failover/control");
            asAgent(machine, "pause", "--by", "anna", "--reason", "upgrade");
            String before = pid(machine);
            System.out.printf(
                    "agent with one service: %s%n",
                    machine.exec("grep", "VmRSS", "/proc/" + before + "/status").expect(0));
            System.out.printf(
                    "failover status: %s%n",
                    machine.exec("bash", "-c", "time failover status -c /etc/failover/failover.yaml >/dev/null")
                            .expect(0));
            assertThat(machine.exec("systemd-analyze", "security", "--threshold=20", "failover")
                            .code())
                    .as("exposure of 2.0 at most")
                    .isZero();

            reloads(machine);
            isStartedAgainWhenItIsStuck(machine);

            machine.exec("dpkg", "-i", "/opt/failover.deb").expect(0);
            machine.await("test", "-S", "/var/lib/failover/control");
            assertThat(pid(machine)).isNotEqualTo(before).isNotEqualTo("0");
            assertThat(asAgent(machine, "status")).contains("paused by anna", "(upgrade)");

            assertThat(machine.exec("dpkg", "-P", "failover").expect(0))
                    .contains("The journal stays in /var/lib/failover");
            assertThat(machine.root().resolve("var/lib/failover/journal.log")).isNotEmptyFile();
            assertThat(machine.root().resolve("etc/failover/failover.yaml")).isNotEmptyFile();
            assertThat(machine.root().resolve("usr/share/failover")).doesNotExist();

            machine.exec("dpkg", "-i", "/opt/failover.deb").expect(0);
            machine.exec("env", "FAILOVER_PURGE_STATE=yes", "dpkg", "-P", "failover")
                    .expect(0);
            assertThat(machine.root().resolve("var/lib/failover")).doesNotExist();
        } finally {
            lab.remove();
        }
    }

    private static void reloads(Machine machine) throws Exception {
        Path configuration = machine.root().resolve("etc/failover/failover.yaml");
        String before = pid(machine);
        assertThat(machine.exec("systemctl", "show", "-p", "StatusText", "--value", "failover")
                        .expect(0))
                .startsWith("www ");
        Files.writeString(configuration, CONFIGURATION.replace("port: 9", "port: 10"));
        machine.exec("systemctl", "reload", "failover").expect(0);
        assertThat(machine.exec("journalctl", "-u", "failover", "-o", "cat").expect(0))
                .contains("service www changed: services.www.check.port");
        Files.writeString(configuration, "services: none");
        assertThat(machine.exec("systemctl", "reload", "failover").code()).isNotZero();
        assertThat(machine.exec("systemctl", "is-active", "failover").expect(0)).isEqualTo("active\n");
        assertThat(pid(machine)).isEqualTo(before);
        Files.writeString(configuration, CONFIGURATION);
        machine.exec("systemctl", "reload", "failover").expect(0);
    }

    private static void isStartedAgainWhenItIsStuck(Machine machine) throws Exception {
        Files.writeString(
                Files.createDirectories(machine.root().resolve("etc/systemd/system/failover.service.d"))
                        .resolve("watchdog.conf"),
                "[Service]\nWatchdogSec=3\n");
        machine.exec("systemctl", "daemon-reload").expect(0);
        machine.exec("systemctl", "restart", "failover").expect(0);
        String stuck = pid(machine);
        machine.exec("sleep", "7").expect(0);
        assertThat(pid(machine)).as("one that is well lives on").isEqualTo(stuck);
        machine.exec("kill", "-STOP", stuck).expect(0);
        machine.await("sh", "-c", "[ $(systemctl show -p NRestarts --value failover) = 1 ]");
        machine.await("systemctl", "is-active", "failover");
        assertThat(machine.exec("journalctl", "-u", "failover").expect(0)).contains("Watchdog timeout");
        assertThat(pid(machine)).isNotEqualTo(stuck);
    }

    private static String asAgent(Machine machine, String... verb) throws Exception {
        String[] command = new String[verb.length + 7];
        System.arraycopy(new String[] {"runuser", "-u", "failover", "--", "failover"}, 0, command, 0, 5);
        System.arraycopy(verb, 0, command, 5, verb.length);
        System.arraycopy(new String[] {"-c", "/etc/failover/failover.yaml"}, 0, command, verb.length + 5, 2);
        return machine.exec(command).expect(0);
    }

    private static String pid(Machine machine) throws Exception {
        return machine.exec("systemctl", "show", "-p", "MainPID", "--value", "failover")
                .expect(0)
                .strip();
    }
}
