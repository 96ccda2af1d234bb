package dev.failover.cloudflare;

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
class CloudflareWireTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final String ID = "372e67954025e0ba6aaa6d586b9e0b59";

    private final WireScript wire = WireScript.start("Bearer Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY");
    private final CloudflareDnsProvider provider = CloudflareDnsProvider.builder()
            .zone("example.com")
            .token(Secret.of("Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY"))
            .endpoint(wire.url() + "/client/v4/")
            .time(new ImpatientTime())
            .build();

    @AfterEach
    void stop() {
        provider.close();
        wire.close();
    }

    private void answer(String... results) {
        for (String result : results) {
            wire.answer(
                    200,
                    "{\"result\":" + result + ",\"success\":true,\"errors\":[],\"messages\":[],"
                            + "\"result_info\":{\"page\":1,\"per_page\":200,\"count\":1,\"total_count\":1,\"total_pages\":1}}");
        }
    }

    private static String listed(String name, String type, String content) {
        return "[{\"id\":\"%s\",\"name\":\"%s\",\"type\":\"%s\",\"content\":\"%s\",\"proxiable\":true,\"proxied\":false,\"ttl\":1,\"settings\":{},\"meta\":{},\"comment\":null,\"tags\":[]}]"
                .formatted(ID, name, type, content);
    }

    @Test
    @DisplayName("a switch: the record is patched by its id, the ownership record deleted by its id and made anew")
    void replaces() throws InterruptedException {
        answer(
                "[{\"id\":\"023e105f4ecef8ad9ca31a8372d0c353\",\"name\":\"example.com\"}]",
                listed("www.example.com", "A", "203.0.113.10"),
                "{}");
        RecordKey key = new RecordKey("www", RecordType.A);
        provider.apply(
                List.of(RecordChange.replace(
                        RecordSet.of(key, TTL, "203.0.113.10"), RecordSet.of(key, TTL, "198.51.100.7"))),
                TIMEOUT);
        String records = "/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/dns_records";
        wire.took("GET /client/v4/zones?name=example.com", "");
        wire.took("GET " + records + "?per_page=200&name.exact=www.example.com&page=1", "");
        wire.took(
                "POST " + records + "/batch",
                "{\"deletes\":[],\"patches\":[{\"id\":\"" + ID
                        + "\",\"content\":\"198.51.100.7\",\"ttl\":60}],\"posts\":[]}");

        answer(listed("_failover-www.example.com", "TXT", "\\\"epoch=1\\\""), "{}");
        RecordKey owner = new RecordKey("_failover-www", RecordType.TXT);
        provider.apply(
                List.of(RecordChange.replace(
                        RecordSet.of(owner, TTL, "epoch=1"), RecordSet.of(owner, TTL, "epoch=2 \"h\""))),
                TIMEOUT);
        wire.took("GET " + records + "?per_page=200&name.exact=_failover-www.example.com&page=1", "");
        wire.took(
                "POST " + records + "/batch",
                "{\"deletes\":[{\"id\":\"" + ID
                        + "\"}],\"patches\":[],\"posts\":[{\"name\":\"_failover-www.example.com\",\"type\":\"TXT\",\"content\":\"\\\"epoch=2 \\\\\\\"h\\\\\\\"\\\"\",\"ttl\":60}]}");
        wire.tookNoMore();
    }

    @Test
    @DisplayName("a proxied record keeps its automatic TTL, and what is made beside it is proxied too")
    void proxied() throws InterruptedException {
        answer(listed("www.example.com", "A", "203.0.113.10").replace("\"proxied\":false", "\"proxied\":true"), "{}");
        RecordKey four = new RecordKey("www", RecordType.A);
        try (CloudflareDnsProvider asked = CloudflareDnsProvider.builder()
                .zone("example.com")
                .zoneId("023e105f4ecef8ad9ca31a8372d0c353")
                .token(Secret.of("Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY"))
                .proxied(List.of("www"))
                .endpoint(wire.url() + "/client/v4")
                .build()) {
            asked.apply(
                    List.of(
                            RecordChange.replace(
                                    RecordSet.of(four, TTL, "203.0.113.10"), RecordSet.of(four, TTL, "198.51.100.7")),
                            RecordChange.create(
                                    RecordSet.of(new RecordKey("www", RecordType.AAAA), TTL, "2001:db8::7"))),
                    TIMEOUT);
        }
        String records = "/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/dns_records";
        wire.took("GET " + records + "?per_page=200&name.exact=www.example.com&page=1", "");
        wire.took(
                "POST " + records + "/batch",
                "{\"deletes\":[],\"patches\":[{\"id\":\"" + ID
                        + "\",\"content\":\"198.51.100.7\",\"ttl\":1}],\"posts\":[{\"name\":\"www.example.com\",\"type\":\"AAAA\",\"content\":\"2001:db8::7\",\"ttl\":1,\"proxied\":true}]}");
        wire.tookNoMore();
    }

    @Test
    @DisplayName("a creation at the apex, in front of which Cloudflare is not to stand")
    void creates() throws InterruptedException {
        answer("[{\"id\":\"023e105f4ecef8ad9ca31a8372d0c353\",\"name\":\"example.com\"}]", "[]", "{}");
        RecordSet apex = RecordSet.of(new RecordKey("@", RecordType.AAAA), TTL, "2001:db8::7");
        provider.apply(List.of(RecordChange.create(apex)), TIMEOUT);
        String records = "/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/dns_records";
        wire.took("GET /client/v4/zones?name=example.com", "");
        wire.took("GET " + records + "?per_page=200&name.exact=example.com&page=1", "");
        wire.took(
                "POST " + records + "/batch",
                "{\"deletes\":[],\"patches\":[],\"posts\":[{\"name\":\"example.com\",\"type\":\"AAAA\",\"content\":\"2001:db8::7\",\"ttl\":60,\"proxied\":false}]}");
    }
}
