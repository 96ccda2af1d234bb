package dev.failover.ovh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.Secret;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.ImpatientTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The requests, byte by byte. */
class OvhWireTest {
    private static final String SECRET = "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF";
    private static final String CONSUMER = "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1";
    private static final long TIME = 1366560945L;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofSeconds(60);

    private final MockWebServer server = new MockWebServer();
    private OvhDnsProvider provider;

    @BeforeEach
    void start() throws IOException {
        server.start();
        provider = OvhDnsProvider.builder()
                .zone("example.com")
                .endpoint("http://LOCALHOST:" + server.getPort() + "/1.0/")
                .applicationKey(Secret.of("7kbG7Bk7S9Nt7ZSV"))
                .applicationSecret(Secret.of(SECRET))
                .consumerKey(Secret.of(CONSUMER))
                .time(new ImpatientTime(() -> Instant.ofEpochSecond(TIME - 100)))
                .build();
    }

    @AfterEach
    void stop() {
        provider.close();
        server.close();
    }

    private void answer(String... bodies) {
        for (String body : bodies) {
            server.enqueue(new MockResponse.Builder().code(200).body(body).build());
        }
    }

    private RecordedRequest taken(String line, String body) throws InterruptedException {
        RecordedRequest request = server.takeRequest();
        assertThat(request.getMethod() + " " + request.getTarget()).isEqualTo(line);
        assertThat(request.getBody() == null ? "" : request.getBody().utf8()).isEqualTo(body);
        return request;
    }

    /** Taken, and signed over the URL that was received. */
    private void takenSigned(String line, String body) throws InterruptedException {
        RecordedRequest request = taken(line, body);
        assertThat(request.getHeaders().get("X-Ovh-Application")).isEqualTo("7kbG7Bk7S9Nt7ZSV");
        assertThat(request.getHeaders().get("X-Ovh-Consumer")).isEqualTo(CONSUMER);
        assertThat(request.getHeaders().get("X-Ovh-Timestamp")).isEqualTo(Long.toString(TIME));
        String url = "http://" + request.getHeaders().get("Host") + request.getTarget();
        assertThat(request.getHeaders().get("X-Ovh-Signature"))
                .isEqualTo(
                        Signature.of(SECRET, CONSUMER, Objects.requireNonNull(request.getMethod()), url, body, TIME));
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo(body.isEmpty() ? null : "application/json");
    }

    @Test
    @DisplayName("a switch, with OVH's time and the URL as it is sent")
    void replaces() throws InterruptedException {
        answer(
                Long.toString(TIME),
                "[5300000004]",
                "{\"target\":\"203.0.113.10\",\"ttl\":0,\"zone\":\"example.com\",\"fieldType\":\"A\",\"id\":5300000004,"
                        + "\"subDomain\":\"www\"}",
                "null",
                "null");
        RecordKey key = new RecordKey("www", RecordType.A);
        provider.apply(
                List.of(RecordChange.replace(
                        RecordSet.of(key, TTL, "203.0.113.10"), RecordSet.of(key, TTL, "198.51.100.7"))),
                TIMEOUT);
        RecordedRequest time = taken("GET /1.0/auth/time", "");
        assertThat(time.getHeaders().names()).noneMatch(name -> name.startsWith("X-Ovh"));
        takenSigned("GET /1.0/domain/zone/example.com/record?fieldType=A&subDomain=www", "");
        takenSigned("GET /1.0/domain/zone/example.com/record/5300000004", "");
        takenSigned(
                "PUT /1.0/domain/zone/example.com/record/5300000004",
                "{\"subDomain\":\"www\",\"target\":\"198.51.100.7\",\"ttl\":60}");
        takenSigned("POST /1.0/domain/zone/example.com/refresh", "");
        assertThat(server.getRequestCount()).isEqualTo(5);
    }

    @Test
    @DisplayName("a creation at the apex, and a name with a character that URLs escape")
    void creates() throws InterruptedException {
        answer(Long.toString(TIME), "[]", "[]", "{\"id\":0}", "{\"id\":0}", "");
        RecordSet apex = RecordSet.of(new RecordKey("@", RecordType.AAAA), TTL, "2001:db8::7");
        RecordSet any = RecordSet.of(new RecordKey("*.a_b", RecordType.TXT), TTL, "say \"hi\" & é");
        provider.apply(List.of(RecordChange.create(apex), RecordChange.create(any)), TIMEOUT);
        taken("GET /1.0/auth/time", "");
        takenSigned("GET /1.0/domain/zone/example.com/record?fieldType=AAAA&subDomain=", "");
        takenSigned("GET /1.0/domain/zone/example.com/record?fieldType=TXT&subDomain=*.a_b", "");
        takenSigned(
                "POST /1.0/domain/zone/example.com/record",
                "{\"subDomain\":\"\",\"target\":\"2001:db8::7\",\"ttl\":60,\"fieldType\":\"AAAA\"}");
        takenSigned(
                "POST /1.0/domain/zone/example.com/record",
                "{\"subDomain\":\"*.a_b\",\"target\":\"\\\"say \\\\\\\"hi\\\\\\\" & é\\\"\",\"ttl\":60,"
                        + "\"fieldType\":\"TXT\"}");
        takenSigned("POST /1.0/domain/zone/example.com/refresh", "");
    }
}
