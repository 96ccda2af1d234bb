package dev.failover.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** After packaging: the jar that is published, with the jars that are beside it. */
@DisplayName("A released agent")
@Timeout(60)
class ReleasedAgentIT {
    private static final String[] JARS = {
        "angus-activation",
        "angus-core",
        "annotations",
        "annotations",
        "auth",
        "aws-core",
        "aws-query-protocol",
        "aws-xml-protocol",
        "backup-restic",
        "bcprov-jdk18on",
        "checksums",
        "checksums-spi",
        "coordinator-etcd",
        "coordinator-postgresql",
        "coordinator-s3",
        "dnsjava",
        "endpoints-spi",
        "error_prone_annotations",
        "evidence-command",
        "evidence-ovh",
        "eventstream",
        "failover-core",
        "failover-micrometer",
        "failureaccess",
        "gson",
        "guava",
        "http-auth",
        "http-auth-aws",
        "http-auth-aws-eventstream",
        "http-auth-spi",
        "http-client-spi",
        "identity-spi",
        "j2objc-annotations",
        "jakarta.activation-api",
        "jakarta.mail-api",
        "jcl-over-slf4j",
        "json-utils",
        "jspecify",
        "kotlin-stdlib",
        "listenablefuture",
        "logback-classic",
        "logback-core",
        "metrics-spi",
        "micrometer-commons",
        "micrometer-core",
        "micrometer-observation",
        "micrometer-registry-prometheus",
        "notifier-command",
        "notifier-ifttt",
        "notifier-mail",
        "notifier-webhook",
        "okhttp-jvm",
        "okio-jvm",
        "picocli",
        "profiles",
        "prometheus-metrics-config",
        "prometheus-metrics-core",
        "prometheus-metrics-exposition-textformats",
        "prometheus-metrics-model",
        "prometheus-metrics-tracer-common",
        "protocol-core",
        "provider-cloudflare",
        "provider-desec",
        "provider-digitalocean",
        "provider-dyndns2",
        "provider-gandi",
        "provider-google",
        "provider-hetzner",
        "provider-ovh",
        "provider-rfc2136",
        "provider-route53",
        "provider-webhook",
        "reactive-streams",
        "regions",
        "retries",
        "retries-spi",
        "route53",
        "sdk-core",
        "slf4j-api",
        "smtp",
        "snakeyaml-engine",
        "sshd-common",
        "sshd-core",
        "switch-command",
        "switch-ovh-ip",
        "sync-rsync",
        "sync-sftp",
        "third-party-jackson-core",
        "utils",
        "utils-lite",
    };

    @TempDir
    Path directory;

    private Path built;

    @BeforeEach
    void find() throws Exception {
        // Where the agent is, be it its classes or its jar.
        built = Path.of(Main.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .getParent();
    }

    @Test
    @DisplayName("has these jars on its class path, and none that is for tests")
    void jars() throws IOException {
        assertThat(jarsIn(built.resolve("lib")))
                .extracting(ReleasedAgentIT::artifact)
                .containsExactlyInAnyOrder(JARS);
    }

    @Test
    @DisplayName("offers these components, and none that is an example")
    void components() throws Exception {
        Path configuration = Files.writeString(directory.resolve("failover.yaml"), """
                state-directory: state
                providers: {zone: {type: none}}
                notifiers: {phone: {type: none}}
                syncs: {files: {type: none, source: /a, destination: "b:/c"}}
                services:
                  www:
                    records: [{provider: zone, name: www, type: A}]
                    sites: [{name: here, address: 203.0.113.10}]
                    check: {type: none}
                """);
        assertThat(run("plan", "-c", configuration.toString()))
                .contains(
                        "No DNS provider named \"none\"; found [cloudflare, desec, digitalocean, dyndns2, gandi, google, hetzner, ovh, rfc2136, route53, webhook]")
                .contains("No notifier named \"none\"; found [command, ifttt, mail, webhook]")
                .contains("No file sync named \"none\"; found [rsync, sftp]")
                .contains(
                        "No health check named \"none\"; found [all, any, at-least, command, dns, grpc, heartbeat, http, mysql, not, ping, postgresql, redis, replica, tcp, tls]");
    }

    private String run(String... arguments) throws Exception {
        Path jar = jarsIn(built).stream()
                .filter(each -> each.toString().matches(".*[T0-9]\\.jar"))
                .findFirst()
                .orElseThrow();
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of(java(), "-jar", jar.toString()), Stream.of(arguments))
                                .toList())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static List<Path> jarsIn(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    /** Without its version. */
    private static String artifact(Path jar) {
        return jar.getFileName().toString().replaceFirst("-[0-9].*", "");
    }
}
