package dev.failover.digitalocean;

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
class DigitalOceanWireTest {
    private static final Duration TTL = Duration.ofSeconds(60);

    private static String listed(String records) {
        return "{\"domain_records\":[" + records + "],\"links\":{},\"meta\":{\"total\":1}}";
    }

    private static String record(String type, String name, String data) {
        return "{\"id\":3352896,\"type\":\"%s\",\"name\":\"%s\",\"data\":\"%s\",\"priority\":null,\"port\":null,\"ttl\":60,\"weight\":null,\"flags\":null,\"tag\":null}"
                .formatted(type, name, data);
    }

    @Test
    @DisplayName("one record is edited, an alias ends with a dot, and one at the apex is made, of text without quotes")
    void changes() throws Exception {
        RecordKey www = new RecordKey("www", RecordType.A);
        RecordKey link = new RecordKey("link", RecordType.CNAME);
        try (WireScript wire = WireScript.start("Bearer dop_v1_b7d03a6947b217ef");
                DigitalOceanDnsProvider provider = DigitalOceanDnsProvider.builder()
                        .zone("example.com")
                        .token(Secret.of("dop_v1_b7d03a6947b217ef"))
                        .endpoint(wire.url() + "/v2/")
                        .time(new ImpatientTime())
                        .build()) {
            wire.answer(200, listed(record("A", "www", "203.0.113.10")))
                    .answer(200, listed(record("CNAME", "link", "@")))
                    .answer(200, listed(""))
                    .answer(200, "{\"domain_record\":" + record("A", "www", "198.51.100.7") + "}")
                    .answer(200, "{\"domain_record\":" + record("CNAME", "link", "www.example.com") + "}")
                    .answer(201, "{\"domain_record\":" + record("TXT", "@", "x") + "}");
            provider.apply(
                    List.of(
                            RecordChange.replace(
                                    RecordSet.of(www, TTL, "203.0.113.10"), RecordSet.of(www, TTL, "198.51.100.7")),
                            RecordChange.replace(
                                    RecordSet.of(link, TTL, "example.com."),
                                    RecordSet.of(link, TTL, "www.example.com.")),
                            RecordChange.create(RecordSet.of(new RecordKey("@", RecordType.TXT), TTL, "say \"hi\""))),
                    Duration.ofSeconds(10));
            String records = "/v2/domains/example.com/records";
            wire.took("GET " + records + "?name=www.example.com&type=A&per_page=200&page=1", "");
            wire.took("GET " + records + "?name=link.example.com&type=CNAME&per_page=200&page=1", "");
            wire.took("GET " + records + "?name=example.com&type=TXT&per_page=200&page=1", "");
            wire.took(
                    "PUT " + records + "/3352896",
                    "{\"type\":\"A\",\"name\":\"www\",\"data\":\"198.51.100.7\",\"ttl\":60}");
            wire.took(
                    "PUT " + records + "/3352896",
                    "{\"type\":\"CNAME\",\"name\":\"link\",\"data\":\"www.example.com.\",\"ttl\":60}");
            wire.took("POST " + records, "{\"type\":\"TXT\",\"name\":\"@\",\"data\":\"say \\\"hi\\\"\",\"ttl\":60}");
            wire.tookNoMore();
        }
    }
}
