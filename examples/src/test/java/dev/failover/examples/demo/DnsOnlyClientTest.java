package dev.failover.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.RecordSet;
import dev.failover.examples.demo.Moment.Event;
import dev.failover.testkit.DnsServer;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DnsOnlyClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private final Timeline timeline = new Timeline(moment -> {});

    @TempDir
    Path directory;

    private static RecordSet pointingTo(String address, Duration ttl) {
        return RecordSet.of(DemoPlan.RECORD, ttl, address);
    }

    private static Predicate<Moment> served(String page) {
        return moment -> moment.event() == Event.CLIENT_SERVED && moment.text().contains("\"" + page + "\"");
    }

    @Test
    @DisplayName("the client goes where the DNS server says, and asks it again only when the TTL is over")
    void heedsDns() throws Exception {
        try (DemoSite site = new DemoSite("prod", InetAddress.getByName("127.0.0.2"), directory)) {
            site.write("one");
            site.start();
            try (DnsServer dns = DnsServer.start(DemoPlan.ZONE);
                    DnsOnlyClient client = new DnsOnlyClient(dns.address(), site.port(), timeline)) {
                client.start();
                Moment nameless = timeline.await(
                        null, moment -> moment.text().contains("gives no address"), PATIENCE, "no address");
                dns.put(pointingTo("127.0.0.2", Duration.ofHours(1)));
                Moment first = timeline.await(nameless, served("one"), PATIENCE, "the page");
                long asked = dns.queries();
                dns.put(pointingTo("127.0.0.4", Duration.ofHours(1)));
                site.write("two");
                timeline.await(first, served("two"), PATIENCE, "the changed page, where it was");
                assertThat(dns.queries()).as("questions while the TTL lasts").isEqualTo(asked);
            }
        }
    }

    @Test
    @DisplayName("the client learns of another address once the TTL is over, and says what it meets there")
    void followsDns() throws Exception {
        try (DemoSite site = new DemoSite("prod", InetAddress.getByName("127.0.0.2"), directory)) {
            site.write("one");
            site.start();
            try (DnsServer dns = DnsServer.start(DemoPlan.ZONE);
                    DnsOnlyClient client = new DnsOnlyClient(dns.address(), site.port(), timeline)) {
                dns.put(pointingTo("127.0.0.2", Duration.ofSeconds(1)));
                client.start();
                Moment first = timeline.await(null, served("one"), PATIENCE, "the page");
                dns.put(pointingTo("127.0.0.4", Duration.ofSeconds(1)));
                Moment lost = timeline.await(
                        first, moment -> moment.event() == Event.CLIENT_FAILED, PATIENCE, "no page at the new address");
                assertThat(lost.text()).startsWith("gets no page from 127.0.0.4: ");
            }
        }
    }
}
