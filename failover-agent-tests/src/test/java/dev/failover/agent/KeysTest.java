package dev.failover.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.Verbs.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Keys")
@Timeout(60)
class KeysTest {
    private static final String APPLICATION = "7kbG7Bk7S9Nt7ZSV";
    private static final String SECRET = "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF";
    private static final String CONSUMER = "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1";
    private static final String VALIDATION = "https://eu.api.ovh.com/auth/?credentialToken=iQ1joJE";

    @TempDir
    Path directory;

    private final MockWebServer ovh = new MockWebServer();
    private Path config;

    @BeforeEach
    void start() throws IOException {
        ovh.start();
        config = directory.resolve("failover.yaml");
    }

    @AfterEach
    void stop() {
        ovh.close();
    }

    private void answer(int status, String body) {
        ovh.enqueue(new MockResponse.Builder().code(status).body(body).build());
    }

    private void answerUntilValidated() {
        answer(
                200,
                "{\"validationUrl\":\"%s\",\"consumerKey\":\"%s\",\"state\":\"pendingValidation\"}"
                        .formatted(VALIDATION, CONSUMER));
        answer(200, Long.toString(Instant.now().getEpochSecond()));
        answer(403, "{\"message\":\"This credential is not valid\",\"errorCode\":\"INVALID_CREDENTIAL\"}");
        answer(200, "{\"status\":\"validated\",\"expiration\":null,\"rules\":[]}");
    }

    private String[] line(String... more) {
        List<String> line = new ArrayList<>(List.of("keys", "ovh", "-c", config.toString()));
        line.addAll(List.of("--endpoint", "http://localhost:" + ovh.getPort() + "/1.0"));
        line.addAll(List.of(more));
        return line.toArray(String[]::new);
    }

    private Path key(String name) {
        return directory.resolve("keys").resolve(name);
    }

    private void write(String name, String content) throws IOException {
        Files.createDirectories(key(name).getParent());
        Files.writeString(key(name), content);
    }

    @Test
    @DisplayName("of OVH are asked for, validated by a human, and stored for the agent's user only; none is shown")
    void ovh() throws Exception {
        answerUntilValidated();
        ScriptedTerminal human = new ScriptedTerminal("beerus.fr", APPLICATION, SECRET);

        Result result = Verbs.run(human, line());

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(human.asked)
                .containsExactly(
                        "Which zone is at OVH, like beerus.fr?",
                        "(hidden) The application key:",
                        "(hidden) The application secret:");
        assertThat(result.out())
                .contains("  http://localhost:" + ovh.getPort() + "/createApp/\n")
                .contains("\n  PUT /domain/zone/beerus.fr/record/*\n", "\n  " + VALIDATION + "\n")
                .contains("It is valid, and never expires.")
                .endsWith("failover check -c " + config + "\n")
                .doesNotContain("DELETE", APPLICATION, SECRET, CONSUMER);
        assertThat(key("ovh-application-key")).hasContent(APPLICATION);
        assertThat(key("ovh-application-secret")).hasContent(SECRET);
        assertThat(key("ovh-consumer-key")).hasContent(CONSUMER);
        assertThat(key("ovh-consumer-key").getParent())
                .isDirectoryContaining("glob:**/ovh-*")
                .isDirectoryNotContaining("glob:**/.new-*");
        try (Stream<Path> files = Files.list(key("").toAbsolutePath())) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        assertThat(Files.getPosixFilePermissions(directory.resolve("keys")))
                .noneMatch(permission -> permission.name().startsWith("OTHERS"));
    }

    @Test
    @DisplayName("of OVH are read by the configuration as they are stored")
    void read() throws Exception {
        answerUntilValidated();
        Verbs.run(new ScriptedTerminal(APPLICATION, SECRET), line("--zone", "beerus.fr"));
        Files.writeString(config, """
                state-directory: %s/state
                providers:
                  ovh: {type: ovh, zone: beerus.fr, endpoint: "http://127.0.0.1:9", application-key: "${file:%2$s/keys/ovh-application-key}", application-secret: "${file:%2$s/keys/ovh-application-secret}", consumer-key: "${file:%2$s/keys/ovh-consumer-key}"}
                services:
                  www:
                    records: [{provider: ovh, name: www, type: A}]
                    sites: [{name: prod, address: 203.0.113.10}]
                    check: {type: tcp, port: 9}
                """.formatted(directory, directory));

        assertThat(Verbs.run(Map.of(), "status", "-c", config.toString()).code())
                .isZero();
    }

    @Test
    @DisplayName("of OVH are asked for as the configuration needs them: a key for each kind, and none that is there")
    void asConfigured() throws Exception {
        Files.writeString(config, """
                providers:
                  dns: {type: ovh, zone: beerus.fr, consumer-key: "${file:/not/there}"}
                  other: {type: hetzner, zone: beerus.net}
                switches:
                  ip: {type: ovh-ip, address: 203.0.113.7, endpoint: ovh-eu, destinations: {prod: ns1.example.org}}
                  by-hand: {type: ovh-ip, address: "${ADDRESS}"}
                services:
                  www:
                    evidence: {collectors: {ovh: {type: ovh, server: ns1.example.org}, ssh: {type: command}}}
                  blog:
                    evidence: {collectors: {ovh: {type: ovh, vps: vps-1.vps.ovh.net}}}
                  shop: not a block
                """);
        write("ovh-application-key", APPLICATION);
        write("ovh-application-secret", SECRET);
        write("ovh-consumer-key", "the zone's");
        String made = "{\"validationUrl\":\"%s\",\"consumerKey\":\"%s\"}";
        String valid = "{\"status\":\"validated\",\"expiration\":null,\"rules\":[]}";
        answer(200, made.formatted(VALIDATION, CONSUMER));
        answer(200, Long.toString(Instant.now().getEpochSecond()));
        answer(200, valid);
        answer(200, made.formatted(VALIDATION, CONSUMER + "2"));
        answer(200, Long.toString(Instant.now().getEpochSecond()));
        answer(200, valid);

        Result result = Verbs.run(Map.of(), line());

        assertThat(result.code()).as(result.err()).isZero();
        String address = ovh.takeRequest().getBody().utf8();
        assertThat(address)
                .contains("{\"method\":\"POST\",\"path\":\"/ip/203.0.113.7%2F32/move\"}")
                .contains("/auth/currentCredential")
                .doesNotContain("/domain", "/dedicated", "/vps", "ip/*");
        ovh.takeRequest();
        ovh.takeRequest();
        String machines = ovh.takeRequest().getBody().utf8();
        assertThat(machines)
                .contains("{\"method\":\"GET\",\"path\":\"/dedicated/server/ns1.example.org/task/*\"}")
                .contains("{\"method\":\"GET\",\"path\":\"/vps/vps-1.vps.ovh.net/monitoring\"}")
                .doesNotContain("/domain", "/ip/", "POST", "PUT");
        assertThat(result.out())
                .contains(
                        "a consumer key for 203.0.113.7 with",
                        "a consumer key for ns1.example.org, vps-1.vps.ovh.net with");
        assertThat(key("ovh-consumer-key")).hasContent("the zone's");
        assertThat(key("ovh-ip-consumer-key")).hasContent(CONSUMER);
        assertThat(key("ovh-evidence-consumer-key")).hasContent(CONSUMER + "2");
        assertThat(Verbs.run(Map.of(), line()).err()).contains(key("ovh-evidence-consumer-key") + " is there already");
    }

    @Test
    @DisplayName("of OVH are renewed with the same application, and only if told to; the old one stays until then")
    void renewed() throws Exception {
        write("ovh-application-key", APPLICATION + "\n");
        write("ovh-application-secret", SECRET + "\n");
        write("ovh-consumer-key", "old");

        Result refused = Verbs.run(Map.of(), line("--zone", "beerus.fr"));
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains(key("ovh-consumer-key") + " is there already; --replace puts a new one in its place");
        assertThat(ovh.getRequestCount()).isZero();

        answer(200, "{\"validationUrl\":\"%s\",\"consumerKey\":\"%s\"}".formatted(VALIDATION, CONSUMER));
        answer(200, Long.toString(Instant.now().getEpochSecond()));
        answer(200, "{\"status\":\"refused\",\"expiration\":null,\"rules\":[]}");
        Result denied = Verbs.run(Map.of(), line("--zone", "beerus.fr", "--replace"));
        assertThat(denied.code()).isEqualTo(4);
        assertThat(denied.err()).contains("is refused, not validated");
        assertThat(key("ovh-consumer-key")).hasContent("old");

        answerUntilValidated();
        Result result = Verbs.run(Map.of(), line("--zone", "beerus.fr", "--replace", "--create-records"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("DELETE /domain/zone/beerus.fr/record/*");
        assertThat(key("ovh-consumer-key")).hasContent(CONSUMER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--zone beerus | --zone: must be a zone's name like example.org, not \"beerus\"",
                "--zone beerus.fr --endpoint nowhere | --endpoint: must be one of [ovh-eu",
                "--zone beerus.fr --wait 0s | --wait: must be more than zero",
                "--endpoint ovh-eu | --zone is missing",
                "--address beerus.fr | --address: must be an address or a block",
                "--server ../me | --server: must be a name as OVH's pages show it",
                "--instance one | --instance: must be PROJECT/INSTANCE",
                "--zone beerus.fr --endpoint ovh-ca | make an application at https://ca.api.ovh.com/createApp/"
            })
    @DisplayName("of OVH: without a terminal, each fault names its option or what to do")
    void faults(String options, String expected) {
        String[] line = Stream.concat(Stream.of("keys", "ovh", "-c", config.toString()), Stream.of(options.split(" ")))
                .toArray(String[]::new);

        Result result = Verbs.run(Map.of(), line);

        assertThat(result.err()).contains(expected);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
    }

    @Test
    @DisplayName("are not asked for where they can't be stored")
    void notToBeStored() throws Exception {
        Files.writeString(directory.resolve("keys"), "a file");

        Result result = Verbs.run(new ScriptedTerminal(), line("--zone", "beerus.fr"));

        assertThat(result.err()).contains("--config: " + directory.resolve("keys") + " can't be used: is no directory");
        assertThat(result.code()).isEqualTo(2);
        assertThat(ovh.getRequestCount()).isZero();
    }

    @Test
    @DisplayName("that somebody has are put there without being shown, and not over another")
    void put() throws Exception {
        String[] line = {"keys", "put", "ifttt", "-c", config.toString()};

        Result result = Verbs.run(new ScriptedTerminal("key-of-the-phone"), line);

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("Stored in " + key("ifttt")).doesNotContain("key-of-the-phone");
        assertThat(key("ifttt")).hasContent("key-of-the-phone");
        assertThat(Verbs.run(new ScriptedTerminal("another"), line).err()).contains("is there already");
        assertThat(Verbs.run(new ScriptedTerminal(""), "keys", "put", "x", "-c", config.toString())
                        .err())
                .contains("The key for x: must not be empty");
        assertThat(Verbs.run(Map.of(), "keys", "put", "x", "-c", config.toString())
                        .err())
                .contains("There is no terminal to ask at: pipe the key in, with --stdin");
        assertThat(Verbs.run(new ScriptedTerminal(), "keys", "put", "../x", "-c", config.toString())
                        .err())
                .contains("NAME: must be");
        assertThat(Verbs.run(Map.of(), "keys").err()).contains("Which keys? One of ovh, put");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | must not be empty",
                "'two\nlines' | must not contain a line break",
                "long | is longer than 65536 bytes"
            })
    @DisplayName("are piped in by a program that has them; what is no key is refused, and nothing stored")
    void piped(String notOne, String expected) {
        String[] line = {"keys", "put", "ifttt", "--stdin", "-c", config.toString()};
        String text = notOne.equals("long") ? "x".repeat(65_537) : notOne;

        Result refused = Verbs.piped(text, line);
        assertThat(refused.err()).contains("--stdin: the key " + expected);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(key("ifttt")).doesNotExist();

        Result result = Verbs.piped("key-of-the-phone\n", line);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(key("ifttt")).hasContent("key-of-the-phone");
    }
}
