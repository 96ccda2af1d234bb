package dev.failover.ovh;

import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.ImpatientTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A zone at the imitation, whose www points to the primary, and a provider of it that does not really pause. */
abstract class ImitationTest {
    static final String ZONE = "beerus.fr";
    static final String BASE = "/domain/zone/" + ZONE;
    static final Duration TIMEOUT = Duration.ofSeconds(10);
    static final Duration TTL = Duration.ofSeconds(60);
    static final RecordKey WWW = new RecordKey("www", RecordType.A);
    static final RecordSet PRIMARY = RecordSet.of(WWW, TTL, "203.0.113.10");
    static final RecordSet STANDBY = RecordSet.of(WWW, TTL, "198.51.100.7");

    final ImpatientTime time = new ImpatientTime();
    OvhImitation ovh;
    OvhDnsProvider provider;

    @BeforeEach
    void start() throws IOException {
        ovh = OvhImitation.start(ZONE);
        ovh.publish(List.of(PRIMARY));
        provider = ovh.provider().time(time).build();
    }

    @AfterEach
    void stop() {
        provider.close();
        ovh.close();
    }

    void apply(RecordChange... changes) throws InterruptedException {
        apply(provider, changes);
    }

    static void apply(DnsProvider provider, RecordChange... changes) throws InterruptedException {
        provider.apply(List.of(changes), TIMEOUT);
    }

    static RecordSet www(String... values) {
        return RecordSet.of(WWW, TTL, values);
    }

    /** The requests since {@code start()}, without the ids and queries that differ from run to run. */
    List<String> calls() {
        return ovh.requests().stream()
                .map(request -> request.replaceFirst("\\?.*", "").replaceFirst("/record/\\d+", "/record/*"))
                .map(request -> request.replace(BASE, ""))
                .toList();
    }
}
