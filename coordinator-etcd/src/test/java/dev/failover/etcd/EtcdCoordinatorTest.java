package dev.failover.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.component.Finding;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.component.UnavailableException;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.SharedRecord;
import dev.failover.http.HttpCaller;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A coordinator in etcd")
class EtcdCoordinatorTest {
    private static final String WWW = "www";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static @Nullable Etcd single;

    @BeforeAll
    static void start() throws Exception {
        single = Etcd.start(1);
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(single).close();
    }

    private static Etcd single() {
        return Objects.requireNonNull(single);
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static EtcdCoordinatorBuilder at(Etcd etcd) {
        return EtcdCoordinator.builder()
                .endpoints(etcd.ports().stream().map(EtcdCoordinatorTest::url).toList());
    }

    @Test
    @DisplayName("gives no version twice when a backup is restored, in which revisions count on from the past")
    void restored() throws Exception {
        try (EtcdCoordinator before = at(single()).build()) {
            String first = before.write(WWW, Optional.empty(), "first", TIMEOUT);
            Path backup = single().backup();
            String second = before.write(WWW, Optional.of(first), "second", TIMEOUT);
            try (Etcd restored = Etcd.restore(backup);
                    EtcdCoordinator after = at(restored).build()) {
                assertThat(after.read(WWW, TIMEOUT)).hasValue(new SharedRecord(first, "first"));
                String anew = after.write(WWW, Optional.of(first), "anew", TIMEOUT);
                assertThat(anew).isNotEqualTo(second);
                assertThatThrownBy(() -> after.write(WWW, Optional.of(second), "third", TIMEOUT))
                        .as("of the same revision as what is there now")
                        .isInstanceOf(ConflictException.class);
            }
        }
    }

    @Test
    @DisplayName(
            "reads from a second endpoint within the timeout when the first is silent or gone, and then writes there")
    void endpoints() throws Exception {
        int live = single().ports().get(0);
        try (Gateway gateway = new Gateway(live);
                ServerSocket silent = new ServerSocket(0)) {
            for (String first : List.of(url(silent.getLocalPort()), gateway.url())) {
                gateway.vanish();
                try (EtcdCoordinator coordinator = EtcdCoordinator.builder()
                        .endpoints(List.of(first, url(live)))
                        .prefix("of-" + first.hashCode() + "/")
                        .build()) {
                    assertThat(coordinator.read(WWW, Duration.ofSeconds(2))).isEmpty();
                    coordinator.write(WWW, Optional.empty(), "first", Duration.ofSeconds(1));
                }
                gateway.heal();
            }
        }
    }

    @Test
    @DisplayName("reads several records in one transaction, one of them somebody else's nonsense")
    void several() throws Exception {
        URI endpoint = URI.create(url(single().ports().get(0)));
        String prefix = "several/";
        single().put(prefix + "nonsense", "by hand");
        try (EtcdCoordinator coordinator = at(single()).prefix(prefix).build();
                HttpCaller http = HttpCaller.create(null)) {
            String version = coordinator.write(WWW, Optional.empty(), "first", TIMEOUT);
            List<RecordKey> keys = Stream.of("nonsense", WWW, "absent")
                    .map(service -> new RecordKey(prefix, service))
                    .toList();
            List<RecordKey.Found> found = Member.at(endpoint, http, null, null, TimeSource.system())
                    .api()
                    .call(RecordKey.read(keys), Deadline.in(TIMEOUT), answer -> RecordKey.foundAll(answer, keys.size()))
                    .orThrow();
            assertThatThrownBy(() -> found.get(0).orThrow("nonsense"))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContainingAll("record of nonsense", "not what a watcher has written");
            assertThat(found.get(1).orThrow(WWW)).hasValue(new SharedRecord(version, "first"));
            assertThat(found.get(2)).isEqualTo(new RecordKey.Found(Optional.empty(), null));
        }
    }

    @Test
    @DisplayName("writes several records in one transaction, each if it is as expected, whatever becomes of the others")
    void severalWrites() throws Exception {
        URI endpoint = URI.create(url(single().ports().get(0)));
        String prefix = "writes/";
        try (EtcdCoordinator coordinator = at(single()).prefix(prefix).build();
                HttpCaller http = HttpCaller.create(null)) {
            String first = coordinator.write(WWW, Optional.empty(), "first", TIMEOUT);
            List<Map<String, ?>> transactions = List.of(
                    new RecordKey(prefix, WWW).writing(Optional.of("another"), "2", "lost"),
                    new RecordKey(prefix, "mail").writing(Optional.empty(), "3", "made"),
                    new RecordKey(prefix, "news").writing(Optional.of("4"), "5", "lost too"));
            List<Boolean> succeeded = Member.at(endpoint, http, null, null, TimeSource.system())
                    .api()
                    .call(
                            RecordKey.requestAll(transactions),
                            Deadline.in(TIMEOUT),
                            answer -> RecordKey.succeededAll(answer, transactions.size()))
                    .orThrow();
            assertThat(succeeded).containsExactly(false, true, false);
            assertThat(coordinator.read(WWW, TIMEOUT)).hasValue(new SharedRecord(first, "first"));
            assertThat(coordinator.read("mail", TIMEOUT)).hasValue(new SharedRecord("3", "made"));
            assertThat(coordinator.read("news", TIMEOUT)).isEmpty();
        }
    }

    @Test
    @DisplayName("takes as many of the longest records at once as it sends")
    void longest() throws Exception {
        String content = "x".repeat(Coordinator.LONGEST_CONTENT);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (EtcdCoordinator coordinator = at(single()).prefix("longest/").build()) {
            List<Future<String>> written = new ArrayList<>();
            for (int i = 0; i < 2 * EtcdCoordinator.WRITES_AT_ONCE; i++) {
                String service = "s" + i;
                written.add(threads.submit(() -> coordinator.write(service, Optional.empty(), content, TIMEOUT)));
            }
            for (Future<String> each : written) {
                assertThat(each.get()).isNotEmpty();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @DisplayName("writes at the next endpoint after one that failed")
    void nextEndpoint() throws Exception {
        int live = single().ports().get(0);
        try (Gateway gateway = new Gateway(live);
                EtcdCoordinator coordinator = EtcdCoordinator.builder()
                        .endpoints(List.of(gateway.url(), url(live)))
                        .prefix("next/")
                        .build()) {
            String first = coordinator.write(WWW, Optional.empty(), "first", TIMEOUT);
            gateway.vanish();
            assertThatThrownBy(() -> coordinator.write(WWW, Optional.of(first), "second", TIMEOUT))
                    .isInstanceOf(UnavailableException.class);
            coordinator.write(WWW, Optional.of(first), "second", TIMEOUT);
        }
    }

    @Test
    @DisplayName(
            "gets a new token when the old one is no longer known, names the missing rights, and what is wrong with a login")
    void authentication() throws Exception {
        try (Etcd etcd = Etcd.start(1)) {
            try (EtcdCoordinator early =
                    at(etcd).user("failover").password(Secret.of("pw")).build()) {
                assertThatThrownBy(() -> early.read(WWW, TIMEOUT))
                        .isInstanceOf(RejectedException.class)
                        .hasMessageContainingAll("authentication is not enabled", "leave user and password out");
            }
            etcd.enableAuthentication();
            etcd.user("failover", "pw", "READWRITE");
            etcd.user("reader", "pw", "READ");
            try (EtcdCoordinator coordinator =
                    at(etcd).user("failover").password(Secret.of("pw")).build()) {
                String first = coordinator.write(WWW, Optional.empty(), "first", TIMEOUT);
                etcd.password("failover", "pw");
                String second = coordinator.write(WWW, Optional.of(first), "second", TIMEOUT);
                etcd.password("failover", "pw");
                assertThat(coordinator.read(WWW, TIMEOUT)).hasValue(new SharedRecord(second, "second"));
                assertThat(coordinator.inspect(TIMEOUT))
                        .extracting(Finding::severity)
                        .containsOnly(Finding.Severity.OK);
            }
            try (EtcdCoordinator reader = at(etcd).user("reader")
                    .password(Secret.of("pw"))
                    .prefix("reader/")
                    .build()) {
                assertThat(reader.read(WWW, TIMEOUT)).isEmpty();
                assertThat(reader.inspect(TIMEOUT))
                        .anySatisfy(finding -> assertThat(finding.severity() + finding.message())
                                .contains("ERROR", "permission denied", "readwrite"));
            }
            try (EtcdCoordinator nobody = at(etcd).build()) {
                assertThatThrownBy(() -> nobody.read(WWW, TIMEOUT))
                        .isInstanceOf(RejectedException.class)
                        .hasMessageContaining("user and password are missing");
            }
        }
    }

    @Test
    @DisplayName("speaks TLS with the authorities that it is given, and with no others")
    void tls(@TempDir Path directory) throws Exception {
        HeldCertificate authority =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate server = new HeldCertificate.Builder()
                .signedBy(authority)
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        Path certificate = Files.writeString(directory.resolve("cert"), server.certificatePem());
        Path key = Files.writeString(directory.resolve("key"), server.privateKeyPkcs8Pem());
        TrustStore trusted = TrustStore.of(new HandshakeCertificates.Builder()
                .addTrustedCertificate(authority.certificate())
                .build()
                .trustManager());
        try (Etcd etcd = Etcd.startWithTls(certificate, key)) {
            List<String> endpoints = List.of("https://127.0.0.1:" + etcd.ports().get(0));
            try (EtcdCoordinator coordinator = EtcdCoordinator.builder()
                            .endpoints(endpoints)
                            .trustStore(trusted)
                            .build();
                    EtcdCoordinator stranger =
                            EtcdCoordinator.builder().endpoints(endpoints).build()) {
                Awaitility.await()
                        .atMost(TIMEOUT)
                        .ignoreExceptionsInstanceOf(UnavailableException.class)
                        .until(() -> coordinator.read(WWW, TIMEOUT).isEmpty());
                coordinator.write(WWW, Optional.empty(), "first", TIMEOUT);
                assertThatThrownBy(() -> stranger.read(WWW, TIMEOUT))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("TLS failed");
            }
        }
    }

    @Test
    @DisplayName("warns of a way on which everybody can read along, and says which member is gone")
    void inspect() throws Exception {
        try (EtcdCoordinator coordinator = EtcdCoordinator.builder()
                .endpoints(
                        List.of("http://etcd.invalid:2379", url(single().ports().get(0))))
                .build()) {
            assertThat(coordinator.inspect(TIMEOUT))
                    .extracting(finding -> finding.severity() + " " + finding.subject())
                    .containsExactlyInAnyOrder(
                            "ERROR etcd at etcd.invalid:2379",
                            "WARNING etcd at etcd.invalid:2379",
                            "OK etcd at 127.0.0.1:" + single().ports().get(0),
                            "OK etcd");
        }
    }

    @Test
    @Tag("long")
    @DisplayName(
            "of three members reads what was written at another, goes on when the leader is killed, and stops without majority")
    void threeMembers() throws Exception {
        try (Etcd etcd = Etcd.start(3);
                EtcdCoordinator coordinator = at(etcd).build()) {
            nothingStale(etcd);
            String first = coordinator.write(WWW, Optional.empty(), "first", TIMEOUT);
            etcd.killLeader();
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .ignoreExceptionsInstanceOf(UnavailableException.class)
                    .until(() -> coordinator.read(WWW, TIMEOUT).equals(Optional.of(new SharedRecord(first, "first"))));
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .ignoreExceptionsInstanceOf(UnavailableException.class)
                    .until(() -> !coordinator
                            .write(WWW, Optional.of(first), "second", TIMEOUT)
                            .isEmpty());
            for (int member = 0; member < 2; member++) {
                etcd.kill(member);
            }
            Duration brief = Duration.ofSeconds(3);
            assertThatThrownBy(() -> coordinator.read(WWW, brief)).isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> coordinator.write("mail", Optional.empty(), "first", brief))
                    .isInstanceOf(UnavailableException.class);
        }
    }

    /** A member that follows is behind for a moment, which is when it is asked. */
    private static void nothingStale(Etcd etcd) throws InterruptedException {
        List<EtcdCoordinator> each = etcd.ports().stream()
                .map(port ->
                        EtcdCoordinator.builder().endpoints(List.of(url(port))).build())
                .toList();
        Optional<String> version = Optional.empty();
        for (int round = 0; round < 12; round++) {
            String content = "round " + round;
            version = Optional.of(each.get(round % each.size()).write("stale", version, content, TIMEOUT));
            for (EtcdCoordinator reader : each) {
                assertThat(reader.read("stale", TIMEOUT)).hasValue(new SharedRecord(version.get(), content));
            }
        }
        each.forEach(EtcdCoordinator::close);
    }
}
