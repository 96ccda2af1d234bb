package dev.failover.agent;

import static dev.failover.agent.Verbs.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** S24 with a real server: a dynamic update is held on its way for longer than its failover lasts, and then carried out. */
@DisplayName("An update that BIND gets after its switch was called off")
@Timeout(120)
class LateUpdateTest {
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final String PROD = "127.0.0.2";
    private static final String HOME = "127.0.0.3";
    /** The agent looks at the zone's servers every thirty seconds. */
    private static final Duration NEXT_LOOK = Duration.ofSeconds(45);

    @TempDir
    Path directory;

    private NameServerProcess named;

    @Test
    @DisplayName("is put right as the agent's own, and automatic failover goes on")
    void late() throws Exception {
        named = new NameServerProcess(directory, "example.com", List.of("www 60 A " + PROD));
        WebSite prod = new WebSite(PROD, 0, "welcome");
        WebSite home = new WebSite(HOME, prod.port(), "welcome");
        HeldLine line = new HeldLine(named.address());
        Path config = configuration(line.address(), prod.port());
        try (Verbs.Running agent = new Verbs.Running(Map.of(), "run", "-c", config.toString())) {
            agent.awaitOut("www/prod: UP:").awaitOut("www/home: UP:").awaitOut("adopted: every record points to prod");
            line.hold();
            prod.kill();
            agent.awaitOut("switched: prod is DOWN");
            line.awaitHeld();
            prod.startAgain();
            agent.awaitOut("nothing was published yet");
            line.holdNoMore();
            await("the retraction is published", () -> history(config).contains("www/3 published"));

            line.letGo();
            await("BIND carries it out", () -> serves(HOME));
            long end = System.nanoTime() + NEXT_LOOK.toNanos();
            while (!serves(PROD) && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertThat(serves(PROD)).isTrue();
            prod.kill();
            await("the failover that is due", () -> serves(HOME));
            assertThat(agent.out()).doesNotContain("not put there by us");
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; the journal says:\n" + history(config), e);
        } finally {
            line.close();
            List.of(prod, home).forEach(WebSite::close);
            named.close();
        }
    }

    private static String history(Path config) {
        return Verbs.run(Map.of(), "history", "-c", config.toString()).out();
    }

    private boolean serves(String address) {
        return named.look("example.com", WWW)
                .agreed()
                .filter(set -> set.values().equals(Set.of(address)))
                .isPresent();
    }

    private Path configuration(String vendor, int port) throws Exception {
        return Files.writeString(directory.resolve("failover.yaml"), """
                state-directory: %s
                dns: {servers: ["%s"]}
                providers:
                  dns: {type: rfc2136, zone: example.com, server: "%s", tsig-name: %s, tsig-algorithm: hmac-sha256, tsig-secret: "%s"}
                services:
                  www:
                    records: [{provider: dns, name: www, type: A, ttl: 60s}]
                    sites:
                      - {name: prod, address: %s, allow-private: true}
                      - {name: home, address: %s, allow-private: true}
                    check: {type: http, url: "http://www.example.com:%d/", timeout: 1s, interval: 1s, fall: 2, rise: 1}
                """.formatted(
                directory.resolve("state"), named.address(), vendor, Named.KEY, Named.SECRET, PROD, HOME, port));
    }
}
