package dev.failover.agent;

import static dev.failover.agent.Verbs.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.route53.Route53Imitation;
import dev.failover.testkit.DnsServer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two agents with one service and no shared store, as processes; one is stopped by the kernel across the other's switches. */
@DisplayName("A paused agent that wakes up late")
@Timeout(120)
class TwoAgentsTest {
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final RecordKey OWNER = new RecordKey("_failover-www", RecordType.TXT);
    private static final String PROD = "127.0.0.2";
    private static final String HOME = "127.0.0.3";
    /** Where the first agent looks for prod; the second sees it where it is published. */
    private static final String PROD_SEEN_BY_ONE = "127.0.0.4";

    @TempDir
    Path directory;

    private WebSite prod;
    private WebSite prodSeenByOne;
    private WebSite home;

    @Test
    @DisplayName("is refused by Route 53, though the records are back to what it believes, and follows")
    void route53() throws Exception {
        try (DnsServer dns = DnsServer.start("example.com");
                Route53Imitation vendor = Route53Imitation.start("example.com")) {
            vendor.onPublish(dns::replaceAll);
            vendor.publish(List.of(RecordSet.of(WWW, Duration.ofSeconds(60), PROD)));
            String provider =
                    "{type: route53, zone: example.com, zone-id: %s, endpoint: \"http://%%s\", access-key-id: %s, secret-access-key: \"%s\"}"
                            .formatted(
                                    Route53Imitation.ZONE_ID,
                                    Route53Imitation.ACCESS_KEY_ID,
                                    Route53Imitation.SECRET_ACCESS_KEY);
            String address = vendor.endpoint().replace("http://", "");
            lateWriteLoses(provider, address, dns.address(), dns::find);
        }
    }

    @Test
    @DisplayName("is refused by BIND, though the records are back to what it believes, and follows")
    void bind() throws Exception {
        try (NameServerProcess named = new NameServerProcess(directory, "example.com", List.of("www 60 A " + PROD))) {
            String provider =
                    "{type: rfc2136, zone: example.com, server: \"%%s\", tsig-name: %s, tsig-algorithm: hmac-sha256, tsig-secret: \"%s\"}"
                            .formatted(Named.KEY, Named.SECRET);
            lateWriteLoses(
                    provider,
                    named.address(),
                    named.address(),
                    key -> named.look("example.com", key).agreed());
        }
    }

    /** @param provider its block, with a gap for the vendor's address */
    private void lateWriteLoses(
            String provider, String vendor, String dnsServer, Function<RecordKey, Optional<RecordSet>> served)
            throws Exception {
        prod = new WebSite(PROD, 0, "welcome");
        prodSeenByOne = new WebSite(PROD_SEEN_BY_ONE, prod.port(), "welcome");
        home = new WebSite(HOME, prod.port(), "welcome");
        HeldLine line = new HeldLine(vendor);
        Path one = configuration(
                "one", provider.formatted(line.address()), dnsServer, ", check-address: " + PROD_SEEN_BY_ONE);
        Path two = configuration("two", provider.formatted(vendor), dnsServer, "");
        Process first = start("one", one);
        Process second = start("two", two);
        try {
            awaitUp("one");
            awaitUp("two");
            line.hold();
            prodSeenByOne.kill();
            awaitLog("one", "switched: prod is DOWN");
            line.awaitHeld();
            signal("STOP", first);

            prod.kill();
            await("the second agent fails over", () -> serves(served, HOME));
            awaitLog("two", "published");
            prod.startAgain();
            await("prod is UP again", () -> count("two", "www/prod: UP:") > 1);
            Verbs.Result back = Verbs.insist(Map.of(), "failback", "www", "-c", two.toString());
            assertThat(back.code()).as(back.err()).isZero();
            assertThat(serves(served, PROD)).isTrue();
            assertThat(text(served)).isEqualTo("failover=1 service=www epoch=3 watcher=two");

            line.letGo();
            signal("CONT", first);
            awaitLog("one", "adopted: decision 3 of watcher two is in force");
            awaitLog("one", "latched");
            assertThat(log("one")).contains("write-failed").doesNotContain("written");
            assertThat(serves(served, PROD)).isTrue();
            assertThat(text(served)).isEqualTo("failover=1 service=www epoch=3 watcher=two");
            assertThat(count("two", " written "))
                    .as("there and back, and nothing to put right")
                    .isEqualTo(2);
        } finally {
            signal("CONT", first);
            first.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            second.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            line.close();
            List.of(prod, prodSeenByOne, home).forEach(WebSite::close);
        }
    }

    private long count(String name, String text) {
        return log(name).lines().filter(line -> line.contains(text)).count();
    }

    private static boolean serves(Function<RecordKey, Optional<RecordSet>> served, String address) {
        return served.apply(WWW)
                .filter(set -> set.values().equals(Set.of(address)))
                .isPresent();
    }

    private static String text(Function<RecordKey, Optional<RecordSet>> served) {
        return served.apply(OWNER).map(set -> String.join("+", set.values())).orElse("absent");
    }

    /** One automatic switch is all that each may make: the late one must not get its way by trying again. */
    private Path configuration(String watcher, String provider, String dnsServer, String prodCheck) throws Exception {
        return Files.writeString(directory.resolve(watcher + ".yaml"), """
                state-directory: %s
                watcher: %s
                dns: {servers: ["%s"]}
                providers:
                  dns: %s
                services:
                  www:
                    ownership: true
                    records: [{provider: dns, name: www, type: A, ttl: 60s}]
                    sites:
                      - {name: prod, address: %s, allow-private: true%s}
                      - {name: home, address: %s, allow-private: true}
                    check: {type: http, url: "http://www.example.com:%d/", timeout: 500ms, interval: 500ms, fast-interval: 100ms, fall: 3, rise: 2}
                    max-switches: {count: 1, per: 1h}
                """.formatted(
                        directory.resolve("state-" + watcher),
                        watcher,
                        dnsServer,
                        provider,
                        PROD,
                        prodCheck,
                        HOME,
                        prod.port()));
    }

    private Process start(String name, Path config) throws Exception {
        File log = directory.resolve(name + ".log").toFile();
        return new ProcessBuilder(Java.command(64, Main.class, "run", "-c", config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
    }

    private static void signal(String name, Process process) throws Exception {
        if (process.isAlive()) {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        }
    }

    private void awaitUp(String name) throws Exception {
        awaitLog(name, "adopted: every record points to prod");
        Stream.of("www/prod: UP:", "www/home: UP:").forEach(line -> {
            try {
                awaitLog(name, line);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private void awaitLog(String name, String text) throws Exception {
        try {
            await(name + " says " + text, () -> log(name).contains(text));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; it said:\n" + log(name), e);
        }
    }

    private String log(String name) {
        try {
            return Files.readString(directory.resolve(name + ".log"));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
