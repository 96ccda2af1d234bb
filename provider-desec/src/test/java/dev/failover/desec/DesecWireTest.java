package dev.failover.desec;

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
class DesecWireTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofHours(1);

    private final MockWebServer server = new MockWebServer();
    private DesecDnsProvider provider;

    @BeforeEach
    void start() throws IOException {
        server.start();
        provider = DesecDnsProvider.builder()
                .zone("example.com")
                .token(Secret.of("i-T3b1h_OI-H9ab8tRS98stGtURe"))
                .endpoint("http://127.0.0.1:" + server.getPort() + "/api/v1/")
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

    private void taken(String line, String body) throws InterruptedException {
        RecordedRequest request = server.takeRequest();
        assertThat(request.getMethod() + " " + request.getTarget()).isEqualTo(line);
        assertThat(request.getBody() == null ? "" : request.getBody().utf8()).isEqualTo(body);
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Token i-T3b1h_OI-H9ab8tRS98stGtURe");
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo(body.isEmpty() ? null : "application/json");
    }

    @Test
    @DisplayName("a switch, in one request for all that changes")
    void replaces() throws InterruptedException {
        answer(200, "{\"created\":\"2018-09-18T16:36:16.510368Z\",\"minimum_ttl\":3600,\"name\":\"example.com\"}");
        answer(404, "{\"detail\":\"Not found.\"}");
        answer(
                200,
                "{\"created\":\"2019-09-18T16:32:16.510368Z\",\"domain\":\"example.com\",\"subname\":\"www\",\"name\":\"www.example.com.\",\"type\":\"A\",\"records\":[\"203.0.113.10\"],\"ttl\":3600,\"touched\":\"2020-04-06T09:24:09.987436Z\"}");
        answer(200, "[]");
        RecordKey key = new RecordKey("www", RecordType.A);
        provider.apply(
                List.of(
                        RecordChange.create(RecordSet.of(new RecordKey("@", RecordType.TXT), TTL, "say \"hi\"")),
                        RecordChange.replace(
                                RecordSet.of(key, TTL, "203.0.113.10"), RecordSet.of(key, TTL, "198.51.100.7"))),
                TIMEOUT);
        taken("GET /api/v1/domains/example.com/", "");
        taken("GET /api/v1/domains/example.com/rrsets/%40/TXT/", "");
        taken("GET /api/v1/domains/example.com/rrsets/www/A/", "");
        taken(
                "PUT /api/v1/domains/example.com/rrsets/",
                "[{\"subname\":\"\",\"type\":\"TXT\",\"ttl\":3600,\"records\":[\"\\\"say \\\\\\\"hi\\\\\\\"\\\"\"]},{\"subname\":\"www\",\"type\":\"A\",\"ttl\":3600,\"records\":[\"198.51.100.7\"]}]");
        assertThat(server.getRequestCount()).isEqualTo(4);
    }

    @Test
    @DisplayName("record sets that are all new are posted, which deSEC refuses if one is there")
    void creates() throws InterruptedException {
        answer(200, "{\"minimum_ttl\":3600,\"name\":\"example.com\"}");
        answer(404, "{\"detail\":\"Not found.\"}");
        answer(201, "[]");
        provider.apply(
                List.of(RecordChange.create(RecordSet.of(new RecordKey("new", RecordType.A), TTL, "192.0.2.1"))),
                TIMEOUT);
        taken("GET /api/v1/domains/example.com/", "");
        taken("GET /api/v1/domains/example.com/rrsets/new/A/", "");
        taken(
                "POST /api/v1/domains/example.com/rrsets/",
                "[{\"subname\":\"new\",\"type\":\"A\",\"ttl\":3600,\"records\":[\"192.0.2.1\"]}]");
    }
}
