package dev.failover.google;

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
class GoogleWireTest {
    private static final Duration TTL = Duration.ofMinutes(1);

    @Test
    @DisplayName("what is there is taken away exactly so, and what is desired added, in one change that is waited for")
    void changes() throws Exception {
        RecordKey www = new RecordKey("www", RecordType.A);
        String zone = "/dns/v1/projects/other-123456/managedZones/example-com";
        try (WireScript wire = WireScript.start("Bearer " + ImitatedTokens.TOKEN);
                GoogleDnsProvider provider = GoogleDnsProvider.builder()
                        .zone("example.com")
                        .managedZone("example-com")
                        .project("other-123456")
                        .keyFile(TestKey.file(ImitatedTokens.url()))
                        .endpoint(wire.url() + "/dns/v1/")
                        .time(new ImpatientTime())
                        .build()) {
            wire.answer(
                            200,
                            "{\"kind\":\"dns#resourceRecordSetsListResponse\",\"rrsets\":[{\"kind\":\"dns#resourceRecordSet\",\"name\":\"www.example.com.\",\"type\":\"A\",\"ttl\":300,\"rrdatas\":[\"203.0.113.10\",\"203.0.113.9\"],\"signatureRrdatas\":[]}]}")
                    .answer(200, "{\"kind\":\"dns#resourceRecordSetsListResponse\",\"rrsets\":[]}")
                    .answer(
                            200,
                            "{\"kind\":\"dns#change\",\"additions\":[],\"deletions\":[],\"startTime\":\"2026-02-03T10:11:12.345Z\",\"id\":\"17\",\"status\":\"pending\",\"isServing\":false}")
                    .answer(200, "{\"kind\":\"dns#change\",\"id\":\"17\",\"status\":\"pending\"}")
                    .answer(200, "{\"kind\":\"dns#change\",\"id\":\"17\",\"status\":\"done\"}");
            provider.apply(
                    List.of(
                            RecordChange.replace(
                                    RecordSet.of(www, TTL, "203.0.113.9", "203.0.113.10"),
                                    RecordSet.of(www, TTL, "198.51.100.7")),
                            RecordChange.create(RecordSet.of(new RecordKey("@", RecordType.TXT), TTL, "say \"hi\""))),
                    Duration.ofSeconds(10));
            wire.took("GET " + zone + "/rrsets?name=www.example.com.&type=A", "");
            wire.took("GET " + zone + "/rrsets?name=example.com.&type=TXT", "");
            wire.took(
                    "POST " + zone + "/changes",
                    "{\"deletions\":[{\"name\":\"www.example.com.\",\"type\":\"A\",\"ttl\":300,\"rrdatas\":[\"203.0.113.10\",\"203.0.113.9\"]}],\"additions\":[{\"name\":\"www.example.com.\",\"type\":\"A\",\"ttl\":60,\"rrdatas\":[\"198.51.100.7\"]},{\"name\":\"example.com.\",\"type\":\"TXT\",\"ttl\":60,\"rrdatas\":[\"\\\"say \\\\\\\"hi\\\\\\\"\\\"\"]}]}");
            wire.took("GET " + zone + "/changes/17", "");
            wire.took("GET " + zone + "/changes/17", "");
            wire.tookNoMore();
        }
    }
}
