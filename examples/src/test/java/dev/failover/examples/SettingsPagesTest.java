package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The settings that are read")
class SettingsPagesTest {
    private static final Path AGENT = Pages.ROOT.resolve("failover-agent/src/main/java/dev/failover/agent/config");

    /** A key as readers are asked for it: of settings, and of the agent's blocks. */
    private static final Pattern READ = Pattern.compile(
            "\\.(?:text|secret|duration|integer|flag|uri|path|constant|texts|"
                    + "nested|blocks|entries|value|requiredText|take|names|eachListed|eachNamed)\\(\\s*\"([a-z0-9-]+)\"");

    private static final Pattern TABLE = Pattern.compile("(?m)^\\| setting \\|.*\n(?:\\|.*\n)+");
    private static final Pattern NAME = Pattern.compile("`([a-z0-9-]+)(?:\\.(?:NAME|PATH))?`");

    @ParameterizedTest
    @CsvSource({
        "provider-ovh, provider-ovh",
        "provider-route53, provider-route53",
        "provider-rfc2136, provider-rfc2136",
        "provider-cloudflare, provider-cloudflare",
        "provider-hetzner, provider-hetzner",
        "provider-desec, provider-desec",
        "provider-gandi, provider-gandi",
        "provider-digitalocean, provider-digitalocean",
        "provider-dyndns2, provider-dyndns2",
        "provider-google, provider-google",
        "provider-webhook, provider-webhook",
        "sync-rsync, sync-rsync",
        "sync-sftp, sync-sftp",
        "backup-restic, backup-restic",
        "evidence-command, evidence-command",
        "evidence-ovh, evidence-ovh",
        "switch-command, switch-command",
        "switch-ovh-ip, switch-ovh-ip",
        "notifier-ifttt, notifier-ifttt",
        "notifier-webhook, notifier-webhook",
        "notifier-command, notifier-command",
        "notifier-mail, notifier-mail",
        "coordinator-postgresql, coordinator-postgresql",
        "coordinator-etcd, coordinator-etcd",
        "coordinator-s3, coordinator-s3"
    })
    @DisplayName("of a component are the first table of settings on its page, and no others are")
    void component(String sources, String page) throws IOException {
        Set<String> read = read(Pages.ROOT.resolve(sources), "Factory.java");

        assertThat(read).isNotEmpty().isEqualTo(tabled(Files.readString(Pages.ROOT.resolve("docs/" + page + ".md"))));
    }

    @ParameterizedTest
    @CsvSource({
        "HttpHealthCheckFactory, The `http` check",
        "TcpHealthCheckFactory, The `tcp` check",
        "TlsHealthCheckFactory, The `tls` check",
        "DnsHealthCheckFactory, The `dns` check",
        "PostgresqlHealthCheckFactory, The `postgresql` check",
        "MysqlHealthCheckFactory, The `mysql` check",
        "RedisHealthCheckFactory, The `redis` check",
        "GrpcHealthCheckFactory, The `grpc` check",
        "PingHealthCheckFactory, The `ping` check",
        "CommandHealthCheckFactory, The `command` check",
        "CompositeHealthCheckFactory, Checks made of checks",
        "HeartbeatHealthCheckFactory, The `heartbeat` check",
        "ReplicaHealthCheckFactory, The `replica` check"
    })
    @DisplayName("of a health check are the table of its section, and no others are")
    void healthCheck(String factory, String heading) throws IOException {
        Path own = Pages.ROOT.resolve("failover-core/src/main/java/dev/failover/internal/health");
        Path sources = Files.exists(own.resolve(factory + ".java")) ? own : AGENT;
        String page = Files.readString(Pages.ROOT.resolve("docs/health.md"));
        String section =
                page.split("(?m)^## " + Pattern.quote(heading) + "$", -1)[1].split("(?m)^## ", -1)[0];

        assertThat(read(sources, factory + ".java")).isNotEmpty().isEqualTo(tabled(section));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "provider-ovh",
                "provider-route53",
                "provider-rfc2136",
                "provider-cloudflare",
                "provider-hetzner",
                "provider-desec",
                "provider-gandi",
                "provider-digitalocean",
                "provider-dyndns2",
                "provider-google",
                "provider-webhook",
                "sync-rsync",
                "sync-sftp",
                "backup-restic",
                "evidence-command",
                "evidence-ovh",
                "switch-command",
                "switch-ovh-ip",
                "notifier-ifttt",
                "notifier-webhook",
                "notifier-command",
                "notifier-mail",
                "coordinator-postgresql",
                "coordinator-etcd",
                "coordinator-s3"
            })
    @DisplayName("stand on a page with an example, the least rights, the errors and the limits of the component")
    void sections(String page) throws IOException {
        String text = Files.readString(Pages.ROOT.resolve("docs/" + page + ".md"));

        assertThat(List.of("An example", "Settings", "Least privilege", "Errors", "Limits"))
                .allSatisfy(heading -> assertThat(text).containsPattern("\n## " + heading + "(:.*)?\n"));
    }

    @Test
    @DisplayName("of the agent are on its page")
    void agent() throws IOException {
        String page = Files.readString(Pages.ROOT.resolve("docs/agent.md"));

        assertThat(read(AGENT, ".java"))
                .hasSizeGreaterThan(50)
                .allSatisfy(key -> assertThat(page).containsPattern("[`.]" + key + "[`.]|[`{ ]" + key + ": "));
    }

    private static Set<String> read(Path sources, String suffix) throws IOException {
        Set<String> keys = new TreeSet<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(each -> each.toString().endsWith(suffix))
                    .filter(each -> each.toString().contains("/main/"))
                    .toList()) {
                String source = Files.readString(file);
                READ.matcher(source).results().forEach(match -> keys.add(match.group(1)));
                if (source.contains(".trustStore(")) {
                    keys.addAll(Set.of("trust-store", "trust-store-password"));
                }
                if (source.contains(".clientCertificate(")) {
                    keys.addAll(Set.of("client-certificate", "client-certificate-password"));
                }
            }
        }
        return keys;
    }

    private static Set<String> tabled(String text) {
        Set<String> names = new TreeSet<>();
        TABLE.matcher(text)
                .results()
                .limit(1)
                .forEach(table -> table.group()
                        .lines()
                        .forEach(row -> NAME.matcher(row.split("\\|", -1)[1])
                                .results()
                                .forEach(match -> names.add(match.group(1)))));
        return names;
    }
}
