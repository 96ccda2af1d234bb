package dev.failover.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes two minutes, and as long as it takes to build the commit before this one; asks the package registry for systemd-container:
 * part of {@code ./verify --measure}.
 */
@DisplayName("On a machine without Maven, the package")
@Timeout(1200)
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

    @BeforeAll
    static void asRoot() {
        assumeTrue("root".equals(System.getProperty("user.name")), "NOT TESTED: booting machines takes root");
    }

    @Test
    @DisplayName(
            "is installed, shown, started by a boot, installed again while it runs, and purged without its journal")
    void life() throws Exception {
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
            machine.exec("sleep", "30").expect(0);
            long resident = 1024
                    * Long.parseLong(machine.exec(
                                    "sed",
                                    "-n",
                                    "s/^VmRSS:[^0-9]*\\([0-9]*\\) kB$/\\1/p",
                                    "/proc/" + before + "/status")
                            .expect(0)
                            .strip());
            System.out.printf("agent with one service: %.1f MB%n", resident / 1e6);
            assertThat(resident).as("bytes of memory").isLessThanOrEqualTo(90_000_000);
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

    @Test
    @DisplayName("takes the place of the commit before this one while that one runs, and goes on from its journal")
    void upgrade() throws Exception {
        Path parent = Parent.debianPackage();
        Lab lab = new Lab(directory);
        try {
            lab.verbs("machine_net one").expect(0);
            Machine machine = lab.boot("one");
            Files.copy(parent, machine.root().resolve("opt/parent.deb"));
            Files.copy(Delivery.debianPackage(), machine.root().resolve("opt/failover.deb"));
            machine.exec("dpkg", "-i", "/opt/parent.deb").expect(0);
            Files.writeString(machine.root().resolve("etc/failover/failover.yaml"), CONFIGURATION);
            machine.exec("systemctl", "start", "failover").expect(0);
            machine.await("test", "-S", "/var/lib/failover/control");
            asAgent(machine, "pause", "--by", "anna", "--reason", "upgrade");
            String before = pid(machine);
            Path journal = machine.root().resolve("var/lib/failover/journal.log");
            String written = Files.readString(journal);

            machine.exec("dpkg", "-i", "/opt/failover.deb").expect(0);

            machine.await("test", "-S", "/var/lib/failover/control");
            assertThat(pid(machine)).isNotEqualTo(before).isNotEqualTo("0");
            assertThat(asAgent(machine, "status")).contains("paused by anna", "(upgrade)");
            assertThat(asAgent(machine, "history")).contains("anna");
            assertThat(Files.readString(journal)).startsWith(written);
            assertThat(machine.exec("journalctl", "-u", "failover", "-o", "cat").expect(0))
                    .doesNotContain("without being stopped");
        } finally {
            lab.remove();
        }
    }

    @Test
    @DisplayName(
            "is not the only way: the archive is installed by the commands of the page, and gives the demonstration")
    void archive() throws Exception {
        String page = Files.readString(Path.of("../docs/install.md"));
        String commands = page.substring(page.indexOf("mkdir -p /opt/failover\n"));
        Lab lab = new Lab(directory);
        try {
            lab.verbs("machine_net one").expect(0);
            Machine machine = lab.boot("one");
            Path file = Delivery.archive();
            Files.copy(file, machine.root().resolve("opt").resolve(file.getFileName()));

            assertThat(machine.shell(commands.substring(0, commands.indexOf("```")))
                            .expect(0))
                    .contains("All of it happened");

            assertThat(machine.exec("failover", "--version").expect(0)).startsWith("failover ");
            machine.exec("systemctl", "cat", "failover", "failover-check").expect(0);
            assertThat(machine.root().resolve("opt/failover/lib/agent.jsa")).isNotEmptyFile();
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
