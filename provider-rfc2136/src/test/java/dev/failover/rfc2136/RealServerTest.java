package dev.failover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.failover.component.ConflictException;
import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.ImpatientTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** What the contract leaves open, against a real server over a line that can be made faulty. */
abstract class RealServerTest {
    static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** For a thousand records in a database, on a busy machine. */
    private static final Duration LONG = Duration.ofSeconds(60);

    static final Duration TTL = Duration.ofSeconds(300);
    static final RecordKey WWW = new RecordKey("www", RecordType.A);
    static final RecordSet ONE = RecordSet.of(WWW, TTL, "192.0.2.10");
    static final RecordSet TWO = RecordSet.of(WWW, TTL, "198.51.100.20");
    static final RecordSet MAIL = RecordSet.of(new RecordKey("mail", RecordType.A), TTL, "192.0.2.20");

    private final List<AutoCloseable> opened = new ArrayList<>();
    FaultyLine line;
    Rfc2136DnsProvider provider;

    abstract RealServer server();

    /** Whether the server signs with its own time and says when a signature has another. */
    boolean tellsItsTime() {
        return true;
    }

    @BeforeEach
    void open() throws Exception {
        server().reset(RealServer.ZONE, List.of(ONE, MAIL));
        line = new FaultyLine(server().port());
        opened.add(line);
        provider = opened(RealServer.provider(RealServer.ZONE, line.port(), Key.FAILOVER));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    /** A provider without key, of a zone that takes updates by address. */
    final Rfc2136DnsProvider open(RecordSet recordSet) throws Exception {
        server().reset(RealServer.OPEN, List.of(recordSet));
        return opened(Rfc2136DnsProvider.builder()
                .zone(RealServer.OPEN)
                .server("127.0.0.1:" + line.port())
                .unsigned(true));
    }

    final Rfc2136DnsProvider opened(Rfc2136DnsProviderBuilder builder) {
        Rfc2136DnsProvider made = builder.build();
        opened.add(made);
        return made;
    }

    final Rfc2136DnsProviderBuilder builder(Key key) {
        return RealServer.provider(RealServer.ZONE, line.port(), key);
    }

    final void apply(RecordChange... changes) throws InterruptedException {
        provider.apply(List.of(changes), TIMEOUT);
    }

    final Optional<RecordSet> published(RecordKey key) throws InterruptedException {
        return published(RealServer.ZONE, key);
    }

    final Optional<RecordSet> published(String zone, RecordKey key) throws InterruptedException {
        return server().look(zone, key).agreed();
    }

    static List<RecordChange> many(int count, String prefix, String from, String to) {
        return IntStream.range(0, count)
                .mapToObj(i -> RecordChange.replace(numbered(prefix, i, from), numbered(prefix, i, to)))
                .toList();
    }

    static RecordSet numbered(String prefix, int i, String network) {
        return RecordSet.of(
                new RecordKey(prefix + i, RecordType.A), TTL, network + "." + (i / 250) + "." + (1 + i % 250));
    }

    @Test
    @DisplayName("all changes of a call are one signed message: in a datagram if small, else over TCP at once")
    void oneMessage() throws Exception {
        apply(
                RecordChange.replace(ONE, TWO),
                RecordChange.create(RecordSet.of(new RecordKey("new", RecordType.A), TTL, "192.0.2.1")));
        assertThat(line.updates()).hasSize(1).noneMatch(FaultyLine.Sent::tcp);
        List<RecordChange> creations = IntStream.range(0, 20)
                .mapToObj(i -> RecordChange.create(numbered("n", i, "10.0")))
                .toList();
        provider.apply(creations, TIMEOUT);
        assertThat(line.updates()).hasSize(2);
        assertThat(line.updates().get(1).tcp()).isTrue();
        assertThat(line.sent()).allMatch(sent -> sent.message().getTSIG() != null);
    }

    @Test
    @DisplayName("prerequisites carry the expected values and no TTL; only the record sets changed are named")
    void onTheWire() throws Exception {
        RecordSet expected = new RecordSet(WWW, Duration.ofSeconds(7), ONE.values());
        apply(RecordChange.replace(expected, TWO));
        Message update = line.updates().get(0).message();
        assertThat(update.getSection(Section.PREREQ))
                .extracting(Record::toString)
                .containsExactly("www.contract.example.\t0\tIN\tA\t192.0.2.10");
        assertThat(update.getSection(Section.UPDATE))
                .extracting(record -> DClass.string(record.getDClass()) + " " + record.rdataToString())
                .containsExactly("ANY ", "IN 198.51.100.20");
    }

    @Test
    @DisplayName("an answer lost after the update was carried out is made up for within the call, by the same bytes")
    void lostAnswer() throws Exception {
        line.fault(LineFaults.loseAnswersOfUpdates(1));
        apply(RecordChange.replace(ONE, TWO));
        assertThat(published(WWW)).hasValue(TWO);
        assertThat(line.updates().get(1).bytes())
                .isEqualTo(line.updates().get(0).bytes());
    }

    @Test
    @DisplayName("so is the answer to one of a size for TCP")
    void lostAnswerOverTcp() throws Exception {
        List<RecordChange> creations = IntStream.range(0, 20)
                .mapToObj(i -> RecordChange.create(numbered("n", i, "10.0")))
                .toList();
        line.fault(LineFaults.loseAnswersOfUpdates(1));
        provider.apply(creations, TIMEOUT);
        for (RecordChange each : creations) {
            assertThat(published(each.key())).hasValue(each.desired());
        }
    }

    @Test
    @DisplayName("messages that arrive twice change nothing twice")
    void duplicates() throws Exception {
        line.fault(LineFaults.duplicate());
        apply(RecordChange.replace(ONE, TWO));
        assertThat(provider.find(WWW, TIMEOUT)).hasValue(TWO);
        apply(RecordChange.replace(TWO, ONE));
        assertThat(published(WWW)).hasValue(ONE);
    }

    @Test
    @DisplayName("where no datagram gets through, TCP does")
    void noUdp() throws Exception {
        line.fault(LineFaults.noUdp());
        assertThat(provider.find(WWW, Duration.ofSeconds(2))).hasValue(ONE);
    }

    @Test
    @DisplayName("a truncated answer is asked for again over TCP")
    void truncated() throws Exception {
        RecordSet big = RecordSet.of(
                new RecordKey("big", RecordType.TXT), TTL, "a".repeat(900), "b".repeat(900), "\u00e9\\\"c".repeat(100));
        apply(RecordChange.create(big));
        assertThat(provider.find(big.key(), TIMEOUT)).hasValue(big);
        assertThat(published(big.key())).hasValue(big);
    }

    @Test
    @DisplayName("an answer without signature, or with another one, is not believed")
    void unbelievable() throws Exception {
        for (FaultyLine.Fault fault : List.of(LineFaults.stripSignatures(), LineFaults.breakSignaturesOfAnswers())) {
            line.fault(fault);
            assertThatThrownBy(() -> provider.find(WWW, TIMEOUT))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("not believed");
            assertThatThrownBy(() -> apply(RecordChange.replace(TWO, ONE)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("not believed");
        }
    }

    @Test
    @DisplayName(
            "a key that the server does not know, or knows by another secret or algorithm, is named with its setting")
    void wrongKeys() throws Exception {
        Key otherSecret = new Key(Key.FAILOVER.name(), Key.FAILOVER.algorithm(), Key.STRANGER.secret());
        Key otherAlgorithm = new Key(Key.FAILOVER.name(), TsigAlgorithm.HMAC_SHA512, Key.FAILOVER.secret());
        assertThatThrownBy(() -> opened(builder(Key.STRANGER)).find(WWW, TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("tsig-name")
                .hasMessageContaining("stranger-key.");
        assertThatThrownBy(() -> opened(builder(otherSecret)).find(WWW, TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("tsig-secret");
        assertThatThrownBy(() -> opened(builder(otherAlgorithm)).find(WWW, TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("tsig-algorithm");
    }

    @ParameterizedTest
    @DisplayName("a clock that is too far off is said, with how far")
    @ValueSource(ints = {-10, 10})
    void clock(int minutes) {
        InstantSource wrong = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(minutes));
        Rfc2136DnsProvider late = opened(builder(Key.FAILOVER).time(new ImpatientTime(wrong)));
        if (!tellsItsTime()) {
            assertThatThrownBy(() -> late.find(WWW, TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("clock");
            return;
        }
        String said = minutes < 0 ? "behind" : "ahead of";
        assertThat(catchThrowable(() -> late.find(WWW, TIMEOUT)))
                .isInstanceOf(UnavailableException.class)
                .message()
                .containsPattern("clock is (10m|9m 59s|10m 1s) " + said)
                .contains("NTP");
    }

    @Test
    @DisplayName("a zone that the server does not have is named")
    void otherZone() {
        Rfc2136DnsProvider other = opened(RealServer.provider("elsewhere.example", line.port(), Key.FAILOVER));
        assertThatThrownBy(() -> other.find(WWW, TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("elsewhere.example");
        assertThatThrownBy(() -> other.apply(List.of(RecordChange.replace(ONE, TWO)), TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("elsewhere.example");
    }

    @Test
    @DisplayName("providers of several zones do not disturb each other")
    void severalZones() throws Exception {
        server().reset(RealServer.SECOND, List.of(MAIL));
        Rfc2136DnsProvider second = opened(RealServer.provider(RealServer.SECOND, line.port(), Key.FAILOVER));
        second.apply(List.of(RecordChange.create(TWO)), TIMEOUT);
        apply(RecordChange.replace(MAIL, RecordSet.of(MAIL.key(), TTL, "192.0.2.21")));
        assertThat(published(RealServer.SECOND, WWW)).hasValue(TWO);
        assertThat(published(RealServer.SECOND, MAIL.key())).hasValue(MAIL);
        assertThat(published(WWW)).hasValue(ONE);
    }

    @Test
    @DisplayName("a zone that takes updates by address is read and changed without a key")
    void unsigned() throws Exception {
        Rfc2136DnsProvider open = open(ONE);
        open.apply(List.of(RecordChange.replace(ONE, TWO)), TIMEOUT);
        assertThat(open.find(WWW, TIMEOUT)).hasValue(TWO);
        assertThatThrownBy(() -> open.apply(List.of(RecordChange.replace(ONE, MAILED)), TIMEOUT))
                .isInstanceOf(ConflictException.class);
        assertThat(open.inspect(TIMEOUT))
                .anyMatch(finding -> finding.severity() == Severity.WARNING
                        && finding.subject().equals("unsigned"))
                .noneMatch(finding -> finding.severity() == Severity.ERROR);
    }

    private static final RecordSet MAILED = RecordSet.of(WWW, TTL, "192.0.2.99");

    @Test
    @DisplayName("1,000 record sets go in one message")
    void thousand() throws Exception {
        List<RecordChange> creations = many(1000, "host", "10.1", "10.2").stream()
                .map(change -> RecordChange.create(change.expected().orElseThrow()))
                .toList();
        provider.apply(creations, LONG);
        int before = line.updates().size();
        provider.apply(many(1000, "host", "10.1", "10.2"), LONG);
        assertThat(line.updates()).hasSize(before + 1);
        for (int i : List.of(0, 499, 999)) {
            RecordSet desired = numbered("host", i, "10.2");
            assertThat(published(desired.key())).hasValue(desired);
        }
        assertThatThrownBy(() -> provider.apply(many(1000, "host", "10.1", "10.3"), LONG))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("host0 A");

        apply(RecordChange.replace(numbered("host", 700, "10.2"), numbered("host", 700, "10.9")));
        int sent = line.sent().size();
        assertThatThrownBy(() -> provider.apply(many(1000, "host", "10.2", "10.4"), LONG))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("host700 A");
        assertThat(line.sent().size() - sent)
                .as("what many services share is not held up by looks at each")
                .isLessThan(40);
    }

    @Test
    @DisplayName("what does not fit into one message is checked in whole before the first part is made")
    void parts() throws Exception {
        String prefix = "a-name-that-is-rather-long-";
        List<RecordChange> creations = new ArrayList<>(many(1500, prefix, "10.1", "10.2").stream()
                .map(change -> RecordChange.create(change.expected().orElseThrow()))
                .toList());
        RecordSet last = numbered(prefix, 1499, "10.9");
        apply(RecordChange.create(last));
        assertThatThrownBy(() -> provider.apply(creations, LONG))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(last.key().toString());
        assertThat(published(creations.get(0).key())).isEmpty();
        creations.remove(creations.size() - 1);
        provider.apply(creations, LONG);
        assertThat(published(creations.get(0).key())).hasValue(creations.get(0).desired());
        assertThat(published(creations.get(1498).key()))
                .hasValue(creations.get(1498).desired());
    }

    @Test
    @DisplayName("a call finds some record sets as desired and others as expected: the rest is made")
    void halfMade() throws Exception {
        RecordSet mail = RecordSet.of(MAIL.key(), TTL, "198.51.100.21");
        apply(RecordChange.replace(ONE, TWO));
        apply(RecordChange.replace(ONE, TWO), RecordChange.replace(MAIL, mail));
        assertThat(published(WWW)).hasValue(TWO);
        assertThat(published(mail.key())).hasValue(mail);
    }

    @Test
    @DisplayName("an alias where an address is to be created, and the other way round, are refused and named")
    void aliases() throws Exception {
        RecordSet alias = RecordSet.of(new RecordKey("alias", RecordType.CNAME), TTL, "www.contract.example.");
        apply(RecordChange.create(alias));
        RecordSet beside = RecordSet.of(new RecordKey("alias", RecordType.A), TTL, "192.0.2.1");
        assertThatThrownBy(() -> apply(RecordChange.create(beside)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("alias A")
                .hasMessageContaining("CNAME");
        RecordSet atMail = RecordSet.of(new RecordKey("mail", RecordType.CNAME), TTL, "www.contract.example.");
        assertThatThrownBy(() -> apply(RecordChange.create(atMail)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("mail CNAME");
        assertThat(published(MAIL.key())).hasValue(MAIL);
        assertThat(published(alias.key())).hasValue(alias);
    }

    @Test
    @DisplayName("what a wildcard gives is not there, until it is created; what is there beside one, is")
    void wildcards() throws Exception {
        RecordSet wildcard = RecordSet.of(new RecordKey("*", RecordType.A), TTL, "192.0.2.99");
        RecordSet deep = RecordSet.of(new RecordKey("a.b.c", RecordType.A), TTL, "192.0.2.99");
        apply(RecordChange.create(wildcard));
        assertThat(provider.find(deep.key(), TIMEOUT)).isEmpty();
        assertThat(provider.find(WWW, TIMEOUT)).hasValue(ONE);
        apply(RecordChange.create(deep));
        assertThat(provider.find(deep.key(), TIMEOUT)).hasValue(deep);
        assertThat(provider.find(new RecordKey("b.c", RecordType.A), TIMEOUT)).isEmpty();
    }

    @Test
    @DisplayName("a text that somebody else has cut into other strings is still the text that is expected")
    void otherStrings() throws Exception {
        RecordKey key = new RecordKey("text", RecordType.TXT);
        Update update = new Update(Records.name(RealServer.ZONE));
        update.add(new TXTRecord(Records.owner(key, RealServer.ZONE), DClass.IN, 300, List.of("one ", "two")));
        server().change(update);
        assertThat(provider.find(key, TIMEOUT)).map(RecordSet::values).hasValue(Set.of("one two"));
        RecordSet desired = RecordSet.of(key, TTL, "three");
        apply(RecordChange.replace(RecordSet.of(key, TTL, "one two"), desired));
        assertThat(published(key)).hasValue(desired);
    }

    @Test
    @DisplayName("a text of somebody else's is quoted without what a terminal obeys")
    void clean() throws Exception {
        RecordKey key = new RecordKey("text", RecordType.TXT);
        String hostile = "\\027]0;owned\\007Over\\226\\128\\174turned\\010\\194\\155next";
        Update update = new Update(Records.name(RealServer.ZONE));
        update.add(new TXTRecord(Records.owner(key, RealServer.ZONE), DClass.IN, 300, hostile));
        server().change(update);
        assertThatThrownBy(
                        () -> apply(RecordChange.replace(RecordSet.of(key, TTL, "one"), RecordSet.of(key, TTL, "two"))))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("is [Overturned ext], neither");
    }

    @Test
    @DisplayName("a name that is delegated to other servers is refused")
    void delegated() throws Exception {
        Update update = new Update(Records.name(RealServer.ZONE));
        update.add(Record.fromString(
                Records.name("sub." + RealServer.ZONE),
                Type.NS,
                DClass.IN,
                300,
                "ns.elsewhere.example.",
                Records.name(".")));
        server().change(update);
        assertThatThrownBy(() -> provider.find(new RecordKey("www.sub", RecordType.A), TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("delegated");
    }

    @Test
    @DisplayName("an inspection finds zone, key, clock and right in order, and changes nothing")
    void inspected() throws Exception {
        long serial = server().serial(RealServer.ZONE);
        List<Finding> findings = provider.inspect(TIMEOUT);
        assertThat(findings).extracting(Finding::severity).containsOnly(Severity.OK);
        assertThat(findings)
                .extracting(Finding::subject)
                .containsExactly("zone contract.example", "tsig-name", "clock", "update right");
        assertThat(server().serial(RealServer.ZONE)).isEqualTo(serial);
        assertThat(published(WWW)).hasValue(ONE);
    }

    @Test
    @DisplayName("an inspection says that the clock is off before signatures are refused")
    void inspectedClock() throws Exception {
        InstantSource wrong = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(2));
        List<Finding> findings =
                opened(builder(Key.FAILOVER).time(new ImpatientTime(wrong))).inspect(TIMEOUT);
        if (!tellsItsTime()) {
            assertThat(findings).anyMatch(finding -> finding.message().contains("that says nothing"));
            return;
        }
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.message()).containsPattern("clock is (2m|1m 59s|2m 1s) ahead of");
        });
    }

    @Test
    @DisplayName("an inspection names what keeps the key, the zone or the server from working")
    void inspectedInVain() throws Exception {
        assertThat(opened(builder(Key.STRANGER)).inspect(TIMEOUT))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                    assertThat(finding.message()).contains("tsig-name");
                });
        line.fault(LineFaults.hang());
        assertThat(provider.inspect(Duration.ofMillis(500)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.ERROR));
    }

    @Test
    @DisplayName("a key without the right to update is refused, and an inspection says so")
    void withoutRight() throws Exception {
        Rfc2136DnsProvider other = opened(builder(Key.NARROW).checkRecords(List.of("mail A")));
        assertThat(other.find(MAIL.key(), TIMEOUT)).hasValue(MAIL);
        RecordSet moved = RecordSet.of(MAIL.key(), TTL, "192.0.2.99");
        assertThatThrownBy(() -> other.apply(List.of(RecordChange.replace(MAIL, moved)), TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("refused to change mail A of zone contract.example")
                .hasMessageContaining(Key.NARROW.name());
        assertThat(other.inspect(TIMEOUT))
                .last()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.ERROR));
        assertThat(published(MAIL.key())).hasValue(MAIL);
    }

    @Test
    @DisplayName("a server that serves its zone a moment later is waited for")
    void servedLater() throws Exception {
        Rfc2136DnsProvider open = open(ONE);
        line.fault(LineFaults.stale(Type.A, 4));
        assertThat(open.find(WWW, TIMEOUT)).hasValue(ONE);
        open.apply(List.of(RecordChange.replace(ONE, TWO)), TIMEOUT);
        assertThat(open.find(WWW, TIMEOUT)).hasValue(TWO);
        line.fault(LineFaults.stale(Type.A, Integer.MAX_VALUE));
        assertThat(open.find(WWW, TIMEOUT)).hasValue(TWO);
        assertThatThrownBy(() -> open.apply(List.of(RecordChange.replace(TWO, ONE)), Duration.ofSeconds(2)))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("was not seen to serve it");
    }

    @Test
    @DisplayName("a serial number that does not rise is warned of, until it was seen to rise once")
    void serialNumber() throws Exception {
        Rfc2136DnsProvider open = open(ONE);
        line.fault(LineFaults.stale(Type.SOA, Integer.MAX_VALUE));
        long before = warnings();
        open.apply(List.of(RecordChange.replace(ONE, TWO)), TIMEOUT);
        assertThat(warnings()).isEqualTo(before + 1);
        line.heal();
        open.apply(List.of(RecordChange.replace(TWO, ONE)), TIMEOUT);
        int sent = line.sent().size();
        open.apply(List.of(RecordChange.replace(ONE, TWO)), TIMEOUT);
        assertThat(line.sent()).hasSize(sent + 2);
        assertThat(warnings()).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("what a first look rehearses changes nothing; no change then waits for another message than its own")
    void rehearsed() throws Exception {
        Rfc2136DnsProvider open = open(ONE);
        long serial = server().serial(RealServer.OPEN);
        assertThat(open.find(WWW, TIMEOUT)).contains(ONE);
        assertThat(line.updates()).hasSize(1);
        assertThat(line.updates().get(0).message().getSection(Section.UPDATE)).isEmpty();
        assertThat(server().serial(RealServer.OPEN)).isEqualTo(serial);
        for (RecordChange change : List.of(
                RecordChange.replace(ONE, TWO), RecordChange.replace(TWO, ONE), RecordChange.replace(ONE, TWO))) {
            int before = line.sent().size();
            open.apply(List.of(change), TIMEOUT);
            assertThat(line.sent().get(before).isUpdate()).isTrue();
        }
    }

    private long warnings() throws Exception {
        return Files.readAllLines(Path.of(System.getProperty("org.slf4j.simpleLogger.logFile"))).stream()
                .filter(said -> said.contains("but not its serial number") && said.contains("127.0.0.1:" + line.port()))
                .count();
    }

    @Test
    @DisplayName("an inspection finds a server that takes updates whatever they demand, and one that takes none")
    void inspectedCarelessness() throws Exception {
        Rfc2136DnsProvider open = open(ONE);
        for (int rcode : List.of(Rcode.NOERROR, Rcode.NOTIMP)) {
            line.fault(LineFaults.answerUpdates(rcode));
            assertThat(open.inspect(TIMEOUT)).last().satisfies(finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                assertThat(finding.message()).contains(rcode == Rcode.NOERROR ? "ignores prerequisites" : "NOTIMP");
            });
        }
    }

    /** A key that may change addresses and texts of {@code www}, and nothing else. */
    final void assertNarrow() throws Exception {
        Rfc2136DnsProvider narrow = opened(builder(Key.NARROW));
        narrow.apply(
                List.of(
                        RecordChange.replace(ONE, TWO),
                        RecordChange.create(RecordSet.of(new RecordKey("www", RecordType.TXT), TTL, "held"))),
                TIMEOUT);
        assertThat(published(WWW)).hasValue(TWO);
        RecordSet moved = RecordSet.of(MAIL.key(), TTL, "192.0.2.99");
        assertThatThrownBy(() -> narrow.apply(
                        List.of(RecordChange.replace(TWO, ONE), RecordChange.replace(MAIL, moved)), TIMEOUT))
                .isInstanceOf(RejectedException.class);
        assertThat(published(WWW)).hasValue(TWO);
        assertThat(published(MAIL.key())).hasValue(MAIL);
        assertThat(narrow.inspect(TIMEOUT)).last().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.message()).contains("check-records");
        });
        List<String> looked = List.of("www A", "www AAAA", "www TXT", "www CNAME", "mail A", "@ A");
        assertThat(opened(builder(Key.NARROW).checkRecords(looked)).inspect(TIMEOUT).stream()
                        .filter(finding -> finding.subject().equals("update right")))
                .extracting(Finding::severity)
                .containsExactly(Severity.OK, Severity.OK, Severity.OK, Severity.ERROR, Severity.ERROR, Severity.ERROR);
        assertThat(published(WWW)).hasValue(TWO);
    }
}
