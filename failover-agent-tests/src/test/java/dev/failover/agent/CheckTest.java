package dev.failover.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.Verbs.Result;
import dev.failover.agent.Verbs.Running;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.sync.DataMirror;
import dev.failover.sync.DataSet;
import dev.failover.testkit.DnsServer;
import dev.failover.testkit.LocalFileSync;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each finding of the agent's own, of a thing that is right and of the same thing when it is wrong. */
@DisplayName("`check`, of things that are right and of the same when they are wrong")
@Timeout(60)
class CheckTest {
    private static final String PROD_SITE = "- {name: prod, address: 127.0.0.2, allow-private: true}";
    private static final String RECORD = "- {provider: ovh, name: www, type: A, ttl: 60s}";
    private static final String NOTIFY = "notify: [phone]";

    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void makeWorld() throws Exception {
        world = new World(directory);
    }

    @AfterEach
    void endWorld() {
        world.close();
    }

    private Result check(String... replacements) throws Exception {
        Result result = Verbs.run(
                world.environment(),
                "check",
                "-c",
                world.configuration(replacements).toString());
        assertThat(result.err()).isEmpty();
        boolean error = result.out().lines().anyMatch(line -> line.startsWith("ERROR "));
        assertThat(result.code()).as(result.out()).isEqualTo(error ? 4 : 0);
        return result;
    }

    private String found(String... replacements) throws Exception {
        return check(replacements).out();
    }

    @Test
    @DisplayName("what is missing, and the command that comes next")
    void ends() throws Exception {
        Path config = world.configuration();
        assertThat(found()).endsWith("\nNothing is missing. Next: failover plan -c " + config + "\n");
        world.prod.kill();
        assertThat(found())
                .endsWith(
                        "\nMissing: service www, site prod. Next: mend these; then failover check -c " + config + "\n");
        Files.writeString(config, Files.readString(config).replace("check: {", "chek: {"));
        assertThat(Verbs.run(world.environment(), "check", "-c", config.toString())
                        .err())
                .endsWith("\nNext: mend what is named above; then failover check -c " + config + "\n");
        Result json = Verbs.run(
                world.environment(),
                "check",
                "--json",
                "-c",
                world.configuration().toString());
        assertThat(json.out()).doesNotContain("Next:");
    }

    @Test
    @DisplayName("a check's program that is there, and one that is not, also of a check that is a part of another")
    void program() throws Exception {
        String http = "{type: http, url: \"http://www.beerus.fr:%s/\",".formatted(world.prod.port());
        assertThat(found(http, "{type: command, command: [sh, -c, exit],")).doesNotContain("check: program");
        assertThat(found(http, "{type: command, command: [no-such-program],"))
                .contains(
                        "ERROR service www, check: program no-such-program: command: there is no such program, or this user may not run it; install it, or set its path");
        assertThat(found(http, "{type: any, of: [{type: not, of: {type: ping, program: /no/such/ping}}],"))
                .contains("ERROR service www, check: program /no/such/ping: program: there is no such program");
    }

    private String[] references(String... targets) {
        return new String[] {"providers:", "references: [\"%s\"]\nproviders:".formatted(String.join("\", \"", targets))
        };
    }

    @Test
    @DisplayName("a reference that answers, one where nobody listens, and one whose name leads nowhere")
    void references() throws Exception {
        String answering = World.PROD + ":" + world.prod.port();
        String refusing;
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.4"), 0));
            refusing = "127.0.0.4:" + taken.getLocalPort();
        }
        assertThat(found(references(answering, refusing, "nowhere.invalid:53")))
                .contains("OK    reference " + answering + ": answers")
                .contains("ERROR reference " + refusing + ": can't be reached")
                .contains("ERROR reference nowhere.invalid:53: can't be reached");
    }

    @Test
    @DisplayName("the state directory: to be made, free, in use, in the way of a file, not to be written to")
    void stateDirectory() throws Exception {
        Path state = world.stateDirectory();
        assertThat(found()).contains("OK    state directory: " + state + " is not there yet and can be made");
        Path config = world.configuration();
        try (Running agent = new Running(world.environment(), "run", "-c", config.toString())) {
            agent.awaitOut("adopted");
            assertThat(found())
                    .contains("OK    state directory: " + state + " is in use by process "
                            + ProcessHandle.current().pid());
        }
        assertThat(found()).contains("OK    state directory: " + state + " is there and free");
        assertThat(found("state-directory: " + state, "state-directory: " + state + "/" + "x".repeat(100)))
                .contains("ERROR state directory: a running agent could not be asked: ");
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(found("state-directory: " + state, "state-directory: " + file))
                .contains("ERROR state directory: " + file + " is not a directory");
        assertThat(found("state-directory: " + state, "state-directory: /proc/self"))
                .contains("ERROR state directory: /proc/self can't be written to by this user");
    }

    @Test
    @DisplayName("a site: up, down, without an address")
    void sites() throws Exception {
        assertThat(found())
                .contains("OK    service www, site prod: UP at 127.0.0.2: ")
                .contains("OK    service www, site home: the public IPv4 address seen by 127.0.0.1:")
                .contains("OK    service www, site home: UP at 127.0.0.3: ");
        world.prod.kill();
        assertThat(found()).contains("ERROR service www, site prod: DOWN at 127.0.0.2: ");
        world.ipify.kill();
        assertThat(found()).contains("ERROR service www, site home: can't be probed, as its address is not known");
    }

    @Test
    @DisplayName("an address: one that may be published, a private one, one that leads nowhere")
    void addresses() throws Exception {
        String here = "check-address: 127.0.0.2, address: ";
        assertThat(found(PROD_SITE, "- {name: prod, " + here + "8.8.8.8}"))
                .contains("OK    service www, site prod: UP at 127.0.0.2")
                .doesNotContain("allow-private: true`", "leads nowhere");
        assertThat(found(PROD_SITE, "- {name: prod, " + here + "203.0.113.10}"))
                .contains("WARN  service www, site prod: 203.0.113.10 is a documentation address");
        assertThat(found(
                        "{public-ip: [\"%s\"]}, allow-private: true".formatted(world.ipify.url()),
                        "{public-ip: [\"%s\"]}, check-address: 127.0.0.3".formatted(world.ipify.url())))
                .contains("ERROR service www, site home: ")
                .contains("unless the site says `allow-private: true`")
                .doesNotContain("over http");
        assertThat(found(
                        "{public-ip: [\"%s\"]}, allow-private: true".formatted(world.ipify.url()),
                        "{public-ip: [\"http://ipify.invalid/\"]}, allow-private: true"))
                .contains("WARN  service www, site home: its address is looked up at ipify.invalid over http");
    }

    @Test
    @DisplayName("a record: pointing to a site, to nobody's address, missing at the provider, not what is served")
    void records() throws Exception {
        String subject = "service www, record www.beerus.fr A: ";
        assertThat(found()).contains("OK    " + subject + "points to prod at 1 of 1 servers");
        world.dns.put(RecordSet.of(World.WWW, Duration.ofSeconds(60), "192.0.2.66"));
        assertThat(found())
                .contains("ERROR " + subject + "[192.0.2.66] is served, which is no site's address")
                .contains("WARN  " + subject + "the servers give [192.0.2.66], the provider has [127.0.0.2]");
        world.dns.silence();
        assertThat(found()).contains("ERROR " + subject + "no server of the zone answers");
        assertThat(found(RECORD, "- {provider: ovh, name: absent, type: A}"))
                .contains("ERROR service www, record absent.beerus.fr A: is not at provider ovh");
    }

    @Test
    @DisplayName("the zone's servers: one that is silent, and two that differ")
    void servers() throws Exception {
        try (DnsServer second = DnsServer.start("beerus.fr")) {
            String both = "servers: [\"%s\", \"%s\"]".formatted(world.dns.address(), second.address());
            String one = "servers: [\"%s\"]".formatted(world.dns.address());
            second.put(RecordSet.of(World.WWW, Duration.ofSeconds(60), World.PROD));
            assertThat(found(one, both)).contains("points to prod at 2 of 2 servers");
            second.put(RecordSet.of(World.WWW, Duration.ofSeconds(60), World.HOME));
            assertThat(found(one, both)).contains("WARN  ", "the zone's servers differ: ");
            second.silence();
            assertThat(found(one, both))
                    .contains("points to prod at 1 of 2 servers")
                    .contains("WARN  service www, record www.beerus.fr A: " + second.address());
        }
    }

    @Test
    @DisplayName("a notifier that goes through nothing managed, through a managed name, and through a site")
    void dependence() throws Exception {
        assertThat(found()).doesNotContain("it may be down when there is something to tell");
        String base = "base-url: \"" + world.phone.url();
        assertThat(found(base, "base-url: \"http://WWW.beerus.fr"))
                .contains("WARN  notifier phone: www.beerus.fr is a name of service www: it may be down");
        assertThat(found(base, "base-url: \"http://" + World.PROD + ":" + world.prod.port()))
                .contains("WARN  notifier phone: " + World.PROD + " has the address " + World.PROD
                        + " of site prod of service www: it may be down");
    }

    @Test
    @DisplayName("with --notify, a notifier that takes a test, and one that does not; without it, none is sent")
    void tests() throws Exception {
        assertThat(found()).doesNotContain("test notification");
        int before = world.phone.requests().size();
        assertThat(notified().out()).contains("OK    notifier phone: took a test notification");
        // One to look whether it is there, and the test.
        assertThat(world.phone.requests().size() - before).isEqualTo(2);
        world.phone.kill();
        Result refused = notified();
        assertThat(refused.out()).contains("ERROR notifier phone: did not take a test notification: ");
        assertThat(refused.code()).isEqualTo(4);
    }

    private Result notified() throws Exception {
        return Verbs.run(
                world.environment(),
                "check",
                "--notify",
                "-c",
                world.configuration().toString());
    }

    @Test
    @DisplayName("a provider that refuses, and a notifier that can't be reached")
    void components() throws Exception {
        assertThat(found()).contains("OK    provider ovh: ").contains("OK    notifier phone: ");
        world.phone.kill();
        assertThat(found()).contains("ERROR notifier phone: ");
        world.ovh.credential("refused", null);
        assertThat(found()).contains("ERROR provider ovh: ");
    }

    @Test
    @DisplayName("the ownership record: not there yet, about this service, about something else")
    void ownership() throws Exception {
        String[] owned = {NOTIFY, NOTIFY + "\n    ownership: true\nwatcher: box"};
        String subject = "service www, ownership record _failover-www.beerus.fr: ";
        assertThat(found(owned)).contains("OK    " + subject + "is not there yet");
        Result made = Verbs.run(
                world.environment(),
                "switch",
                "www",
                "home",
                "-c",
                world.configuration(owned).toString());
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(found(owned)).contains("OK    " + subject + "tells of ");
        world.ovh.publish(List.of(
                RecordSet.of(World.WWW, Duration.ofSeconds(60), World.PROD),
                RecordSet.of(new RecordKey("_failover-www", RecordType.TXT), Duration.ofSeconds(60), "v=spf1 -all")));
        assertThat(found(owned)).contains("ERROR " + subject + "is ").contains("choose another `ownership-name`");
    }

    @Test
    @DisplayName("a certificate: valid for long, for some days, for too short")
    void certificates() throws Exception {
        String[] valid = certificate(Duration.ofDays(60));
        assertThat(found(valid))
                .contains("OK    service www, site prod: UP")
                .doesNotContain("certificate is valid until");
        assertThat(found(certificate(Duration.ofDays(3))))
                .contains("WARN  service www, site prod: its certificate is valid until");
        assertThat(found(certificate(Duration.ofMinutes(30))))
                .contains("ERROR service www, site prod: its certificate is valid until")
                .contains("it must be for 1h more");
    }

    /** What makes the services' check one of a site with a certificate that lasts for so long. */
    private String[] certificate(Duration lasting) throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("www.beerus.fr")
                .validityInterval(
                        Instant.now().minusSeconds(60).toEpochMilli(),
                        Instant.now().plus(lasting).toEpochMilli())
                .build();
        MockWebServer server = new MockWebServer();
        SSLContext tls = new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslContext();
        server.useHttps(tls.getSocketFactory());
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder().code(200).build();
            }
        });
        server.start(InetAddress.getByName(World.PROD), 0);
        return new String[] {
            "url: \"http://www.beerus.fr:%d/\"".formatted(world.prod.port()),
            "url: \"https://www.beerus.fr:%d/\", verify-certificate: false".formatted(server.getPort()),
            // A handshake takes its time where the machine has other things to do.
            "timeout: 500ms, interval: 500ms",
            "timeout: 10s, interval: 10s"
        };
    }

    @Test
    @DisplayName("numbers that fit together, and those that don't")
    void numbers() throws Exception {
        assertThat(found())
                .doesNotContain("WARN  service www: ", "caches decide", "nowhere to switch", "notifies nobody", "rto");
        assertThat(found("ttl: 60s", "ttl: 1h"))
                .contains("WARN  service www: the TTL of ")
                .contains("caches decide");
        assertThat(found(NOTIFY, NOTIFY + "\n    rto: 10m")).doesNotContain("WARN  service www: ");
        assertThat(found(NOTIFY, NOTIFY + "\n    rto: 1m")).contains("WARN  service www: the rto is 1m");
        assertThat(found(NOTIFY, "failback: manual")).contains("WARN  service www: notifies nobody");
        assertThat(found(
                        "      - {name: home, address: {public-ip: [\"%s\"]}, allow-private: true}\n"
                                .formatted(world.ipify.url()),
                        ""))
                .contains("WARN  service www: has one site only");
        assertThat(found(NOTIFY, NOTIFY + "\n    replica-max-age: 5m"))
                .contains("WARN  service www: asks for a replica's age, but no sync or replica says `service: www`");
    }

    @Test
    @DisplayName("a sync: ready for its first run, mirrored, with its source emptied, without a source")
    void syncs() throws Exception {
        Path source = Files.createDirectory(directory.resolve("source"));
        Path target = directory.resolve("target");
        Files.writeString(source.resolve("page"), "hello");
        String[] synced = {
            NOTIFY,
            NOTIFY + "\nsyncs:\n  web: {type: directory, source: \"%s\", destination: \"%s\"}".formatted(source, target)
        };
        assertThat(found(synced))
                .contains("OK    sync web: its source " + source + " is there")
                .contains("WARN  sync web: the replica's age is not known");
        Result made = Verbs.run(
                world.environment(),
                "sync",
                "web",
                "-c",
                world.configuration(synced).toString());
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(found(synced)).contains("OK    sync web: the replica is ");
        assertThat(found(synced)).doesNotContain("it could not be made", "it can't be marked");
        assertThat(found(synced[0], synced[1].replace(source.toString(), "/proc/self")))
                .contains("ERROR sync web: it can't be marked as the source: /proc/self");
        Files.delete(source.resolve(".failover/source"));
        assertThat(found(synced)).contains("ERROR sync web: " + source + " is not marked as the source");
        Files.move(source, directory.resolve("elsewhere"));
        assertThat(found(synced)).contains("ERROR sync web: its source " + source + " is not a directory");
    }

    @Test
    @DisplayName("a replica: young, never mirrored, and one that this user can't make the source")
    void replicas() throws Exception {
        Path replica = Files.createDirectory(directory.resolve("replica"));
        Path source = Files.createDirectory(directory.resolve("source"));
        String[] mirrored = {
            NOTIFY, NOTIFY + "\nreplicas:\n  web: {directory: \"%s\", service: www, site: home}".formatted(replica)
        };
        assertThat(found(mirrored))
                .contains("WARN  replica web: the replica's age is not known")
                .contains("OK    replica web: can be made the source");
        Files.writeString(source.resolve("page"), "hello");
        DataMirror.builder()
                .dataSet(DataSet.of("web", source))
                .target(LocalFileSync.into(replica))
                .prepareAtFirstContact(true)
                .build()
                .everything(progress -> {});
        assertThat(found(mirrored)).contains("OK    replica web: the replica is ");
        assertThat(DataSet.of("web", replica).source()).isEmpty();
        // Nobody may make a file there, not even root.
        mirrored[1] = mirrored[1].replace(replica.toString(), "/proc/self");
        assertThat(found(mirrored))
                .contains(
                        "ERROR replica web: after a switch it can't be made the source: /proc/self, which belongs to ");
    }
}
