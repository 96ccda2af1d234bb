package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An ssh_config")
class SshConfigTest {
    private static final Map<String, ConfigKeyword> COMPARED = compared();

    private static final List<ConfigKeyword> CLEARED_BY_NONE = List.of(
            ConfigKeyword.PROXY_JUMP,
            ConfigKeyword.PROXY_COMMAND,
            ConfigKeyword.CONNECT_TIMEOUT,
            ConfigKeyword.SERVER_ALIVE_INTERVAL);

    @TempDir
    private Path temporary;

    private Path config;

    @BeforeEach
    void makeFile() throws IOException {
        config = temporary.resolve("ssh_config");
        Files.writeString(
                temporary.resolve("one.conf"), "Host inner\n  Port 2001\nHost *\n  IdentityFile ~/.ssh/from_one\n");
        Files.writeString(temporary.resolve("two.conf"), "User everybody\nMatch host never\n  Port 7\n");
        Files.writeString(temporary.resolve(".hidden.conf"), "Port 9\n");
        Files.writeString(temporary.resolve("loop.cfg"), "Include " + temporary + "/loop.cfg\n");
    }

    private static Map<String, ConfigKeyword> compared() {
        Map<String, ConfigKeyword> compared = new LinkedHashMap<>();
        for (ConfigKeyword keyword : List.of(
                ConfigKeyword.USER,
                ConfigKeyword.PORT,
                ConfigKeyword.IDENTITIES_ONLY,
                ConfigKeyword.PROXY_JUMP,
                ConfigKeyword.PROXY_COMMAND,
                ConfigKeyword.HOST_KEY_ALIAS,
                ConfigKeyword.ADDRESS_FAMILY,
                ConfigKeyword.CONNECT_TIMEOUT,
                ConfigKeyword.SERVER_ALIVE_INTERVAL,
                ConfigKeyword.SERVER_ALIVE_COUNT_MAX)) {
            compared.put(keyword.name().toLowerCase(java.util.Locale.ROOT).replace("_", ""), keyword);
        }
        return compared;
    }

    /** Shapes of files that people have; names and addresses are made up. */
    private static final List<String> FILES = List.of(
            "",
            "# nothing\n\n   \t\n",
            "Host backup\n  HostName 192.0.2.20\n  User replica\n  Port 2222\n  IdentityFile /etc/f/id\n  IdentitiesOnly yes\n",
            "Host backup\n\tHostName \"192.0.2.20\"\n\tUser = root\n\tPort=\"2200\"\n",
            "Host=backup\nHostName=%h.example.org\nUser=\"two words\"\n",
            "  Host   \"backup\"   other  \n  User   \"root\"\r\n",
            "HoSt backup\n  HOSTNAME Example.ORG\n  pOrT 22\n",
            "Host a,backup\n  User wrong\nHost a backup\n  User right\n",
            "Host * !backup\n  User others\nHost *\n  User all\n",
            "Host !backup *\n  User others\n  Port 2\nHost b*p\n  Port 3\nHost back??\n  Port 4\n",
            "Host *\n  IdentityFile ~/.ssh/id_global\nHost backup\n  IdentityFile \"~/.ssh/my id\"\n  IdentityFile ~/.ssh/id_global\n",
            "Host backup\n  IdentityFile ~/.ssh/%h_%r\n  IdentityFile none\n",
            "Host backup\n  IdentityAgent \"~/a b/agent\"\n",
            "Host backup\n  IdentityAgent none\n",
            "Host backup\n  IdentityAgent SSH_AUTH_SOCK\n",
            "Host backup\n  ProxyJump bastion\n  ProxyCommand none\nHost bastion\n  Port 2222\n",
            "Host backup\n  ProxyJump jump@bastion:2222,second\n",
            "Host backup\n  ProxyJump ssh://jump@bastion:2222 # by the door\n",
            "Host backup\n  ProxyJump x=y\n",
            "Host backup\n  ProxyJump none\nHost *\n  ProxyJump bastion\n",
            "Host backup\n  ProxyJump NONE\n  ProxyCommand nc %h %p\n",
            "Host *\n  ProxyCommand ssh -o StrictHostKeyChecking=yes -W %h:%p bastion\n",
            "ProxyCommand nc --proxy=192.0.2.1:3128 %h %p\nHost backup\n  ProxyJump bastion\n",
            "Host backup\n  ProxyCommand=\"/usr/bin/nc\" %h %p\n",
            "Host backup\n  UserKnownHostsFile ~/.ssh/kh %d/kh2 \"/with blank/kh\"\n  GlobalKnownHostsFile none\n",
            "Host backup\n  UserKnownHostsFile none\n  GlobalKnownHostsFile /etc/f/kh\n",
            "Host backup\n  ConnectTimeout 1m30\n  ServerAliveInterval 2m\n  ServerAliveCountMax 5\n",
            "Host backup\n  ConnectTimeout none\n  AddressFamily INET6\n",
            "Host backup\n  SetupTimeout 7\n  IdentityFile2 ~/.ssh/old\n",
            "Match host backup\n  Port 2\nMatch all\n  Port 3\n",
            "Match originalhost backup user root\n  Port 2\n",
            "User me\nMatch user root,m* !host other\n  Port 2\n",
            "Host backup\n  HostName real.example.org\nMatch host *.example.org\n  Port 5\nMatch originalhost *.org\n  Port 6\n",
            "Match final host backup\n  Port 5\nHost backup\n  Port 6\n",
            "Host backup\n  HostName real.example.org\nMatch final host real.example.org\n  User last\nHost real*\n  User second\n",
            "Match !final all\n  User first\nMatch canonical\n  Port 9\n",
            "Match localuser root\n  User local\n",
            "Match all # a comment\n  Port 5\n",
            "Match host \"backup,other\"\n  Port 5\n",
            "Match host=backup\n  Port 5\n",
            "Include DIR/one.conf\nHost backup\n  Port 3\n",
            "Host backup\n  Include DIR/*.conf\n  Port 3\n",
            "Host other\n  Include DIR/one.conf DIR/two.conf\nHost backup\n  User after\n",
            "\"Include\" DIR/two.conf\n",
            "Include \"DIR/two.conf\" DIR/missing.conf DIR/[ot]*.conf\n",
            "Include=DIR/one.conf\n",
            "IgnoreUnknown UseKeychain,Mystery*\nHost *\n  UseKeychain yes\n  MysteryThing 5\n  AddKeysToAgent yes\n",
            "Host *\n  ServerAliveInterval 60\n  ControlMaster auto\n  ControlPath ~/.ssh/%C\n  SendEnv LANG LC_*\n  Compression yes\n",
            "Host *\n  ForwardAgent no\n  HashKnownHosts yes\n  GSSAPIAuthentication yes\n  VisualHostKey no\n",
            "Host backup # the one at home\n  User root # of course\n  Port 22 #2\n",
            "Host backup\n  User a\\ b\n  HostKeyAlias 'single quoted'\n",
            "Host backup\n  User a\\\"b\n");

    /** What is wrong for OpenSSH is wrong here. */
    private static final List<String> REFUSED = List.of(
            "Host backup\n  Port abc\n",
            "Host other\n  Port 70000\n",
            "Host backup\n  Port 22 23\n",
            "Host backup\n  Port 22#2\n",
            "Host backup\n  User \"root\n",
            "Host\n",
            "Host backup\n  User\n",
            "UseKeychain yes\n",
            "HostNam x\n",
            "Match\n",
            "Match host\n",
            "Match backup\n",
            "Match all host backup\n",
            "Host backup\n  IdentitiesOnly maybe\n",
            "Host backup\n  ServerAliveInterval soon\n",
            "Host backup\n  UserKnownHostsFile none /etc/kh\n",
            "Host backup\n  IdentityFile a b\n",
            "Host backup\n  AddressFamily ipv6\n",
            "Include DIR/loop.cfg\n",
            "Host backup\n  HostName %p.example.org\n");

    @Test
    @DisplayName("means to a mirror what it means to OpenSSH, for files as people have them")
    void asOpenSsh() throws Exception {
        for (String text : FILES) {
            for (String host : List.of("backup", "inner", "real.example.org")) {
                assertSame(text.replace("DIR", temporary.toString()), host, true);
            }
        }
    }

    @Test
    @DisplayName("is refused where OpenSSH refuses it, with the file and the line")
    void refused() throws Exception {
        for (String text : REFUSED) {
            String whole = text.replace("DIR", temporary.toString());
            assertThat(openSsh(whole, "backup")).as(whole).isEmpty();
            assertThatThrownBy(() -> resolve("backup").hostName(), whole)
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining(temporary.toString());
        }
    }

    @Test
    @DisplayName("means the same, or is refused, for lines thrown together at random")
    void random() throws Exception {
        int refused = 0;
        int seeds = Integer.getInteger("sftp.configs", 250);
        for (int seed = 0; seed < seeds; seed++) {
            refused += assertSame(RandomConfig.of(new Random(seed), temporary), "backup", false) ? 0 : 1;
        }
        assertThat(refused).as("so many that the others prove little").isLessThan(seeds / 2);
    }

    /** @return whether OpenSSH took it */
    private boolean assertSame(String text, String host, boolean mustBeTaken) throws Exception {
        Optional<Map<String, List<String>>> theirs = openSsh(text, host);
        String what = host + " in\n" + text;
        if (theirs.isEmpty()) {
            assertThat(mustBeTaken).as("OpenSSH refuses " + what).isFalse();
            assertThatThrownBy(() -> resolve(host).hostName(), what).isInstanceOf(RejectedException.class);
            return false;
        }
        HostConfig ours = resolve(host);
        Map<String, List<String>> expected = new TreeMap<>();
        Map<String, List<String>> found = new TreeMap<>();
        COMPARED.forEach((name, keyword) -> ours.find(keyword)
                .filter(value -> !CLEARED_BY_NONE.contains(keyword) || !value.equalsIgnoreCase("none"))
                .ifPresent(value -> {
                    found.put(name, List.of(keyword == ConfigKeyword.PROXY_JUMP ? asPrinted(value) : value));
                    expected.put(name, theirs.get().getOrDefault(name, List.of("unset")));
                }));
        found.put("hostname", List.of(ours.hostName()));
        expected.put("hostname", theirs.get().get("hostname"));
        if (!ours.identities().isEmpty()) {
            found.put("identityfile", ours.identities());
            expected.put("identityfile", theirs.get().get("identityfile"));
        }
        // What is set there and not here would be missed above.
        for (String name : List.of("proxyjump", "proxycommand", "hostkeyalias")) {
            if (theirs.get().containsKey(name)) {
                found.putIfAbsent(name, List.of("unset"));
                expected.put(name, theirs.get().get(name));
            }
        }
        for (String name : List.of("user", "port")) {
            found.putIfAbsent(name, List.of(name.equals("port") ? "22" : ConfigTokens.localUser()));
            expected.put(name, theirs.get().get(name));
        }
        assertThat(found).as(what).isEqualTo(expected);
        return true;
    }

    /** {@code ssh -G} prints addresses in brackets, and no scheme. */
    private static String asPrinted(String jumps) {
        return Jump.list(jumps).stream()
                .map(jump -> jump.user().map(user -> user + "@").orElse("")
                        + (jump.host().contains(":") ? "[" + jump.host() + "]" : jump.host())
                        + (jump.port().isPresent() ? ":" + jump.port().getAsInt() : ""))
                .collect(java.util.stream.Collectors.joining(","));
    }

    private HostConfig resolve(String host) {
        return new SshConfig(Optional.of(config)).of(host, Optional.empty(), OptionalInt.empty());
    }

    /** What {@code ssh -G} prints; empty if it refuses. */
    private Optional<Map<String, List<String>>> openSsh(String text, String host) throws Exception {
        Files.writeString(config, text);
        Process ssh = new ProcessBuilder("ssh", "-G", "-F", config.toString(), host)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        String printed = new String(ssh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (ssh.waitFor() != 0) {
            return Optional.empty();
        }
        Map<String, List<String>> values = new TreeMap<>();
        printed.lines().forEach(line -> {
            int blank = line.indexOf(' ');
            if (blank > 0) {
                values.computeIfAbsent(line.substring(0, blank), name -> new ArrayList<>())
                        .add(line.substring(blank + 1));
            }
        });
        return Optional.of(values);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CertificateFile ~/.ssh/id-cert.pub",
                "KnownHostsCommand /usr/bin/keys %H",
                "RevokedHostKeys /etc/ssh/revoked",
                "CanonicalizeHostname yes",
                "BindAddress 192.0.2.1",
                "PubkeyAuthentication no",
                "Match exec true"
            })
    @DisplayName("that asks for what can't be done here is refused, naming the line, where it applies")
    void notHeeded(String line) throws Exception {
        Files.writeString(config, "Host other\n  Port 5\n" + "Host backup\n" + line + "\n");
        assertThatThrownBy(() -> resolve("backup"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("line 4")
                .hasMessageContaining(line.split(" ", 2)[0]);
        if (!line.startsWith("Match")) {
            assertThat(resolve("other").find(ConfigKeyword.PORT)).contains("5");
        }
    }

    @Test
    @DisplayName("that others may write is refused where it is included")
    void written() throws Exception {
        Path included = temporary.resolve("one.conf");
        Files.setPosixFilePermissions(included, java.nio.file.attribute.PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(openSsh("Include " + included + "\n", "backup")).isEmpty();
        assertThatThrownBy(() -> resolve("backup"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(included.toString())
                .hasMessageContaining("may write it");
    }

    @Test
    @DisplayName("without an end is not read to the end")
    void endless() {
        assertThatThrownBy(() -> new SshConfig(Optional.of(Path.of("/dev/zero")))
                        .of("backup", Optional.empty(), OptionalInt.empty()))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("/dev/zero");
    }

    @ParameterizedTest
    @CsvSource({
        "~/keys/%h, HOME/keys/real.example.org",
        "%d/%n-%p-%r-%k, HOME/backup-2200-replica-backup",
        "/keys/100%%, /keys/100%",
    })
    @DisplayName("has names of files with what they stand for put in")
    void tokens(String text, String made) {
        ConfigTokens tokens = ConfigTokens.of("backup", "real.example.org", 2200, "replica", Optional.empty());
        assertThat(tokens.path(text)).hasToString(made.replace("HOME", System.getProperty("user.home")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%z", "%", "${NO_SUCH_VARIABLE_HERE}", "~somebody/key", "a\0b"})
    @DisplayName("with what stands for nothing is refused, naming the line")
    void unknownTokens(String text) throws Exception {
        Files.writeString(config, "Host backup\n  IdentityFile \"" + text + "\"\n");
        SshSettings settings = new SshSettings(
                Destination.parse("backup:/x"),
                Optional.of(config),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                java.time.Duration.ofSeconds(1));
        assertThatThrownBy(() -> Route.to(settings))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("IdentityFile");
    }
}
