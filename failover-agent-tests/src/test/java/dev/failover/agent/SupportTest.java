package dev.failover.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.Verbs.Result;
import dev.failover.agent.Verbs.Running;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The file for whoever helps")
@Timeout(120)
class SupportTest {
    private static final List<String> PARTS = List.of(
            "versions.txt",
            "configuration.txt",
            "faults.txt",
            "components.txt",
            "status.json",
            "journal.jsonl",
            "threads.txt",
            "unit.txt",
            "log.txt");

    @TempDir
    Path directory;

    private static Map<String, String> unzip(Path file) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                texts.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    @Test
    @DisplayName("has what is known of a running agent, and lists it")
    void running() throws Exception {
        try (World world = new World(directory)) {
            Path config = world.configuration();
            Path file = directory.resolve("bundle.zip");
            String[] verb = {"support", "-c", config.toString(), "--output", file.toString()};
            try (Running agent = new Running(world.environment(), "run", "-c", config.toString())) {
                agent.awaitOut("www/prod: UP");
                // Pasted into the wrong place.
                String slip = world.environment().get("IFTTT_KEY");
                Verbs.run(world.environment(), "pause", "--by", "anna", "--reason", slip, "-c", config.toString());
                Result result = Verbs.run(world.environment(), verb);
                assertThat(result.code()).as(result.err()).isZero();
                PARTS.forEach(part -> assertThat(result.out()).contains("  " + part));
                assertThat(Verbs.run(world.environment(), verb).code()).isEqualTo(2);
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            Map<String, String> texts = unzip(file);
            assertThat(texts.keySet()).containsExactlyElementsOf(PARTS);
            assertThat(texts.get("versions.txt")).contains("failover ", "java.version: ");
            assertThat(texts.get("configuration.txt"))
                    .contains(
                            "providers.ovh.application-key: ${OVH_KEY}\n",
                            "services.www.check.interval: 500ms\n",
                            "services.www.sites.0.name: prod\n");
            assertThat(texts.get("faults.txt")).isEqualTo("none; 1 services, 0 syncs\n");
            assertThat(texts.get("components.txt")).contains("ovh", "rsync", "http");
            assertThat(texts.get("status.json")).contains("\"running\":true", "\"service\":\"www\"");
            assertThat(texts.get("journal.jsonl")).contains("\"kind\":\"adopted\"", "\"reason\":\"(left out)\"");
            assertThat(texts.get("threads.txt")).contains("\"failover-control\"", "    at ");
            world.environment()
                    .values()
                    .forEach(secret ->
                            assertThat(String.join("", texts.values())).doesNotContain(secret));
        }
    }

    @Test
    @DisplayName("has no secret in it, wherever in the configuration one stands, and whatever else is wrong there")
    void secrets() throws Exception {
        Path secretFile = Files.writeString(directory.resolve("token"), "file-s3cret\n");
        String yaml = """
                state-directory: %s
                providers:
                  ovh: {type: ovh, zone: beerus.fr, endpoint: ovh-eu, application-key: literal-s3cret-1, application-secret: literal-s3cret-2, consumer-key: "${file:%s}"}
                  bind: {type: rfc2136, zone: example.org, server: "127.0.0.1:53", tsig-name: name-s3cret., tsig-algorithm: hmac-sha256, tsig-secret: "pre${TSIG}post"}
                  third: {type: unknown, whatever: third-s3cret, pin: "4711-s3cret"}
                notifiers:
                  phone: {type: ifttt, event: site_down, key: "${IFTTT_KEY}", base-url: "https://user:url-s3cret-1@maker.ifttt.com"}
                  hook: {type: webhook, url: "https://hooks.example.org/services/url-s3cret-2?token=url-s3cret-3", header: {Authorization: "Bearer header-s3cret"}}
                  ntfy: {type: webhook, url: "https://ntfy.sh/${TOPIC}"}
                  trust: {type: ifttt, trust-store: /etc/store, trust-store-password: store-s3cret, token-s3cret-as-a-key: 1}
                services:
                  www:
                    records: [{provider: ovh, name: www, type: A, ttl: 60s}]
                    sites: [{name: prod, address: 203.0.113.10}, {name: home, address: 192.0.2.7}]
                    check: {type: command, argv: [check, "--token", argv-s3cret], interval: 5s}
                syncs:
                  webroot: {type: rsync, source: /var/www, destination: "backup:/var/www", after: [{files: ["*.pem"], command: [reload, "--key=after-s3cret"]}]}
                """.formatted(directory.resolve("state-s3-of-${USER_S3CRET}"), secretFile);
        Path config = Files.writeString(directory.resolve("failover.yaml"), yaml);
        Map<String, String> environment = Map.of(
                "TSIG", "env-s3cret-1", "IFTTT_KEY", "env-s3cret-2", "TOPIC", "env-s3cret-3", "USER_S3CRET", "x");
        Path file = directory.resolve("bundle.zip");

        Result result = Verbs.run(environment, "support", "-c", config.toString(), "-o", file.toString(), "--json");
        assertThat(result.code()).as(result.err()).isZero();
        Map<String, String> texts = unzip(file);
        assertThat(texts.keySet()).containsExactlyElementsOf(PARTS);
        texts.forEach((name, text) -> assertThat(text).as(name).doesNotContainPattern("s3cret(?!-of)"));
        assertThat(texts.get("configuration.txt"))
                .contains(
                        "providers.ovh.zone: beerus.fr\n",
                        "providers.ovh.application-key: (left out)\n",
                        "providers.bind.tsig-secret: (left out)\n",
                        "notifiers.phone.base-url: https://maker.ifttt.com/(left out)\n",
                        "notifiers.hook.url: https://hooks.example.org/(left out)\n",
                        "services.www.check.argv.2: (left out)\n",
                        "syncs.webroot.destination: backup:/var/www\n");
        assertThat(texts.get("faults.txt")).contains("providers.third");
        assertThat(texts.get("threads.txt")).isEqualTo("can't be had: no agent is running\n");
    }

    @Test
    @DisplayName("is written of a file too that is no YAML")
    void noYaml() throws Exception {
        Path config = Files.writeString(directory.resolve("failover.yaml"), "key: [s3cret-of-nobody");
        Path file = directory.resolve("bundle.zip");
        Result result = Verbs.run(Map.of(), "support", "-c", config.toString(), "-o", file.toString());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(String.join("", unzip(file).values()))
                .doesNotContain("s3cret")
                .contains("is not YAML");
    }
}
