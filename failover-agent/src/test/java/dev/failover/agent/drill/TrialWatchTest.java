package dev.failover.agent.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.ConfigurationReader;
import dev.failover.decision.Trial;
import dev.failover.testkit.ManualScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What drills and restore tests were passed")
class TrialWatchTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path directory;

    private final ManualScheduler time = new ManualScheduler();
    private final List<String> told = new ArrayList<>();

    private Configuration configuration() throws IOException {
        return configuration("drill-max-age: 35d\n    restore-test-max-age: 35d");
    }

    private Configuration configuration(String ages) throws IOException {
        Path file = Files.writeString(directory.resolve("failover.yaml"), """
                state-directory: %1$s
                watcher: home
                providers:
                  dns: {type: rfc2136, zone: example.org, server: 192.0.2.53, tsig-name: failover., tsig-secret: c2VjcmV0}
                replicas:
                  webroot: {directory: %1$s/www, service: www, site: home}
                backups:
                  near: {type: restic, repository: %1$s/near, password: x, replica: webroot}
                  far: {type: restic, repository: %1$s/far, password: x, replica: webroot}
                services:
                  www:
                    %2$s
                    records: [{provider: dns, name: www, type: A}]
                    sites:
                      - {name: prod, address: 203.0.113.10}
                      - {name: home, address: 198.51.100.7}
                    check: {type: tcp, port: 443}
                """.formatted(directory, ages));
        return ConfigurationReader.read(file, Map.of());
    }

    private void drill(String name, String outcome, Instant ended) {
        try (DrillBook book = DrillBook.open(directory)) {
            book.write(new DrillReport(
                    name,
                    "www",
                    "shadow",
                    outcome,
                    "as tested",
                    "anna",
                    ended.minusSeconds(60),
                    ended,
                    "1",
                    "0",
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of()));
        }
    }

    private void restored(String backup, Instant at) throws IOException {
        Path record = directory.resolve("backups").resolve(backup).resolve("record.json");
        Files.createDirectories(record.getParent());
        Files.writeString(record, """
                {"latest": null, "tested": {"at": "%s", "snapshot": "a", "files": 1, "allFiles": 1, "bytes": 1,
                 "allBytes": 1, "compared": 1, "restoring": 1.0, "took": 1.0}, "failures": {}}
                """.formatted(at));
    }

    private List<String> look() throws IOException {
        try (Configuration configuration = configuration();
                TrialWatch watch = new TrialWatch(time, () -> configuration, this::tried)) {
            watch.start();
            time.advance(Duration.ofSeconds(1));
            return told;
        }
    }

    private boolean tried(String service, Trial.Kind kind, Instant at) {
        return told.add("%s %s %s".formatted(service, kind.word(), at));
    }

    @Test
    @DisplayName("are told the watcher: the latest drill that succeeded, and the oldest of the backups' tests")
    void passed() throws IOException {
        drill("drill-20261120000000-0001", "succeeded", NOON.minusSeconds(7200));
        drill("drill-20261121000000-0002", "succeeded", NOON.minusSeconds(3600));
        drill("drill-20261121100000-0003", "failed", NOON);
        restored("near", NOON);
        restored("far", NOON.minusSeconds(60));
        assertThat(look()).containsExactly("www drill 2026-11-21T11:00:00Z", "www restore-test 2026-11-21T11:59:00Z");
    }

    @Test
    @DisplayName("are looked for at once when a reload makes them count, and not at all before")
    void reconfigured() throws IOException {
        drill("drill-20261120000000-0001", "succeeded", NOON);
        AtomicReference<Configuration> inForce = new AtomicReference<>(configuration("state-class: stateless"));
        try (TrialWatch watch = new TrialWatch(time, inForce::get, this::tried)) {
            watch.start();
            time.runUntilIdle();
            assertThat(time.pending()).isZero();
            inForce.set(configuration());
            watch.reconfigured();
            time.runUntilIdle();
            assertThat(told).containsExactly("www drill 2026-11-21T12:00:00Z");
        }
    }

    @Test
    @DisplayName("are none while a backup was never restored, and no drill succeeded")
    void none() throws IOException {
        drill("drill-20261121100000-0003", "interrupted", NOON);
        restored("near", NOON);
        assertThat(look()).isEmpty();
    }
}
