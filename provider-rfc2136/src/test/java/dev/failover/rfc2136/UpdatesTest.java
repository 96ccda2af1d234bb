package dev.failover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

class UpdatesTest {
    private static final String ZONE = "example.org";
    private static final Duration TTL = Duration.ofMinutes(1);

    private static List<Step> steps(RecordChange... changes) {
        return List.of(changes).stream().map(change -> Step.of(change, ZONE)).toList();
    }

    private static List<List<Step>> split(List<Step> steps) {
        return Updates.split(ZONE, steps).stream().map(Updates.Part::steps).toList();
    }

    private static List<String> shown(Message message, int section) {
        return message.getSection(section).stream().map(UpdatesTest::shown).toList();
    }

    private static String shown(Record record) {
        return "%s %d %s %s %s"
                .formatted(
                        record.getName(),
                        record.getTTL(),
                        DClass.string(record.getDClass()),
                        Type.string(record.getType()),
                        record.rdataToString())
                .strip();
    }

    private static RecordSet set(String name, RecordType type, String... values) {
        return RecordSet.of(new RecordKey(name, type), TTL, values);
    }

    @Test
    @DisplayName("what is expected has to be there with exactly its values; what is desired takes its place")
    void replaced() {
        Message message = Updates.message(
                ZONE,
                steps(RecordChange.replace(
                        set("@", RecordType.A, "192.0.2.1", "192.0.2.2"), set("@", RecordType.A, "192.0.2.3"))));
        assertThat(shown(message, Section.PREREQ))
                .containsExactly("example.org. 0 IN A 192.0.2.1", "example.org. 0 IN A 192.0.2.2");
        assertThat(shown(message, Section.UPDATE))
                .containsExactly("example.org. 0 ANY A", "example.org. 60 IN A 192.0.2.3");
    }

    @Test
    @DisplayName("what is created must not be there, nor an alias beside it; an alias must be alone")
    void created() {
        Message message = Updates.message(
                ZONE,
                steps(
                        RecordChange.create(set("www", RecordType.A, "192.0.2.1")),
                        RecordChange.create(set("www", RecordType.AAAA, "2001:db8::1")),
                        RecordChange.create(set("ftp", RecordType.CNAME, "www.example.org."))));
        assertThat(shown(message, Section.PREREQ))
                .containsExactly(
                        "www.example.org. 0 NONE A",
                        "www.example.org. 0 NONE AAAA",
                        "ftp.example.org. 0 NONE ANY",
                        "www.example.org. 0 NONE CNAME");
    }

    @Test
    @DisplayName("a question expects the same and changes nothing")
    void asked() {
        RecordChange change =
                RecordChange.replace(set("www", RecordType.A, "192.0.2.1"), set("www", RecordType.A, "192.0.2.2"));
        assertThat(shown(Updates.question(ZONE, steps(change)), Section.PREREQ)).hasSize(1);
        assertThat(Updates.question(ZONE, steps(change)).getSection(Section.UPDATE))
                .isEmpty();
    }

    @Test
    @DisplayName("a text is cut into strings of 255 bytes, with what is special in it spelled out")
    void texts() {
        RecordSet text = set("www", RecordType.TXT, "a".repeat(256), "\u00e9\"\\;");
        assertThat(Records.of(text, ZONE, 0))
                .extracting(record -> ((TXTRecord) record).getStrings())
                .containsExactly(List.of("a".repeat(255), "a"), List.of("\\195\\169\\\"\\\\;"));
        assertThat(Records.of(set("www", RecordType.TXT, ""), ZONE, 0))
                .extracting(record -> ((TXTRecord) record).getStrings())
                .containsExactly(List.of(""));
    }

    @Test
    @DisplayName("parts hold everything once, in order, what is of one name together, and fit into a message")
    void split() {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            for (RecordSet each : List.of(
                    set("name" + i, RecordType.A, "192.0.2.1"), set("name" + i, RecordType.AAAA, "2001:db8::1"))) {
                steps.addAll(steps(RecordChange.replace(each, each)));
            }
        }
        List<List<Step>> parts = split(steps);
        assertThat(parts).hasSizeBetween(2, 6);
        assertThat(parts.stream().flatMap(List::stream)).containsExactlyElementsOf(steps);
        for (List<Step> part : parts) {
            assertThat(part.size() % 2).isZero();
            assertThat(part.get(0).key().name()).isEqualTo(part.get(1).key().name());
            assertThat(Updates.message(ZONE, part).toWire()).hasSizeLessThan(65_535 - 400);
        }
        assertThat(split(steps.subList(0, 10))).containsExactly(steps.subList(0, 10));
    }

    @Test
    @DisplayName("services share a message as long as it holds them all")
    void shared() {
        assertThat(Updates.fit(ZONE, moves(700))).isTrue();
        assertThat(Updates.fit(ZONE, moves(2_000))).isFalse();
    }

    private static List<Step> moves(int services) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < services; i++) {
            RecordSet before = set("www" + i, RecordType.A, "192.0.2.1");
            steps.addAll(steps(RecordChange.replace(before, set("www" + i, RecordType.A, "192.0.2.2"))));
        }
        return steps;
    }
}
