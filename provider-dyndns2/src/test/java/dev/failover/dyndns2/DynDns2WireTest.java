package dev.failover.dyndns2;

import dev.failover.component.Secret;
import dev.failover.dns.Authorities;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.ImpatientTime;
import dev.failover.testkit.WireScript;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The requests, byte by byte, as each vendor takes them. */
class DynDns2WireTest {
    private static final Duration TTL = Duration.ofMinutes(1);
    private static final RecordSet FOUR = RecordSet.of(new RecordKey("www", RecordType.A), TTL, "203.0.113.10");
    private static final RecordSet SIX = RecordSet.of(new RecordKey("www", RecordType.AAAA), TTL, "2001:db8::10");
    private static final Authorities SERVERS = (zone, key, timeout) -> new Publication(
            key, List.of(new Publication.Served("ns1", Optional.of(key.type() == RecordType.A ? FOUR : SIX))));

    @ParameterizedTest
    @DisplayName("one family, and both")
    @CsvSource(
            delimiter = '|',
            value = {
                "OVH | system=dyndns&hostname=www.beerus.fr&myip=198.51.100.7 | system=dyndns&hostname=www.beerus.fr&myip=203.0.113.10 | system=dyndns&hostname=www.beerus.fr&myip=2001:db8::10",
                "DESEC | hostname=www.beerus.fr&myipv4=198.51.100.7&myipv6=preserve | hostname=www.beerus.fr&myipv4=203.0.113.10&myipv6=2001:db8::10 |",
                "NO_IP | hostname=www.beerus.fr&myip=198.51.100.7,2001:db8::10 | hostname=www.beerus.fr&myip=203.0.113.10,2001:db8::10 |",
            })
    void updates(DynDns2Vendor vendor, String one, String both, String second) throws Exception {
        // ada:open sesame
        try (WireScript wire = WireScript.start("Basic YWRhOm9wZW4gc2VzYW1l");
                DynDns2DnsProvider provider = DynDns2DnsProvider.builder()
                        .zone("beerus.fr")
                        .vendor(vendor)
                        .endpoint(wire.url() + "/nic/update")
                        .user("ada")
                        .password(Secret.of("open sesame"))
                        .contact("ops@beerus.fr")
                        .servers(SERVERS)
                        .time(new ImpatientTime())
                        .build()) {
            wire.answer(200, "good 198.51.100.7\n")
                    .answer(200, "nochg 203.0.113.10")
                    .answer(200, "good");
            RecordSet four = RecordSet.of(FOUR.key(), TTL, "198.51.100.7");
            provider.apply(List.of(RecordChange.replace(FOUR, four)), Duration.ofSeconds(10));
            wire.took("GET /nic/update?" + one, "");
            provider.apply(
                    List.of(RecordChange.replace(FOUR, FOUR), RecordChange.replace(SIX, SIX)), Duration.ofSeconds(10));
            wire.took("GET /nic/update?" + both, "");
            if (second != null) {
                wire.took("GET /nic/update?" + second, "");
            }
            wire.tookNoMore();
        }
    }
}
