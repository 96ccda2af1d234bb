package dev.failover.desec;

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
class DesecWireTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofHours(1);

    private final WireScript wire = WireScript.start("Token i-T3b1h_OI-H9ab8tRS98stGtURe");
    private final DesecDnsProvider provider = DesecDnsProvider.builder()
            .zone("example.com")
            .token(Secret.of("i-T3b1h_OI-H9ab8tRS98stGtURe"))
            .endpoint(wire.url() + "/api/v1/")
            .time(new ImpatientTime())
            .build();

    @AfterEach
    void stop() {
        provider.close();
        wire.close();
    }

    @Test
    @DisplayName("a switch, in one request for all that changes")
    void replaces() throws InterruptedException {
        wire.answer(200, "{\"created\":\"2018-09-18T16:36:16.510368Z\",\"minimum_ttl\":3600,\"name\":\"example.com\"}");
        wire.answer(404, "{\"detail\":\"Not found.\"}");
        wire.answer(
                200,
                "{\"created\":\"2019-09-18T16:32:16.510368Z\",\"domain\":\"example.com\",\"subname\":\"www\",\"name\":\"www.example.com.\",\"type\":\"A\",\"records\":[\"203.0.113.10\"],\"ttl\":3600,\"touched\":\"2020-04-06T09:24:09.987436Z\"}");
        wire.answer(200, "[]");
        RecordKey key = new RecordKey("www", RecordType.A);
        provider.apply(
                List.of(
                        RecordChange.create(RecordSet.of(new RecordKey("@", RecordType.TXT), TTL, "say \"hi\"")),
                        RecordChange.replace(
                                RecordSet.of(key, TTL, "203.0.113.10"), RecordSet.of(key, TTL, "198.51.100.7"))),
                TIMEOUT);
        wire.took("GET /api/v1/domains/example.com/", "");
        wire.took("GET /api/v1/domains/example.com/rrsets/%40/TXT/", "");
        wire.took("GET /api/v1/domains/example.com/rrsets/www/A/", "");
        wire.took(
                "PUT /api/v1/domains/example.com/rrsets/",
                "[{\"subname\":\"\",\"type\":\"TXT\",\"ttl\":3600,\"records\":[\"\\\"say \\\\\\\"hi\\\\\\\"\\\"\"]},{\"subname\":\"www\",\"type\":\"A\",\"ttl\":3600,\"records\":[\"198.51.100.7\"]}]");
        wire.tookNoMore();
    }

    @Test
    @DisplayName("record sets that are all new are posted, which deSEC refuses if one is there")
    void creates() throws InterruptedException {
        wire.answer(200, "{\"minimum_ttl\":3600,\"name\":\"example.com\"}");
        wire.answer(404, "{\"detail\":\"Not found.\"}");
        wire.answer(201, "[]");
        provider.apply(
                List.of(RecordChange.create(RecordSet.of(new RecordKey("new", RecordType.A), TTL, "192.0.2.1"))),
                TIMEOUT);
        wire.took("GET /api/v1/domains/example.com/", "");
        wire.took("GET /api/v1/domains/example.com/rrsets/new/A/", "");
        wire.took(
                "POST /api/v1/domains/example.com/rrsets/",
                "[{\"subname\":\"new\",\"type\":\"A\",\"ttl\":3600,\"records\":[\"192.0.2.1\"]}]");
    }
}
