package dev.failover.hetzner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.Secret;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.ImpatientTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The requests, byte by byte. */
class HetznerWireTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofSeconds(60);

    private final MockWebServer server = new MockWebServer();
    private HetznerDnsProvider provider;

    @BeforeEach
    void start() throws IOException {
        server.start();
        provider = HetznerDnsProvider.builder()
                .zone("example.com")
                .token(Secret.of("jEheVytlAoFl7F8MqUQ7jAo2hOXASztX"))
                .endpoint("http://127.0.0.1:" + server.getPort() + "/v1/")
                .time(new ImpatientTime())
                .build();
    }

    @AfterEach
    void stop() {
        provider.close();
        server.close();
    }

    private void answer(int status, String body) {
        server.enqueue(new MockResponse.Builder().code(status).body(body).build());
    }

    private void action(int status, String state) {
        answer(
                status,
                "{\"action\":{\"id\":1,\"command\":\"set_rrset_records\",\"status\":\"" + state
                        + "\",\"progress\":100,\"started\":\"2016-01-30T23:50:00+00:00\",\"finished\":null,\"resources\":[{\"id\":42,\"type\":\"zone\"}],\"error\":null}}");
    }

    private void taken(String line, String body) throws InterruptedException {
        RecordedRequest request = server.takeRequest();
        assertThat(request.getMethod() + " " + request.getTarget()).isEqualTo(line);
        assertThat(request.getBody() == null ? "" : request.getBody().utf8()).isEqualTo(body);
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer jEheVytlAoFl7F8MqUQ7jAo2hOXASztX");
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo(body.isEmpty() ? null : "application/json");
    }

    @Test
    @DisplayName("a switch, and a look at its action until that is over")
    void replaces() throws InterruptedException {
        answer(
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
        taken("GET /v1/zones/example.com/rrsets/www/A", "");
        taken(
                "POST /v1/zones/example.com/rrsets/www/A/actions/set_records",
                "{\"records\":[{\"value\":\"198.51.100.7\"}]}");
        taken("GET /v1/actions/1", "");
        taken("GET /v1/actions/1", "");
        assertThat(server.getRequestCount()).isEqualTo(4);
    }

    @Test
    @DisplayName("a creation at the apex, of text in quotes; an action that is over at once is not asked for")
    void creates() throws InterruptedException {
        answer(404, "{\"error\":{\"code\":\"not_found\",\"message\":\"resource not found\",\"details\":{}}}");
        answer(200, "{\"zone\":{\"id\":42,\"name\":\"example.com\",\"mode\":\"primary\",\"ttl\":3600}}");
        action(201, "success");
        RecordSet apex = RecordSet.of(new RecordKey("@", RecordType.TXT), TTL, "say \"hi\"");
        provider.apply(List.of(RecordChange.create(apex)), TIMEOUT);
        taken("GET /v1/zones/example.com/rrsets/%40/TXT", "");
        taken("GET /v1/zones/example.com", "");
        taken(
                "POST /v1/zones/example.com/rrsets",
                "{\"name\":\"@\",\"type\":\"TXT\",\"ttl\":60,\"records\":[{\"value\":\"\\\"say \\\\\\\"hi\\\\\\\"\\\"\"}]}");
        assertThat(server.getRequestCount()).isEqualTo(3);
    }
}
