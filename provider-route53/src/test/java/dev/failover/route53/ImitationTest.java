package dev.failover.route53;

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

/** A zone at the imitation, whose www points to the primary, and a provider of it for which pauses pass in no time. */
abstract class ImitationTest {
    static final String ZONE = "example.com";
    static final String LIST = "GET /hostedzone/" + Route53Imitation.ZONE_ID + "/rrset";
    static final String CHANGE = "POST /hostedzone/" + Route53Imitation.ZONE_ID + "/rrset";
    static final String LOOK = "GET /change/*";
    static final Duration TIMEOUT = Duration.ofSeconds(30);
    static final Duration TTL = Duration.ofSeconds(60);
    static final RecordKey WWW = new RecordKey("www", RecordType.A);
    static final RecordSet PRIMARY = RecordSet.of(WWW, TTL, "203.0.113.10");
    static final RecordSet STANDBY = RecordSet.of(WWW, TTL, "198.51.100.7");
    static final RecordChange SWITCH = RecordChange.replace(PRIMARY, STANDBY);

    final ImpatientTime time = new ImpatientTime();
    Route53Imitation route53;
    Route53DnsProvider provider;

    @BeforeEach
    void start() throws IOException {
        route53 = Route53Imitation.start(ZONE);
        route53.publish(List.of(PRIMARY));
        provider = quick(route53.provider()).build();
    }

    @AfterEach
    void stop() {
        provider.close();
        route53.close();
    }

    Route53DnsProviderBuilder quick(Route53DnsProviderBuilder builder) {
        return builder.time(time);
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

    /** The requests since {@code start()}, without what differs from run to run. */
    List<String> calls() {
        return route53.requests().stream()
                .map(request -> request.replaceFirst("\\?.*", "").replaceFirst("/change/\\w+", "/change"))
                .map(request -> request.replace("/hostedzone/" + Route53Imitation.ZONE_ID, ""))
                .toList();
    }
}
