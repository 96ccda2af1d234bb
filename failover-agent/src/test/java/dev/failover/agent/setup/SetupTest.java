package dev.failover.agent.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.ConfigurationReader;
import dev.failover.agent.control.Documents;
import dev.failover.component.Components;
import dev.failover.component.Secret;
import dev.failover.dns.DnsProviderFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A first configuration")
class SetupTest {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{file:[^}]*/keys/([a-z0-9-]+)}");
    private static final Pattern RESTRICTED = Pattern.compile("(?m)^restrict,command=\"rrsync [^\"]*\" ssh-ed25519 ");
    private static final Pattern BLOCK = Pattern.compile("(?m)^Match User .*\n(?:  .*\n)+");

    @TempDir
    Path directory;

    private static Answers answers(String line) {
        Map<Question, String> given = new EnumMap<>(Question.class);
        List<String> words = Splitter.on(' ').omitEmptyStrings().splitToList(line);
        for (int i = 0; i < words.size(); i += 2) {
            String option = words.get(i);
            given.put(
                    List.of(Question.values()).stream()
                            .filter(question -> question.option().equals(option))
                            .findFirst()
                            .orElseThrow(),
                    words.get(i + 1));
        }
        Interview interview = new Interview(given);
        return interview.answers(Optional.empty()).orElseThrow(() -> new AssertionError(interview.faults()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--shape home-backup --role home --zone beerus.fr --prod-address 203.0.113.10 | 1 | 1",
                "--shape home-backup --role home --zone beerus.fr --name @ --prod-address 203.0.113.10 --ttl 5m"
                        + " --provider route53 --zone-id Z0123 | 1 | 1",
                "--shape home-backup --role home --zone beerus.fr --prod-address 203.0.113.10 --provider cloudflare | 1 | 1",
                "--shape home-backup --role home --zone beerus.fr --prod-address 203.0.113.10 --provider hetzner | 1 | 1",
                "--shape home-backup --role home --zone beerus.fr --prod-address 203.0.113.10 --provider desec | 1 | 1",
                "--shape home-backup --role home --zone beerus.fr --prod-address 203.0.113.10 --provider gandi | 1 | 1",
                "--shape home-backup --role home --zone beerus.fr --prod-address 203.0.113.10 --provider digitalocean | 1 | 1",
                "--shape home-backup --role home --zone beerus.fr --prod-address 203.0.113.10 --provider google | 1 | 1",
                "--shape home-backup --role home --zone beerus.fr --prod-address 203.0.113.10 --provider webhook | 1 | 1",
                "--shape home-backup --role prod --bastion home.example.net:2222 --standby-ssh 192.168.1.20"
                        + " --certificates /etc/letsencrypt | 0 | 2",
                "--shape two-servers --role standby --zone beerus.fr --prod-address 203.0.113.10"
                        + " --standby-address 198.51.100.7 --provider rfc2136 --dns-server 192.0.2.53 | 1 | 1",
                "--shape two-servers --role prod --standby-ssh 198.51.100.7:2222 --transport rsync | 0 | 1",
                "--shape two-servers --role standby --zone beerus.fr --prod-address 203.0.113.10"
                        + " --standby-address 198.51.100.7 --transport rsync --notifier ntfy | 1 | 1",
                "--shape hoster --role watcher --zone beerus.fr --prod-address 203.0.113.10"
                        + " --standby-address 198.51.100.7 | 1 | 0",
                "--shape hoster --role prod --standby-ssh sftp.hoster.example --account u123"
                        + " --hoster-directory /htdocs --files /srv/www | 0 | 1"
            })
    @DisplayName("of each shape and role is what the agent reads, once its keys are there")
    void read(String options, int services, int syncs) throws Exception {
        Path file = directory.resolve("etc/failover.yaml");
        new Setup(file, answers(options + " --state-directory " + directory.resolve("state"))).write();
        List<String> keys = REFERENCE
                .matcher(Files.readString(file))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(keys).contains(options.contains("ntfy") ? "ntfy-topic" : "ifttt");
        for (String key : keys) {
            new KeyDirectory(file).write(key, Secret.of("c2VjcmV0c2VjcmV0"));
        }

        if (options.contains("google")) {
            Files.writeString(new KeyDirectory(file).file("google.json"), serviceAccount());
        }

        try (Configuration configuration = ConfigurationReader.read(file, Map.of())) {
            assertThat(configuration.services()).hasSize(services);
            assertThat(configuration.syncs()).hasSize(syncs);
            assertThat(configuration.replicas()).hasSize(services * syncs);
        }
        assertThat(Files.readString(file)).startsWith("# Made by: failover init --shape ");
        assertThat(new ProcessBuilder(
                                "bash", "-n", file.resolveSibling("rights.txt").toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .as("the rights are commands")
                .isZero();
    }

    private static String serviceAccount() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        String key = Base64.getEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        return Documents.line(Map.of(
                "type", "service_account",
                "project_id", "beerus-123456",
                "private_key_id", "01",
                "private_key", "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n",
                "client_email", "failover@beerus-123456.iam.gserviceaccount.com",
                "token_uri", "https://oauth2.googleapis.com/token"));
    }

    @Test
    @DisplayName("offers every provider that is shipped, but for those that are left out for a reason")
    void offered() {
        Map<String, String> leftOut = Map.of(
                "dyndns2", "one name with a password of its own, at one of many services: its page has each of them");
        Set<String> shipped =
                new TreeSet<>(Components.load(DnsProviderFactory.class).names());
        shipped.removeAll(leftOut.keySet());

        assertThat(new TreeSet<>(OfferedProvider.types()))
                .as(
                        "what `init` offers: add it there with a template provider-TYPE.yaml, or here with the reason why not")
                .isEqualTo(shipped);
        assertThat(Question.PROVIDER.question())
                .endsWith(" digitalocean, rfc2136 (BIND, Knot, PowerDNS) or webhook (external-dns)");
    }

    @Test
    @DisplayName("of the home backup is the example that is delivered")
    void example() throws Exception {
        Answers answers = answers("--shape home-backup --role home --zone beerus.fr --prod-address 203.0.113.10");

        assertThat(new Draft(Path.of("/etc/failover/failover.yaml"), answers, List.of(), Map.of()).configuration())
                .isEqualTo(Files.readString(Path.of("failover.yaml")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Match User failover", "Match User jump"})
    @DisplayName("grants by sshd what docs/sync-sftp.md has, which is tested there against the real one")
    void sshd(String first) throws Exception {
        Path file = directory.resolve("failover.yaml");
        new Setup(
                        file,
                        answers("--shape home-backup --role prod --bastion home.example.net:2222"
                                + " --standby-ssh 192.168.1.20"))
                .write();

        assertThat(block(Files.readString(directory.resolve("rights.txt")), first))
                .isEqualTo(block(
                        Files.readString(Path.of("../docs/sync-sftp.md")).replace("User replica", "User failover"),
                        first));
    }

    @Test
    @DisplayName("grants rsync what docs/sync-rsync.md has, and a shell that starts it, but no directory of sftp's")
    void rsync() throws Exception {
        Path file = directory.resolve("failover.yaml");
        new Setup(file, answers("--shape two-servers --role prod --standby-ssh 198.51.100.7 --transport rsync"))
                .write();

        String rights = Files.readString(directory.resolve("rights.txt"));
        assertThat(rights)
                .contains(line(Files.readString(Path.of("../docs/sync-rsync.md"))))
                .contains("usermod --shell /bin/sh failover\n")
                .doesNotContain("ChrootDirectory", "internal-sftp");
        assertThat(Files.readString(file)).contains("type: rsync\n", "destination: \"standby:/www\"\n");
    }

    /** Of authorized_keys, up to the key. */
    private static String line(String page) {
        return RESTRICTED.matcher(page).results().findFirst().orElseThrow().group();
    }

    private static String block(String text, String first) {
        return BLOCK.matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(found -> found.startsWith(first))
                .findFirst()
                .orElseThrow();
    }
}
