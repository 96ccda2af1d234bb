package dev.failover.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.Verbs.Result;
import dev.failover.testkit.OpenSshServer;
import dev.failover.testkit.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The first configuration")
@Timeout(120)
class InitTest {
    private static final String HOME = "--shape home-backup --role home --zone beerus.fr --prod-address 203.0.113.10";
    private static final String PROD =
            "--shape home-backup --role prod --bastion home.example.net:2222 --standby-ssh 192.168.1.20";

    @TempDir
    Path directory;

    private Path config(String machine) {
        return directory.resolve(machine).resolve("failover.yaml");
    }

    private static String[] line(Path config, String options) {
        List<String> line = new ArrayList<>(List.of("init", "-c", config.toString()));
        line.addAll(List.of(options.split(" +")));
        return line.toArray(String[]::new);
    }

    private static Result init(Path config, String options) {
        return Verbs.run(Map.of(), line(config, options));
    }

    @Test
    @DisplayName("is written, checked, and what is missing is said with the command that comes next")
    void written() throws Exception {
        Path config = config("home");

        Result result = init(config, HOME);

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines().filter(line -> line.startsWith("Written: ")))
                .containsExactly(
                        "Written: " + config,
                        "Written: " + config.resolveSibling("rights.txt"),
                        "Written: " + config.resolveSibling("ssh_config"),
                        "Written: " + config.resolveSibling("known_hosts"),
                        "Written: " + config.resolveSibling("keys/id_prod"));
        assertThat(result.err().replace("sudo -u failover ", ""))
                .contains("notifiers.phone.key: the file " + config.resolveSibling("keys/ifttt") + " does not exist")
                .endsWith(
                        "Only keys are missing. Next: failover keys ovh -c %1$s; failover keys put ifttt -c %1$s; failover check -c %1$s\n"
                                .formatted(config));
        assertThat(result.out() + result.err()).doesNotContain("PRIVATE KEY");
        assertThat(Files.getPosixFilePermissions(config.resolveSibling("keys/id_prod")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(config.resolveSibling("rights.txt"))
                .content()
                .contains("\n#   PUT /domain/zone/beerus.fr/record/*\n");
    }

    @Test
    @DisplayName("is the same by answers as by options; what is usual needs none, and a slip is asked again")
    void asked() throws Exception {
        ScriptedTerminal human = new ScriptedTerminal(
                "home-backup",
                "home",
                "",
                "beerus",
                "beerus.fr.",
                "www.beerus.fr",
                "",
                "",
                "",
                "",
                "203.0.113.10",
                "",
                "",
                "",
                "",
                "",
                "",
                "");

        Result result = Verbs.run(human, "init", "-c", config("asked").toString());

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(human.asked)
                .contains(
                        "Which machine is this? prod or home:",
                        "Who serves the zone? ovh, route53, google, cloudflare, hetzner, desec, gandi, digitalocean, rfc2136 (BIND, Knot, PowerDNS) or webhook (external-dns) [ovh]:",
                        "Which page says that the service is up? [https://www.beerus.fr/]:");
        assertThat(result.out())
                .contains(
                        "It must be a zone's name like example.org, not \"beerus\"",
                        "It is relative to the zone: \"www.beerus.fr\" ends with it");
        init(config("given"), HOME);
        assertThat(Files.readString(config("asked")).replace("/asked/", "/given/"))
                .isEqualTo(Files.readString(config("given")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--role prod | --shape is missing",
                "--shape cluster | --shape: must be home-backup, two-servers or hoster, not \"cluster\"",
                "--shape two-servers --role home | --role: must be prod or standby, not \"home\"",
                "--shape home-backup --role home --prod-address 203.0.113.10 | --zone is missing: Which zone",
                HOME + " --zone beerus | --zone: must be a zone's name like example.org, not \"beerus\"",
                HOME + " --name www.beerus.fr | --name: is relative to the zone",
                HOME + " --transport ftp | --transport: must be sftp or rsync",
                HOME + " --notifier mail | --notifier: must be ifttt or ntfy",
                HOME + " --notifier ntfy --event x | --event means nothing with --shape home-backup --role home",
                HOME + " --ttl soon | --ttl: ",
                HOME + " --ttl 0s | --ttl: must be 1s at least",
                HOME + " --prod-address 203.0.113.256 | --prod-address: must be an IPv4 address",
                HOME + " --prod-ssh a_b | --prod-ssh: must be a host's name or address, not \"a_b\"",
                HOME + " --prod-ssh prod:70000 | --prod-ssh: must be HOST or HOST:PORT",
                HOME + " --prod-ssh -oProxyCommand=id | --prod-ssh: must be a host's name",
                HOME + " --url ftp://www.beerus.fr/ | --url: must be a URL",
                HOME + " --url https://www.beerus.fr/\"x | --url: must be a URL",
                HOME + " --files relative | --files: must be an absolute path",
                HOME + " --files /srv/../www | --files: must be an absolute path",
                HOME + " --files /www | --files: must be below another directory",
                HOME + " --event a;b | --event: must be letters",
                HOME + " --bastion home.example.net | --bastion means nothing with --shape home-backup --role home",
                PROD + " --certificates some | --certificates: must be an absolute path"
            })
    @DisplayName("is not written with a fault, which is told with its option")
    void faults(String options, String expected) {
        // Of an option that is given twice, the second is meant.
        String last = options.replaceFirst("(--zone|--prod-address) \\S+ (?=.*\\1 )", "");

        Result result = init(config("none"), last);

        assertThat(result.err()).contains(expected);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(directory.resolve("none")).doesNotExist();
    }

    @Test
    @DisplayName("names each option that is missing once, and none that follows from one")
    void missing() {
        Result result = init(config("none"), "--shape home-backup --role home");

        assertThat(result.err().lines())
                .containsExactly(
                        "--zone is missing: Which zone, like beerus.fr?",
                        "--prod-address is missing: Which IPv4 address has prod?");
    }

    @Test
    @DisplayName("names all that is wrong at once, also before it is known which options matter")
    void allAtOnce() {
        Result result = init(config("none"), "--transport ftp --notifier pigeon --zone beerus.fr --name www.beerus.fr");

        assertThat(result.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("--shape is missing"),
                        line -> assertThat(line).startsWith("--name: is relative to the zone"),
                        line -> assertThat(line).isEqualTo("--transport: must be sftp or rsync, not \"ftp\""),
                        line -> assertThat(line).startsWith("--notifier: must be ifttt or ntfy"));
    }

    @ParameterizedTest
    @CsvSource({"failover.yaml", "rights.txt", "ssh_config", "known_hosts", "keys/id_prod"})
    @DisplayName("is not written over anything")
    void existing(String name) throws Exception {
        Path config = config("home");
        Path there = config.resolveSibling(name);
        Files.createDirectories(there.getParent());
        Files.writeString(there, "mine");

        Result result = init(config, HOME);

        assertThat(result.err())
                .isEqualTo("--config: " + there
                        + " is there already, and nothing is overwritten; name another directory\n");
        assertThat(result.code()).isEqualTo(2);
        assertThat(there).hasContent("mine");
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(there);
        }
    }

    @Test
    @DisplayName("is not written where it can't be, which is told in one line")
    void unwritable() {
        Result result = init(Path.of("/proc/self/failover/failover.yaml"), HOME);

        assertThat(result.err()).startsWith("--config: /proc/self/").hasLineCount(1);
        assertThat(result.code()).isEqualTo(2);
    }

    @Test
    @DisplayName("is written by the commands of docs/quickstart.md as they are printed, but for where it is")
    void quickStart() throws Exception {
        String page = Files.readString(Path.of("../docs/quickstart.md"));
        List<String> commands = Pattern.compile("(?m)^```sh\n(failover (?:init|keys put) (?s:.*?))\n```$")
                .matcher(page)
                .results()
                .map(block -> block.group(1).replace("\\\n", " "))
                .toList();
        assertThat(commands).hasSize(3);
        for (String machine : List.of("prod", "home")) {
            Path etc = directory.resolve(machine);
            for (String command : commands) {
                if (!command.contains("--role") || command.contains("--role " + machine)) {
                    String[] words = command.replaceFirst("failover ", "")
                            .replace("/etc/failover", etc.toString())
                            .split(" +");
                    Result result =
                            Verbs.run(new ScriptedTerminal("", "", "", "", "", "", "", "", "", "", "", ""), words);
                    if (words[0].equals("init")) {
                        assertThat(result.code()).as(result.err()).isZero();
                    } else {
                        assertThat(result.err()).contains("The key for ifttt: must not be empty");
                    }
                }
            }
            assertThat(config(machine)).exists();
        }
    }

    @Test
    @DisplayName("of prod and the one of home fit together: there through a bastion, and back, on real SSH servers")
    void rolesFitTogether() throws Exception {
        if (!System.getProperty("user.name").equals("root") || !Files.isWritable(Path.of("/srv"))) {
            Assumptions.abort("NOT TESTED: only root can confine an account to a directory");
        }
        Path srv = Files.createTempDirectory(Path.of("/srv"), "failover-init");
        try {
            Files.setPosixFilePermissions(srv, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.writeString(Files.createDirectories(srv.resolve("prod/www")).resolve("page"), "from prod");
            Files.createDirectories(srv.resolve("home/www"));
            thereAndBack(srv);
        } finally {
            assertThat(new ProcessBuilder("rm", "-rf", srv.toString()).start().waitFor())
                    .isZero();
        }
    }

    private void thereAndBack(Path srv) throws Exception {
        String common =
                " --files %1$s/prod/www --replica %1$s/home --state-directory %2$s/state".formatted(srv, directory);
        try (OpenSshServer prod = OpenSshServer.in(directory.resolve("sshd-prod"))
                        .sftpOnlyWithin(srv.resolve("prod"))
                        .start();
                OpenSshServer home = OpenSshServer.in(directory.resolve("sshd-home"))
                        .sftpOnlyWithin(srv.resolve("home"))
                        .start();
                OpenSshServer bastion = OpenSshServer.in(directory.resolve("sshd-bastion"))
                        .forwardingOnlyTo("127.0.0.1:" + home.port())
                        .start()) {
            Result there = init(
                    config("prod"),
                    "--shape home-backup --role prod --bastion 127.0.0.1:%s --standby-ssh 127.0.0.1:%s"
                                    .formatted(bastion.port(), home.port())
                            + common);
            assertThat(there.code()).as(there.err()).isZero();
            Result back = init(config("home"), HOME + " --prod-ssh 127.0.0.1:" + prod.port() + common);
            assertThat(back.code()).as(back.err()).isZero();
            grant("prod", home, "id_home", bastion, "id_bastion");
            grant("home", prod, "id_prod");

            mirror("prod", "files");
            assertThat(srv.resolve("home/www/page")).hasContent("from prod");
            assertThat(bastion.logins()).isPositive();

            Result checked = Verbs.run(Map.of(), "check", "-c", config("prod").toString());
            assertThat(checked.out())
                    .contains("OK    sync files: the replica is ")
                    .containsPattern(
                            "\n(Nothing is missing|Missing: notifier phone).*\\. Next: .*failover (check|sync files) -c "
                                    + config("prod") + "\n$");

            mirror("home", "files-back", "--promote");
            Files.writeString(srv.resolve("home/www/page"), "from home");
            mirror("home", "files-back");
            assertThat(srv.resolve("prod/www/page")).hasContent("from home");
        }
    }

    /** What rights.txt says, as far as the fixture's one account goes; and the keys of vendors. */
    private void grant(String machine, Object... serversAndKeys) throws Exception {
        Path config = config(machine);
        List<String> known = new ArrayList<>();
        for (int i = 0; i < serversAndKeys.length; i += 2) {
            OpenSshServer server = (OpenSshServer) serversAndKeys[i];
            Path key = config.resolveSibling("keys").resolve((String) serversAndKeys[i + 1]);
            server.authorize(new SshKey(key));
            known.add(server.knownHosts());
            assertThat(config.resolveSibling("rights.txt"))
                    .content()
                    .contains("\necho \"[127.0.0.1]:%s $(cut".formatted(server.port()), new SshKey(key).publicKey());
        }
        Path hosts = config.resolveSibling("known_hosts");
        Files.writeString(hosts, Files.readString(hosts) + String.join("\n", known) + "\n");
        Path ssh = config.resolveSibling("ssh_config");
        Files.writeString(ssh, Files.readString(ssh).replaceAll("User (failover|jump)", "User root"));
        for (String key : List.of("ifttt", "ovh-application-key", "ovh-application-secret", "ovh-consumer-key")) {
            Result put = Verbs.run(new ScriptedTerminal("secret"), "keys", "put", key, "-c", config.toString());
            assertThat(put.code()).as(put.err()).isZero();
        }
    }

    private void mirror(String machine, String sync, String... more) throws IOException {
        String[] line = Stream.concat(
                        Stream.of("sync", sync, "-c", config(machine).toString()), Stream.of(more))
                .toArray(String[]::new);
        Result result = Verbs.run(Map.of(), line);
        assertThat(result.code()).as(result.out() + result.err()).isZero();
    }
}
