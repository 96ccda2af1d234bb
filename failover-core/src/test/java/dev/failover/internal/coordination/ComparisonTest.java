package dev.failover.internal.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.coordination.Coordination;
import dev.failover.coordination.NoStore;
import dev.failover.decision.Coordinated.WatcherDifference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("How the other watchers are configured")
class ComparisonTest {
    private static final Coordination TERMS = Coordination.builder()
            .coordinator(new NoStore())
            .watcher("me")
            .voter("b", "gra")
            .voter("me", "home")
            .voter("c", "vps")
            .build();
    private static final Fingerprint OWN =
            new Fingerprint("1.2", Map.of("sites", "11111111", "coordination.lease", "22222222"));
    private static final String SAME =
            "{\"version\":\"1.2\",\"settings\":{\"sites\":\"11111111\",\"coordination.lease\":\"22222222\"}}";

    /** As versions before this member wrote it. */
    private static String ballot(String watcher, int sequence) {
        return "\"" + watcher + "\":{\"sequence\":" + sequence + ",\"valid\":\"PT30S\",\"sites\":{}}";
    }

    private static String ballot(String watcher, int sequence, String configuration) {
        return ballot(watcher, sequence).replace("{}}", "{},\"configuration\":" + configuration + "}");
    }

    private static String record(String... ballots) {
        return "{\"format\":1,\"lease\":{\"holder\":\"b\",\"sequence\":7,\"duration\":\"PT45S\"},\"votes\":{"
                + String.join(",", ballots) + "}}";
    }

    private static List<String> sentences(String record) {
        return Comparison.of(record, TERMS, OWN).stream()
                .map(WatcherDifference::sentence)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"version":"1.2","settings":{"sites":"11111111","coordination.lease":"22222222"}} |
            {"version":"1.2","settings":{"sites":"11111111"}} |
            {"version":"1.2","settings":{"sites":"11111111","of-a-later-version":"33333333"},"more":[]} |
            {"version":"1.2","settings":{"sites":"33333333","coordination.lease":"44444444"}} | b is configured differently from this watcher: coordination.lease, sites
            {"version":"1.3","settings":{"sites":"11111111"}} | b has version 1.3, and this watcher 1.2
            {"version":"1.3","settings":{"sites":"33333333"}} | b is configured differently from this watcher: sites; b has version 1.3, and this watcher 1.2
            null | b says nothing of its configuration: it has an older version, or a watcher that has one wrote after it
            "of another kind" | b says nothing of its configuration: it has an older version, or a watcher that has one wrote after it
            {"version":"\\u001b[2J","settings":{}} | b says nothing of its configuration: it has an older version, or a watcher that has one wrote after it
            {"version":1} | b says nothing of its configuration: it has an older version, or a watcher that has one wrote after it
            """)
    @DisplayName("is compared by the settings that both know, and by the version")
    void table(String configuration, String sentence) {
        assertThat(sentences(record(ballot("b", 1, configuration))))
                .isEqualTo(Optional.ofNullable(sentence).stream().toList());
    }

    @Test
    @DisplayName("is told of the other voters that have written, in their order")
    void others() {
        assertThat(sentences(record())).isEmpty();
        String record = record(ballot("c", 1), ballot("stranger", 1), ballot("me", 1), ballot("b", 1));
        assertThat(Comparison.of(record, TERMS, OWN))
                .extracting(WatcherDifference::watcher)
                .containsExactly("b", "c");
    }

    @Test
    @DisplayName("is not forgotten because an older version, which does not know it, wrote after")
    void mixedVersions() {
        Comparison comparison = new Comparison(TERMS, OWN);
        comparison.see(Bulletin.read(record(ballot("b", 1))).votes());
        assertThat(comparison.differences()).hasSize(1);
        comparison.see(Bulletin.read(record(ballot("b", 2, SAME))).votes());
        assertThat(comparison.differences()).isEmpty();
        comparison.see(Bulletin.read(record(ballot("b", 2))).votes());
        assertThat(comparison.differences()).isEmpty();
    }

    @Test
    @DisplayName("goes into the record and comes out again, also where a later version wrote it otherwise")
    void roundTrip() {
        String written = record(ballot("b", 1, SAME), ballot("c", 1, "[\"otherwise\"]"));
        Bulletin read = Bulletin.read(written);
        assertThat(read.votes()).containsOnlyKeys("b", "c");
        assertThat(read.write()).isEqualTo(written);
        assertThat(Fingerprint.read(Bulletin.element(OWN))).hasValue(OWN);
    }
}
