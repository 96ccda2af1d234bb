package dev.failover.hetzner;

import dev.failover.component.Secret;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.ImpatientTime;
import dev.failover.testkit.WireScript;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The requests, byte by byte. */
class HetznerWireTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofSeconds(60);

    private final WireScript wire = WireScript.start("Bearer jEheVytlAoFl7F8MqUQ7jAo2hOXASztX");
    private final HetznerDnsProvider provider = HetznerDnsProvider.builder()
            .zone("example.com")
            .token(Secret.of("jEheVytlAoFl7F8MqUQ7jAo2hOXASztX"))
            .endpoint(wire.url() + "/v1/")
            .time(new ImpatientTime())
            .build();

    @AfterEach
    void stop() {
        provider.close();
        wire.close();
    }

    private void action(int status, String state) {
        wire.answer(
                status,
                "{\"action\":{\"id\":1,\"command\":\"set_rrset_records\",\"status\":\"" + state
                        + "\",\"progress\":100,\"started\":\"2016-01-30T23:50:00+00:00\",\"finished\":null,\"resources\":[{\"id\":42,\"type\":\"zone\"}],\"error\":null}}");
    }

    @Test
    @DisplayName("a switch, and a look at its action until that is over")
    void replaces() throws InterruptedException {
        wire.answer(
                200,
                "{\"rrset\":{\"id\":\"www/A\",\"name\":\"www\",\"type\":\"A\",\"ttl\":60,\"labels\":{},\"protection\":{\"change\":false},\"records\":[{\"value\":\"203.0.113.10\",\"comment\":\"home\"}],\"zone\":42}}");
        action(201, "running");
        action(200, "running");
        action(200, "success");
        RecordKey key = new RecordKey("www", RecordType.A);
        provider.apply(
                List.of(RecordChange.replace(
                        RecordSet.of(key, TTL, "203.0.113.10"), RecordSet.of(key, TTL, "198.51.100.7"))),
                TIMEOUT);
        wire.took("GET /v1/zones/example.com/rrsets/www/A", "");
        wire.took(
                "POST /v1/zones/example.com/rrsets/www/A/actions/set_records",
                "{\"records\":[{\"value\":\"198.51.100.7\"}]}");
        wire.took("GET /v1/actions/1", "");
        wire.took("GET /v1/actions/1", "");
        wire.tookNoMore();
    }

    @Test
    @DisplayName("a creation at the apex, of text in quotes; an action that is over at once is not asked for")
    void creates() throws InterruptedException {
        wire.answer(404, "{\"error\":{\"code\":\"not_found\",\"message\":\"resource not found\",\"details\":{}}}");
        wire.answer(200, "{\"zone\":{\"id\":42,\"name\":\"example.com\",\"mode\":\"primary\",\"ttl\":3600}}");
        action(201, "success");
        RecordSet apex = RecordSet.of(new RecordKey("@", RecordType.TXT), TTL, "say \"hi\"");
        provider.apply(List.of(RecordChange.create(apex)), TIMEOUT);
        wire.took("GET /v1/zones/example.com/rrsets/%40/TXT", "");
        wire.took("GET /v1/zones/example.com", "");
        wire.took(
                "POST /v1/zones/example.com/rrsets",
                "{\"name\":\"@\",\"type\":\"TXT\",\"ttl\":60,\"records\":[{\"value\":\"\\\"say \\\\\\\"hi\\\\\\\"\\\"\"}]}");
        wire.tookNoMore();
    }
}
