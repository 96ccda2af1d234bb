package dev.failover.gandi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.Secret;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.ImpatientTime;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The requests, byte by byte. */
class GandiWireTest {
    private static final Duration TTL = Duration.ofMinutes(5);

    private static void taken(MockWebServer server, String line, String body) throws InterruptedException {
        RecordedRequest request = server.takeRequest();
        assertThat(request.getMethod() + " " + request.getTarget()).isEqualTo(line);
        assertThat(request.getBody() == null ? "" : request.getBody().utf8()).isEqualTo(body);
        assertThat(request.getHeaders().get("Authorization"))
                .isEqualTo("Bearer 2b6f0cc904d137be2e1730235f5664094b831186");
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo(body.isEmpty() ? null : "application/json");
    }

    @Test
    @DisplayName("one record set is replaced, and one at the apex made, of text in quotes")
    void changes() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            for (String body : List.of(
                    "{\"rrset_name\":\"www\",\"rrset_type\":\"A\",\"rrset_ttl\":300,\"rrset_values\":[\"203.0.113.10\"],\"rrset_href\":\"https://api.gandi.net/v5/livedns/domains/example.com/records/www/A\"}",
                    "{\"code\":404,\"message\":\"Can't find the DNS record\",\"object\":\"dns-record\",\"cause\":\"Not Found\"}",
                    "{\"fqdn\":\"example.com\"}",
                    "{\"message\":\"DNS Record Created\"}",
                    "{\"message\":\"DNS Record Created\"}")) {
                server.enqueue(new MockResponse.Builder()
                        .code(body.contains("404") ? 404 : 200)
                        .body(body)
                        .build());
            }
            RecordKey www = new RecordKey("www", RecordType.A);
            try (GandiDnsProvider provider = GandiDnsProvider.builder()
                    .zone("example.com")
                    .token(Secret.of("2b6f0cc904d137be2e1730235f5664094b831186"))
                    .endpoint("http://127.0.0.1:" + server.getPort() + "/v5/livedns/")
                    .time(new ImpatientTime())
                    .build()) {
                provider.apply(
                        List.of(
                                RecordChange.replace(
                                        RecordSet.of(www, TTL, "203.0.113.10"), RecordSet.of(www, TTL, "198.51.100.7")),
                                RecordChange.create(
                                        RecordSet.of(new RecordKey("@", RecordType.TXT), TTL, "say \"hi\""))),
                        Duration.ofSeconds(10));
            }
            taken(server, "GET /v5/livedns/domains/example.com/records/www/A", "");
            taken(server, "GET /v5/livedns/domains/example.com/records/%40/TXT", "");
            taken(server, "GET /v5/livedns/domains/example.com", "");
            taken(
                    server,
                    "PUT /v5/livedns/domains/example.com/records/www/A",
                    "{\"rrset_values\":[\"198.51.100.7\"],\"rrset_ttl\":300}");
            taken(
                    server,
                    "POST /v5/livedns/domains/example.com/records/%40/TXT",
                    "{\"rrset_values\":[\"\\\"say \\\\\\\"hi\\\\\\\"\\\"\"],\"rrset_ttl\":300}");
            assertThat(server.getRequestCount()).isEqualTo(5);
        }
    }
}
