package dev.failover.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.config.BackupDefinition.Testing;
import dev.failover.backup.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Backups in a configuration")
class BackupReaderTest {
    private static final String REST = """
            state-directory: /var/lib/failover
            providers:
              zone: {type: rfc2136, zone: example.net, server: 192.0.2.53, tsig-name: k., tsig-secret: c2VjcmV0c2VjcmV0}
            notifiers:
              phone: {type: ifttt, event: e, key: k}
            services:
              www:
                records: [{provider: zone, name: www, type: A}]
                sites: [{name: prod, address: 203.0.113.10}, {name: home, address: 198.51.100.7}]
                check: {type: tcp, port: 443}
            replicas:
              webroot: {directory: /srv/replica, service: www, site: home}
            backups:
            """;

    @TempDir
    Path directory;

    private Path file(String backups) throws IOException {
        return Files.writeString(directory.resolve("failover.yaml"), REST + backups.indent(2));
    }

    private List<String> faults(String backups) throws IOException {
        try (Configuration read = ConfigurationReader.read(file(backups), Map.of())) {
            assertThat(read.backups()).isNotEmpty();
            return List.of();
        } catch (InvalidConfigurationException e) {
            return e.faults().stream().map(Fault::toString).toList();
        }
    }

    @Test
    @DisplayName("are read, every key of them")
    void everyKey() throws IOException {
        try (Configuration read = ConfigurationReader.read(file("""
                offsite:
                  type: restic
                  repository: "sftp:backup:/srv/restic"
                  password: secret
                  replica: webroot
                  every: 6h
                  timeout: 2h
                  max-age: 1d
                  append-only: true
                  notify: [phone]
                  retention: {keep-last: 3, keep-daily: 7, keep-weekly: 4, keep-monthly: 12, keep-yearly: 2,
                              keep-within: 14d, keep-min: 5, max-expire: 25%}
                  restore-test: {every: 14d, max-age: 60d, sample: 2g, count-tolerance: 5%, change-tolerance: 20%,
                                 command: [test, -d, /srv]}
                shop:
                  {type: restic, repository: /mnt/usb/repo, password: secret, dump: [pg_dump, -Fc, shop], service: www}
                """), Map.of())) {
            BackupDefinition offsite = read.backups().get("offsite");
            assertThat(offsite.backup()).hasToString("restic at sftp:backup:/srv/restic");
            assertThat(offsite.content().replica()).contains(read.replicas().get("webroot"));
            assertThat(offsite.service()).isEqualTo("www");
            assertThat(offsite.every()).hasHours(6);
            assertThat(offsite.timeout()).hasHours(2);
            assertThat(offsite.maxAge()).hasDays(1);
            assertThat(offsite.appendOnly()).isTrue();
            assertThat(offsite.notifiers()).containsExactly("phone");
            assertThat(offsite.retention()).contains(new Retention(3, 7, 4, 12, 2, Duration.ofDays(14), 5, 25));
            assertThat(offsite.test())
                    .isEqualTo(new Testing(
                            Duration.ofDays(14), Duration.ofDays(60), 2L << 30, 5, 20, List.of("test", "-d", "/srv")));
            BackupDefinition shop = read.backups().get("shop");
            assertThat(shop.content().dump()).containsExactly("pg_dump", "-Fc", "shop");
            assertThat(shop.service()).isEqualTo("www");
            assertThat(shop.every()).hasDays(1);
            assertThat(shop.maxAge()).hasDays(2);
            assertThat(shop.retention()).isEqualTo(Optional.empty());
            assertThat(shop.appendOnly()).isFalse();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "replica: webroot, evry: 1d | backups.offsite.evry: unknown setting",
                "every: 1d | backups.offsite.replica: is missing",
                "replica: other | backups.offsite.replica: there is no replica named \"other\"",
                "replica: webroot, dump: [x] | backups.offsite.dump: is given beside replica",
                "dump: [x] | backups.offsite.service: is missing",
                "dump: [x], service: mail | backups.offsite.service: there is no service named \"mail\"",
                "dump: x y, service: www | backups.offsite.dump: must be a list of the program",
                "replica: webroot, service: www | backups.offsite.service: is said by the replica",
                "replica: webroot, every: 30s | backups.offsite.every: must be at least 1m",
                "replica: webroot, notify: [fax] | backups.offsite.notify: there is no notifier named \"fax\"",
                "replica: webroot, retention: {keep-min: 2} | at least one keep-",
                "replica: webroot, retention: {keep-last: 1, max-expire: 0%} | max-expire: must be 1%",
                "replica: webroot, retention: {keep-last: x} | backups.offsite.retention.keep-last: must be a whole number",
                "replica: webroot, restore-test: {sample: 12} | backups.offsite.restore-test.sample: must be a number of bytes",
                "replica: webroot, restore-test: {count-tolerance: 200%} | backups.offsite.restore-test.count-tolerance: must be 0%"
            })
    @DisplayName("are refused with what is wrong, and where")
    void faults(String keys, String fault) throws IOException {
        assertThat(faults("offsite: {type: restic, repository: /mnt/repo, password: secret, " + keys + "}"))
                .anySatisfy(found -> assertThat(found).contains(fault));
    }
}
