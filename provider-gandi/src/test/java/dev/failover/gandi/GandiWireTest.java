package dev.failover.gandi;

import dev.failover.component.Secret;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.ImpatientTime;
import dev.failover.testkit.WireScript;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The requests, byte by byte. */
class GandiWireTest {
    private static final Duration TTL = Duration.ofMinutes(5);

    @Test
    @DisplayName("one record set is replaced, and one at the apex made, of text in quotes")
    void changes() throws Exception {
        RecordKey www = new RecordKey("www", RecordType.A);
        try (WireScript wire = WireScript.start("Bearer 2b6f0cc904d137be2e1730235f5664094b831186");
                GandiDnsProvider provider = GandiDnsProvider.builder()
                        .zone("example.com")
                        .token(Secret.of("2b6f0cc904d137be2e1730235f5664094b831186"))
                        .endpoint(wire.url() + "/v5/livedns/")
                        .time(new ImpatientTime())
                        .build()) {
            wire.answer(
                            200,
                            "{\"rrset_name\":\"www\",\"rrset_type\":\"A\",\"rrset_ttl\":300,\"rrset_values\":[\"203.0.113.10\"],\"rrset_href\":\"https://api.gandi.net/v5/livedns/domains/example.com/records/www/A\"}")
                    .answer(
                            404,
                            "{\"code\":404,\"message\":\"Can't find the DNS record\",\"object\":\"dns-record\",\"cause\":\"Not Found\"}")
                    .answer(200, "{\"fqdn\":\"example.com\"}")
                    .answer(201, "{\"message\":\"DNS Record Created\"}")
                    .answer(201, "{\"message\":\"DNS Record Created\"}");
            provider.apply(
                    List.of(
                            RecordChange.replace(
                                    RecordSet.of(www, TTL, "203.0.113.10"), RecordSet.of(www, TTL, "198.51.100.7")),
                            RecordChange.create(RecordSet.of(new RecordKey("@", RecordType.TXT), TTL, "say \"hi\""))),
                    Duration.ofSeconds(10));
            wire.took("GET /v5/livedns/domains/example.com/records/www/A", "");
            wire.took("GET /v5/livedns/domains/example.com/records/%40/TXT", "");
            wire.took("GET /v5/livedns/domains/example.com", "");
            wire.took(
                    "PUT /v5/livedns/domains/example.com/records/www/A",
                    "{\"rrset_values\":[\"198.51.100.7\"],\"rrset_ttl\":300}");
            wire.took(
                    "POST /v5/livedns/domains/example.com/records/%40/TXT",
                    "{\"rrset_values\":[\"\\\"say \\\\\\\"hi\\\\\\\"\\\"\"],\"rrset_ttl\":300}");
            wire.tookNoMore();
        }
    }
}
