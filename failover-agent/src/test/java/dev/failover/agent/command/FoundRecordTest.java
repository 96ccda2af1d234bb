package dev.failover.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.Publication;
import dev.failover.dns.Publication.Answer;
import dev.failover.dns.Publication.Served;
import dev.failover.dns.Publication.Silent;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What was found of a name's address")
class FoundRecordTest {
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final Served ADDRESS =
            new Served("ns1", Optional.of(RecordSet.of(WWW, Duration.ofSeconds(60), "203.0.113.10")));

    private static Optional<Publication> alias(Answer... answers) {
        return new FoundRecord(
                        "ovh",
                        "example.org",
                        WWW,
                        Optional.empty(),
                        Optional.of(new Publication(WWW, List.of(answers))),
                        List.of())
                .alias();
    }

    @Test
    @DisplayName("says that it is no alias only if each server gave one")
    void alias() {
        assertThat(alias(ADDRESS))
                .contains(new Publication(
                        new RecordKey("www", RecordType.CNAME), List.of(new Served("ns1", Optional.empty()))));
        assertThat(alias(ADDRESS, new Served("ns2", Optional.empty()))).isEmpty();
        assertThat(alias(ADDRESS, new Silent("ns2", "no answer in time"))).isEmpty();
    }
}
