package dev.failover.dyndns2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ComponentException;
import dev.failover.component.ConflictException;
import dev.failover.component.Finding.Severity;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.ImitatedApi.Reply;
import dev.failover.testkit.Inspected;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A zone told by DynDNS2")
class DynDns2DnsProviderTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofMinutes(1);
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final RecordKey SIX = new RecordKey("www", RecordType.AAAA);
    private static final RecordSet PROD = RecordSet.of(WWW, TTL, "198.51.100.7");
    private static final RecordSet HOME = RecordSet.of(WWW, TTL, "203.0.113.10");
    private static final RecordSet PROD_SIX = RecordSet.of(SIX, TTL, "2001:db8::7");
    private static final RecordSet HOME_SIX = RecordSet.of(SIX, TTL, "2001:db8::10");

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Clock clock = new Clock();

    /** Time that passes when it is told to. */
    private static final class Clock implements TimeSource {
        private long nanos;

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(nanos);
        }

        @Override
        public void sleep(Duration duration) {
            throw new AssertionError("waits for " + duration);
        }

        void pass(Duration duration) {
            nanos += duration.toNanos();
        }
    }

    private DynDns2Imitation vendor(Families families, RecordSet... sets) {
        DynDns2Imitation vendor = DynDns2Imitation.start("beerus.fr", families, List.of(sets), "@", "mail");
        opened.add(vendor);
        return vendor;
    }

    private DynDns2DnsProvider provider(DynDns2Imitation vendor) {
        DynDns2DnsProvider provider = vendor.builder().time(clock).build();
        opened.add(provider);
        return provider;
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private static void apply(DynDns2DnsProvider provider, RecordChange... changes) throws InterruptedException {
        provider.apply(List.of(changes), TIMEOUT);
    }

    private static List<String> updates(DynDns2Imitation vendor) {
        List<String> updates = vendor.api().requests().stream()
                .map(request -> request.target().replaceFirst("^/nic/update\\?hostname=", ""))
                .toList();
        vendor.api().forgetRequests();
        return updates;
    }

    @Test
    @DisplayName("takes these requests for a switch: one for each name and address")
    void requestsPerSwitch() throws Exception {
        DynDns2Imitation vendor = vendor(Families.SEPARATE, PROD, PROD_SIX);
        DynDns2DnsProvider provider = provider(vendor);
        apply(
                provider,
                RecordChange.replace(PROD, HOME),
                RecordChange.replace(PROD_SIX, HOME_SIX),
                RecordChange.create(RecordSet.of(new RecordKey("@", RecordType.A), TTL, "203.0.113.10")));
        assertThat(updates(vendor))
                .containsExactly(
                        "www.beerus.fr&myip=203.0.113.10",
                        "www.beerus.fr&myip=2001:db8::10",
                        "beerus.fr&myip=203.0.113.10");
        assertThat(provider.find(WWW, TIMEOUT).map(RecordSet::values)).hasValue(HOME.values());
        assertThat(updates(vendor)).as("looks are at the servers").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"TOGETHER", "PRESERVE"})
    @DisplayName("S21: keeps the address of the family that does not change, where an update would remove it")
    void otherFamily(Families families) throws Exception {
        DynDns2Imitation vendor = vendor(families, PROD, PROD_SIX);
        DynDns2DnsProvider provider = provider(vendor);
        apply(provider, RecordChange.replace(PROD, HOME));
        assertThat(vendor.published(SIX).map(RecordSet::values)).hasValue(PROD_SIX.values());
        apply(provider, RecordChange.replace(PROD_SIX, HOME_SIX));
        assertThat(vendor.published(WWW).map(RecordSet::values)).hasValue(HOME.values());
        assertThat(vendor.published(SIX).map(RecordSet::values)).hasValue(HOME_SIX.values());
        assertThat(updates(vendor)).hasSize(2);
        apply(provider, RecordChange.replace(HOME, PROD), RecordChange.replace(HOME_SIX, PROD_SIX));
        assertThat(updates(vendor)).as("both at once").hasSize(1);
    }

    @Test
    @DisplayName("keeps the other family at what it was told a moment ago, which the servers do not give yet")
    void otherFamilyOnItsWay() throws Exception {
        DynDns2Imitation vendor = vendor(Families.TOGETHER, PROD, PROD_SIX);
        DynDns2DnsProvider provider = vendor.builder()
                .time(clock)
                .servers((zone, key, timeout) -> new Publication(
                        key,
                        List.of(new Publication.Served(
                                "ns1", Optional.of(key.type() == RecordType.A ? PROD : PROD_SIX)))))
                .build();
        opened.add(provider);
        apply(provider, RecordChange.replace(PROD, HOME));
        apply(provider, RecordChange.replace(PROD_SIX, HOME_SIX));
        assertThat(vendor.published(WWW).map(RecordSet::values)).hasValue(HOME.values());
        assertThat(vendor.published(SIX).map(RecordSet::values)).hasValue(HOME_SIX.values());
        assertThat(provider.find(WWW, TIMEOUT)).as("what it took").hasValue(HOME);
    }

    @Test
    @DisplayName("tells nothing twice while its servers may still be about to give it, nor once they do")
    void notTwice() throws Exception {
        DynDns2Imitation vendor = vendor(Families.SEPARATE, PROD);
        // The servers know of nothing yet.
        DynDns2DnsProvider provider = vendor.builder()
                .time(clock)
                .propagation(Duration.ofMinutes(5))
                .servers((zone, key, timeout) ->
                        new Publication(key, List.of(new Publication.Served("ns1", Optional.of(PROD)))))
                .build();
        opened.add(provider);
        for (int i = 0; i < 10; i++) {
            apply(provider, RecordChange.replace(PROD, HOME));
        }
        assertThat(updates(vendor)).hasSize(1);
        apply(provider, RecordChange.replace(PROD, PROD));
        assertThat(updates(vendor)).as("back, before anything showed").hasSize(1);
        apply(provider, RecordChange.replace(PROD, HOME));
        clock.pass(Duration.ofMinutes(5));
        apply(provider, RecordChange.replace(PROD, HOME));
        assertThat(updates(vendor)).as("what never showed").hasSize(2);
    }

    @Test
    @DisplayName("blocks who repeats himself, as each start of a process does once")
    void abuse() throws Exception {
        DynDns2Imitation vendor = vendor(Families.SEPARATE, HOME);
        for (int i = 0; i < 3; i++) {
            apply(provider(vendor), RecordChange.replace(PROD, HOME));
        }
        DynDns2DnsProvider fourth = provider(vendor);
        assertThatThrownBy(() -> apply(fourth, RecordChange.replace(PROD, HOME)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("answered \"abuse\" (HTTP 200) to an update of www.beerus.fr: it has blocked")
                .hasMessageContaining("Nothing more is sent there before 1970-01-01T00:30:00Z.");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "200, badauth, rejected, 10, all",
        "401, Unauthorized, rejected, 10, all",
        "200, abuse, rejected, 30, all",
        "200, badagent, rejected, 30, all",
        "200, !donator, rejected, 10, all",
        "200, nohost, rejected, 10, one",
        "200, notfqdn, rejected, 10, one",
        "200, numhost, rejected, 10, one",
        "200, badsys, rejected, 10, one",
        "200, good 127.0.0.1, rejected, 10, one",
        "404, Not Found, rejected, 10, one",
        "200, 911, unavailable, 30, all",
        "500, 911, unavailable, 0, one",
        "200, dnserr, unavailable, 30, all",
        "200, what, unavailable, 0, one",
        "404, <html>, unavailable, 0, one",
    })
    @DisplayName("is left alone as long as its word asks for, by whoever sends")
    void words(int status, String word, String kind, int minutes, String about) throws Exception {
        RecordSet mail = RecordSet.of(new RecordKey("mail", RecordType.A), TTL, "198.51.100.7");
        RecordSet mailHome = RecordSet.of(mail.key(), TTL, "203.0.113.10");
        DynDns2Imitation vendor = vendor(Families.SEPARATE, PROD, mail);
        DynDns2DnsProvider provider = provider(vendor);
        Class<? extends ComponentException> thrown =
                kind.equals("rejected") ? RejectedException.class : UnavailableException.class;
        vendor.api().failNext(any -> true, Reply.of(status, word));
        assertThatThrownBy(() -> apply(provider, RecordChange.replace(PROD, HOME)))
                .isInstanceOf(thrown);
        assertThat(updates(vendor)).hasSize(1);
        if (minutes > 0) {
            clock.pass(Duration.ofMinutes(minutes).minusSeconds(1));
            assertThatThrownBy(() -> apply(provider, RecordChange.replace(PROD, HOME)))
                    .isInstanceOf(thrown);
            assertThat(updates(vendor)).isEmpty();
            if (about.equals("all")) {
                assertThatThrownBy(() -> apply(provider, RecordChange.replace(mail, mailHome)))
                        .isInstanceOf(thrown);
            } else {
                apply(provider, RecordChange.replace(mail, mailHome));
                assertThat(updates(vendor)).hasSize(1);
            }
            clock.pass(Duration.ofSeconds(1));
        }
        apply(provider, RecordChange.replace(PROD, HOME));
        assertThat(vendor.published(WWW).map(RecordSet::values)).hasValue(HOME.values());
    }

    @Test
    @DisplayName("keeps what it has taken of a call that failed half-way, and is not told that again")
    void halfWay() throws Exception {
        DynDns2Imitation vendor = vendor(Families.SEPARATE, PROD);
        DynDns2DnsProvider provider = provider(vendor);
        RecordChange missing =
                RecordChange.create(RecordSet.of(new RecordKey("zzz", RecordType.A), TTL, "203.0.113.10"));
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> apply(provider, RecordChange.replace(PROD, HOME), missing))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("make it there first, as a dynamic one");
        }
        assertThat(updates(vendor))
                .containsExactly("www.beerus.fr&myip=203.0.113.10", "zzz.beerus.fr&myip=203.0.113.10");
    }

    @Test
    @DisplayName("is sent nothing that it can't hold")
    void refused() {
        DynDns2Imitation vendor = vendor(Families.SEPARATE, PROD);
        DynDns2DnsProvider provider = provider(vendor);
        for (RecordSet set : List.of(
                RecordSet.of(WWW, TTL, "203.0.113.10", "203.0.113.11"),
                RecordSet.of(new RecordKey("_failover-www", RecordType.TXT), TTL, "failover=1"),
                RecordSet.of(new RecordKey("mail", RecordType.CNAME), TTL, "www.beerus.fr."))) {
            assertThatThrownBy(() -> apply(provider, RecordChange.create(set)))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("takes one address for a name, of each family");
        }
        assertThat(updates(vendor)).isEmpty();
    }

    @Test
    @DisplayName("S4: is told nothing where the servers give something else, or nothing at all")
    void lookedAtFirst() {
        DynDns2Imitation vendor = vendor(Families.SEPARATE, PROD);
        DynDns2DnsProvider provider = provider(vendor);
        vendor.put(RecordSet.of(WWW, TTL, "192.0.2.66"));
        assertThatThrownBy(() -> apply(provider, RecordChange.replace(PROD, HOME)))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> provider.asking((zone, key, timeout) ->
                                new Publication(key, List.of(new Publication.Silent("ns1", "does not answer"))))
                        .apply(List.of(RecordChange.replace(PROD, HOME)), TIMEOUT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("No server of zone beerus.fr says what www A is")
                .hasMessageContaining("ns1 does not answer");
        assertThat(updates(vendor)).isEmpty();
    }

    @Test
    @DisplayName("is not known while its servers differ, and told all the same where one gives what is expected")
    void serversDiffer() throws Exception {
        DynDns2Imitation vendor = vendor(Families.SEPARATE, PROD);
        DynDns2DnsProvider provider = provider(vendor);
        RecordSet old = RecordSet.of(WWW, TTL, "192.0.2.1");
        var seen = provider.asking((zone, key, timeout) -> new Publication(
                key,
                List.of(
                        new Publication.Served("ns1", Optional.of(old)),
                        new Publication.Served("ns2", Optional.of(PROD)))));
        assertThatThrownBy(() -> seen.find(WWW, TIMEOUT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("do not agree yet");
        seen.apply(List.of(RecordChange.replace(PROD, HOME)), TIMEOUT);
        assertThat(updates(vendor)).hasSize(1);
    }

    @Test
    @DisplayName("is inspected without an update: what can't be told is said")
    void inspected() throws Exception {
        DynDns2Imitation vendor = vendor(Families.SEPARATE, PROD);
        assertThat(Inspected.lines(provider(vendor), Severity.WARNING))
                .isEqualTo("right to update: user and password of beerus.fr can't be verified without an update, which "
                        + vendor.api().url().replaceFirst("http://", "")
                        + " counts; make one on a quiet day");
        assertThat(updates(vendor)).isEmpty();
    }
}
