package dev.failover.agent;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.ovh.OvhImitation;
import dev.failover.testkit.DnsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * All that the agent meets outside, on real sockets of this machine: two sites, the vendor's API, the name server that serves
 * what the vendor publishes, the look-up of the public address, and the phone.
 */
final class World implements AutoCloseable {
    static final RecordKey WWW = new RecordKey("www", RecordType.A);
    static final String PROD = "127.0.0.2";
    static final String HOME = "127.0.0.3";
    private static final Duration TTL = Duration.ofSeconds(60);

    final Path directory;
    final DnsServer dns;
    final OvhImitation ovh;
    final WebSite prod;
    final WebSite home;
    final WebSite ipify;
    final WebSite phone;

    World(Path directory) throws IOException {
        this(directory, "mail.beerus.fr.");
    }

    /** @param exchanger where the zone's mail goes, with final dot */
    World(Path directory, String exchanger) throws IOException {
        this.directory = directory;
        dns = DnsServer.builder("beerus.fr").mailExchanger(exchanger).start();
        ovh = OvhImitation.start("beerus.fr");
        ovh.onPublish(dns::replaceAll);
        prod = new WebSite(PROD, 0, "welcome");
        home = new WebSite(HOME, prod.port(), "welcome");
        ipify = new WebSite("127.0.0.1", 0, HOME);
        phone = new WebSite("127.0.0.1", 0, "Congratulations! You've fired the site_down event");
        ovh.publish(List.of(
                RecordSet.of(WWW, TTL, PROD), RecordSet.of(new RecordKey("mail", RecordType.A), TTL, "192.0.2.99")));
        ovh.forgetRequests();
    }

    Path stateDirectory() {
        return directory.resolve("state");
    }

    /** What the configuration refers to. */
    Map<String, String> environment() {
        return Map.of(
                "OVH_KEY", OvhImitation.APPLICATION_KEY,
                "OVH_SECRET", OvhImitation.APPLICATION_SECRET,
                "OVH_CONSUMER", OvhImitation.CONSUMER_KEY,
                "IFTTT_KEY", "key-of-the-phone");
    }

    /** The configuration of the scenario, at a pace for tests. */
    String yaml() {
        return """
                state-directory: %s
                dns:
                  servers: ["%s"]
                providers:
                  ovh: {type: ovh, zone: beerus.fr, endpoint: "%s", application-key: "${OVH_KEY}", application-secret: "${OVH_SECRET}", consumer-key: "${OVH_CONSUMER}"}
                notifiers:
                  phone: {type: ifttt, event: site_down, key: "${IFTTT_KEY}", base-url: "%s"}
                services:
                  www:
                    state-class: stateless
                    records:
                      - {provider: ovh, name: www, type: A, ttl: 60s}
                    sites:
                      - {name: prod, address: %s, allow-private: true}
                      - {name: home, address: {public-ip: ["%s"]}, allow-private: true}
                    check: {type: http, url: "http://www.beerus.fr:%d/", timeout: 500ms, interval: 500ms, fast-interval: 100ms, fall: 3, rise: 2}
                    notify: [phone]
                """.formatted(
                        stateDirectory(), dns.address(), ovh.endpoint(), phone.url(), PROD, ipify.url(), prod.port());
    }

    /** Writes the configuration of the scenario, with some of its text replaced. */
    Path configuration(String... replacements) throws IOException {
        String text = yaml();
        for (int i = 0; i < replacements.length; i += 2) {
            if (!text.contains(replacements[i])) {
                throw new IllegalArgumentException(replacements[i] + " is not there to be replaced");
            }
            text = text.replace(replacements[i], replacements[i + 1]);
        }
        return Files.writeString(directory.resolve("failover.yaml"), text);
    }

    /** What the name server gives. */
    String served() {
        return dns.find(WWW).map(found -> String.join("+", found.values())).orElse("nothing");
    }

    @Override
    public void close() {
        dns.close();
        ovh.close();
        List.of(prod, home, ipify, phone).forEach(WebSite::close);
    }
}
