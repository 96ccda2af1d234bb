package dev.failover.agent;

import static dev.failover.agent.Verbs.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("In a zone of BIND's with a wildcard")
@Timeout(120)
class WildcardTest {
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final RecordKey OWNER = new RecordKey("_failover-www", RecordType.TXT);
    private static final String PROD = "127.0.0.2";
    private static final String HOME = "127.0.0.3";

    @TempDir
    Path directory;

    @Test
    @DisplayName("text, check warns, and the first switch makes the ownership record")
    void text() throws Exception {
        failover(
                List.of("www 60 A " + PROD, "* 60 TXT \"v=spf1 -all\""),
                "ownership record _failover-www.example.com: is not there yet, and the servers give what a wildcard says"
                        + " there: [v=spf1 -all]; the first switch makes a record of its own");
    }

    @Test
    @DisplayName("address, check warns, and the first switch makes a record of the name's own")
    void address() throws Exception {
        failover(
                List.of("* 60 A " + PROD),
                "record www.example.com A: is not at provider dns, and the servers give what a wildcard says; the first"
                        + " switch makes a record of its own");
    }

    private void failover(List<String> records, String warning) throws Exception {
        WebSite prod = new WebSite(PROD, 0, "welcome");
        WebSite home = new WebSite(HOME, prod.port(), "welcome");
        try (NameServerProcess named = new NameServerProcess(directory, "example.com", records)) {
            Path config = configuration(named.address(), prod.port());
            Verbs.Result check = Verbs.run(Map.of(), "check", "-c", config.toString());
            assertThat(check.err()).isEmpty();
            assertThat(check.out().lines().filter(line -> line.contains(warning)))
                    .as(check.out())
                    .singleElement()
                    .asString()
                    .startsWith("WARN ");
            assertThat(check.out().lines().filter(line -> line.contains("record ")))
                    .noneMatch(line -> line.startsWith("ERROR"));
            try (Verbs.Running agent = new Verbs.Running(Map.of(), "run", "-c", config.toString())) {
                agent.awaitOut("www/prod: UP:")
                        .awaitOut("www/home: UP:")
                        .awaitOut("adopted: every record points to prod");
                prod.kill();
                await("DNS follows", () -> gives(named, WWW).equals(Set.of(HOME)));
                await(
                        "and is claimed",
                        () -> gives(named, OWNER).stream().anyMatch(text -> text.startsWith("failover=1 service=www")));
                assertThat(agent.out()).doesNotContain("not put there by us");
            }
        } finally {
            List.of(prod, home).forEach(WebSite::close);
        }
    }

    private static Set<String> gives(NameServerProcess named, RecordKey key) {
        return named.look("example.com", key)
                .agreed()
                .map(recordSet -> recordSet.values())
                .orElse(Set.of());
    }

    private Path configuration(String server, int port) throws Exception {
        return Files.writeString(directory.resolve("failover.yaml"), """
                state-directory: %s
                dns: {servers: ["%s"]}
                providers:
                  dns: {type: rfc2136, zone: example.com, server: "%s", tsig-name: %s, tsig-algorithm: hmac-sha256, tsig-secret: "%s"}
                services:
                  www:
                    ownership: true
                    records: [{provider: dns, name: www, type: A, ttl: 60s}]
                    sites:
                      - {name: prod, address: %s, allow-private: true}
                      - {name: home, address: %s, allow-private: true}
                    check: {type: http, url: "http://www.example.com:%d/", timeout: 1s, interval: 1s, fall: 2, rise: 1}
                """.formatted(
                        directory.resolve("state"), server, server, Named.KEY, Named.SECRET, PROD, HOME, port));
    }
}
