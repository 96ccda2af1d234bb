package dev.failover.dns;

import static dev.failover.testkit.ScriptedDnsServer.record;
import static dev.failover.testkit.ScriptedDnsServer.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.failover.component.InvalidSettingsException;
import dev.failover.dns.Publication.Served;
import dev.failover.dns.Publication.Silent;
import dev.failover.dns.ZoneSurvey.ServiceHints;
import dev.failover.testkit.ScriptedDnsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

@Timeout(30)
class DnsAuthoritiesTest {
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final Duration AMPLE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(400);

    private static final InetAddress LOCAL = InetAddresses.forString("127.0.0.1");

    private final List<ScriptedDnsServer> servers = new ArrayList<>();

    @AfterEach
    void closeServers() {
        servers.forEach(ScriptedDnsServer::close);
    }

    private ScriptedDnsServer serve(ScriptedDnsServer.Script script) {
        ScriptedDnsServer server = ScriptedDnsServer.start(script);
        servers.add(server);
        return server;
    }

    private static ScriptedDnsServer.Script answering(String... lines) {
        return (query, tcp) -> reply(query, true, Rcode.NOERROR, lines);
    }

    private static Publication look(ScriptedDnsServer server, RecordKey key) throws InterruptedException {
        return DnsAuthorities.asking(List.of(server.address())).look("example.org", key, AMPLE);
    }

    private static RecordSet served(Publication publication) {
        return ((Served) publication.answers().get(0)).recordSet().orElseThrow();
    }

    private static String reason(Publication publication) {
        return ((Silent) publication.answers().get(0)).reason();
    }

    @Test
    void givesWhatTheServerServesWithItsTtl() throws Exception {
        ScriptedDnsServer server =
                serve(answering("www.example.org. 61 A 192.0.2.1", "www.example.org. 61 A 192.0.2.2"));

        Publication publication = look(server, WWW);

        assertThat(publication.key()).isEqualTo(WWW);
        assertThat(served(publication)).isEqualTo(RecordSet.of(WWW, Duration.ofSeconds(61), "192.0.2.1", "192.0.2.2"));
        assertThat(publication.answers().get(0).server()).isEqualTo(server.address());
        assertThat(server.tcpQueries()).isEmpty();
    }

    @Test
    void asksWithoutRecursionAndWithEdns() throws Exception {
        ScriptedDnsServer server = serve(answering());

        look(server, WWW);

        Message query = server.udpQueries().get(0);
        assertThat(query.getHeader().getFlag(Flags.RD)).isFalse();
        assertThat(query.getOPT().getPayloadSize()).isEqualTo(1232);
    }

    @ParameterizedTest
    @CsvSource({
        "A, 192.0.2.1, 192.0.2.1",
        "AAAA, 2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "CNAME, Other.Example.NET., other.example.net.",
        "TXT, \"\"\"one \"\" \"\"two\"\"\", one two",
    })
    void readsEveryTypeInItsCanonicalText(RecordType type, String data, String value) throws Exception {
        RecordKey key = new RecordKey("www", type);
        ScriptedDnsServer server = serve(answering("WWW.Example.ORG. 60 " + type + " " + data.replace("\"\"", "\"")));

        assertThat(served(look(server, key)).values()).containsExactly(value);
    }

    @ParameterizedTest
    @CsvSource({
        "question, sent a question back instead of an answer",
        "notify, answered as to another kind of request",
        "part, 'answered in part only, over TCP too'",
        "class, answered another question",
        "name, answered another question",
        "type, answered another question",
        "record, answered about another class than IN",
    })
    void whatIsNoAnswerIsNotTakenForOne(String kind, String said) throws Exception {
        ScriptedDnsServer server = serve((query, tcp) -> {
            Message reply = reply(query, true, Rcode.NOERROR);
            Name name = query.getQuestion().getName();
            Message other = new Message(query.getHeader().getID());
            other.getHeader().setFlag(Flags.QR);
            other.getHeader().setFlag(Flags.AA);
            switch (kind) {
                case "question" -> reply.getHeader().unsetFlag(Flags.QR);
                case "notify" -> reply.getHeader().setOpcode(Opcode.NOTIFY);
                case "part" -> reply.getHeader().setFlag(Flags.TC);
                case "record" -> reply.addRecord(new ARecord(name, DClass.CH, 60, LOCAL), Section.ANSWER);
                case "class" -> other.addRecord(Record.newRecord(name, Type.A, DClass.CH), Section.QUESTION);
                case "name" -> other.addRecord(Record.newRecord(Name.root, Type.A, DClass.IN), Section.QUESTION);
                default -> other.addRecord(Record.newRecord(name, Type.AAAA, DClass.IN), Section.QUESTION);
            }
            return other.getQuestion() == null ? reply : other;
        });

        Publication publication =
                DnsAuthorities.asking(List.of(server.address())).look("example.org", WWW, SHORT);

        assertThat(publication.served()).isEmpty();
        assertThat(reason(publication)).isEqualTo(said);
    }

    @Test
    void findsWhatServiceBindingsHintAt() throws Exception {
        ScriptedDnsServer server = serve((query, tcp) -> query.getQuestion().getType() == Type.HTTPS
                ? reply(
                        query,
                        true,
                        Rcode.NOERROR,
                        "www.example.org. 60 HTTPS 1 . alpn=h2 ipv4hint=192.0.2.1,192.0.2.2 ipv6hint=2001:db8::1",
                        "www.example.org. 60 HTTPS 2 pool.example.net. port=8443",
                        "other.example.org. 60 HTTPS 1 . ipv4hint=192.0.2.9")
                : reply(query, true, Rcode.NOERROR, "www.example.org. 60 SVCB 1 www.example.org. ipv4hint=192.0.2.3"));

        ServiceHints hints =
                DnsAuthorities.asking(List.of(server.address())).serviceHints("example.org", "www.example.org", AMPLE);

        assertThat(hints.addresses())
                .extracting(InetAddresses::toAddrString)
                .containsExactlyInAnyOrder("192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1");
        assertThat(hints.targets()).containsExactly("pool.example.net");
        assertThat(hints.failures()).isEmpty();
    }

    @Test
    void findsNoHintsWhereThereAreNoneAndSaysWhereNobodyAnswers() throws Exception {
        ScriptedDnsServer none = serve(answering());
        ScriptedDnsServer refusing = serve((query, tcp) -> reply(query, true, Rcode.NOTIMP));

        assertThat(DnsAuthorities.asking(List.of(none.address(), refusing.address()))
                        .serviceHints("example.org", "www.example.org", AMPLE))
                .isEqualTo(new ServiceHints("www.example.org", Set.of(), Set.of(), List.of()));
        assertThat(DnsAuthorities.asking(List.of(refusing.address()))
                        .serviceHints("example.org", "www.example.org", AMPLE)
                        .failures())
                .hasSize(2)
                .allMatch(failure -> failure.contains("NOTIMP"));
    }

    @Test
    void readsTextAsUtf8() throws Exception {
        ScriptedDnsServer server = serve(answering("www.example.org. 60 TXT \"\\195\\169\""));

        assertThat(served(look(server, new RecordKey("www", RecordType.TXT))).values())
                .containsExactly("é");
    }

    @Test
    void takesTheLeastTtl() throws Exception {
        ScriptedDnsServer server =
                serve(answering("www.example.org. 90 A 192.0.2.1", "www.example.org. 60 A 192.0.2.2"));

        assertThat(served(look(server, WWW)).ttl()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void readsATtlAboveTheLimitAsZero() throws Exception {
        ScriptedDnsServer server = serve(answering("www.example.org. 2147483647 A 192.0.2.1"));
        server.mangle(wire -> {
            // The TTL stands before the length (2 bytes) and the address (4), which end the message.
            wire[wire.length - 10] = (byte) 0xff;
            return wire;
        });

        assertThat(served(look(server, WWW)).ttl()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 11, 12, 20, 40})
    void anAnswerCutShortIsSilence(int length) throws Exception {
        ScriptedDnsServer server = serve(answering("www.example.org. 60 A 192.0.2.1"));
        server.mangle(wire -> Arrays.copyOf(wire, length));

        Publication publication =
                DnsAuthorities.asking(List.of(server.address())).look("example.org", WWW, SHORT);

        assertThat(publication.silent()).hasSize(1);
    }

    @Test
    void asksForTheApexAndForAWildcard() throws Exception {
        ScriptedDnsServer server = serve(answering());

        look(server, new RecordKey("@", RecordType.A));
        look(server, new RecordKey("*", RecordType.A));

        assertThat(server.udpQueries())
                .extracting(query -> query.getQuestion().getName().toString())
                .containsExactly("example.org.", "*.example.org.");
    }

    @Test
    void noSuchNameAndNoSuchTypeAreAnswers() throws Exception {
        ScriptedDnsServer server = serve((query, tcp) -> reply(query, true, Rcode.NXDOMAIN));
        assertThat(look(server, WWW).answers()).containsExactly(new Served(server.address(), Optional.empty()));

        server.script(answering());
        assertThat(look(server, WWW).answers()).containsExactly(new Served(server.address(), Optional.empty()));
    }

    @Test
    void anAliasIsNotAnAddressEvenIfItsTargetComesAlong() throws Exception {
        ScriptedDnsServer server =
                serve(answering("www.example.org. 60 CNAME web.example.org.", "web.example.org. 60 A 192.0.2.1"));

        assertThat(look(server, WWW).served()).containsExactly(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.FORMERR, Rcode.NOTIMP})
    void anErrorCodeIsSilenceThatNamesIt(int rcode) throws Exception {
        ScriptedDnsServer server = serve((query, tcp) -> reply(query, true, rcode));

        assertThat(reason(look(server, WWW))).isEqualTo("answered " + Rcode.string(rcode));
    }

    @Test
    void aConfiguredServerNeedNotBeAuthoritative() throws Exception {
        ScriptedDnsServer server =
                serve((query, tcp) -> reply(query, false, Rcode.NOERROR, "www.example.org. 60 A 192.0.2.1"));

        assertThat(served(look(server, WWW)).values()).containsExactly("192.0.2.1");
    }

    @Test
    void aNameInADelegatedZoneIsRefused() throws Exception {
        ScriptedDnsServer server = serve((query, tcp) -> {
            Message referral = reply(query, false, Rcode.NOERROR);
            referral.addRecord(record("eu.example.org. 60 NS ns.elsewhere.net."), Section.AUTHORITY);
            return referral;
        });

        assertThat(reason(look(server, new RecordKey("www.eu", RecordType.A)))).contains("eu.example.org is delegated");
    }

    @Test
    void aDenialFromTheZoneBelowShowsTheDelegationToo() throws Exception {
        ScriptedDnsServer server = serve((query, tcp) -> {
            Message denial = reply(query, true, Rcode.NXDOMAIN);
            denial.addRecord(record("eu.example.org. 60 SOA ns. root. 1 2 3 4 5"), Section.AUTHORITY);
            return denial;
        });

        assertThat(reason(look(server, new RecordKey("www.eu", RecordType.A)))).contains("eu.example.org is delegated");
    }

    @Test
    void aDenialFromTheZoneItselfIsNoDelegation() throws Exception {
        ScriptedDnsServer server = serve((query, tcp) -> {
            Message denial = reply(query, true, Rcode.NXDOMAIN);
            denial.addRecord(record("example.org. 60 SOA ns. root. 1 2 3 4 5"), Section.AUTHORITY);
            return denial;
        });

        assertThat(look(server, WWW).served()).containsExactly(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org.", "org.", "."})
    void aReferralUpwardsIsSilence(String owner) throws Exception {
        ScriptedDnsServer server = serve((query, tcp) -> {
            Message referral = reply(query, false, Rcode.NOERROR);
            referral.addRecord(record(owner + " 60 NS ns.elsewhere.net."), Section.AUTHORITY);
            return referral;
        });

        assertThat(reason(look(server, WWW))).contains("not authoritative for example.org");
    }

    @Test
    void whatIsTruncatedIsAskedAgainOverTcp() throws Exception {
        ScriptedDnsServer server = serve((query, tcp) -> {
            Message reply = reply(query, true, Rcode.NOERROR);
            if (tcp) {
                for (int i = 0; i < 200; i++) {
                    reply.addRecord(record("www.example.org. 60 A 192.0.2." + i), Section.ANSWER);
                }
            } else {
                reply.getHeader().setFlag(Flags.TC);
            }
            return reply;
        });

        assertThat(served(look(server, WWW)).values()).hasSize(200);
        assertThat(served(look(server, WWW)).values()).hasSize(200);
        assertThat(server.tcpQueries()).hasSize(2);
    }

    @Test
    void aTruncatedAnswerIsNeverTakenForTheWhole() throws Exception {
        ScriptedDnsServer server = serve((query, tcp) -> {
            Message reply = reply(query, true, Rcode.NOERROR, "www.example.org. 60 A 192.0.2.1");
            reply.getHeader().setFlag(Flags.TC);
            if (tcp) {
                throw new IOException("hangs up");
            }
            return reply;
        });

        assertThat(reason(look(server, WWW))).contains("closed the connection");
    }

    @Test
    void aLostDatagramIsSentAgain() throws Exception {
        CountDownLatch dropped = new CountDownLatch(1);
        ScriptedDnsServer server = serve((query, tcp) -> {
            if (dropped.getCount() > 0) {
                dropped.countDown();
                return null;
            }
            return reply(query, true, Rcode.NOERROR, "www.example.org. 60 A 192.0.2.1");
        });

        Publication publication =
                DnsAuthorities.asking(List.of(server.address())).look("example.org", WWW, Duration.ofSeconds(1));

        assertThat(served(publication).values()).containsExactly("192.0.2.1");
        assertThat(server.udpQueries()).hasSize(2);
    }

    @Test
    void anAnswerToAnotherQuestionIsIgnoredAndTheRealOneAwaited() throws Exception {
        ScriptedDnsServer server = serve(answering("www.example.org. 60 A 192.0.2.1"));
        server.forgeFirst();

        assertThat(served(look(server, WWW)).values()).containsExactly("192.0.2.1");
    }

    @Test
    void anAnswerAboutAnotherNameIsNotRead() throws Exception {
        ScriptedDnsServer server = serve((query, tcp) -> {
            Message other = new Message(query.getHeader().getID());
            other.getHeader().setFlag(Flags.QR);
            other.getHeader().setFlag(Flags.AA);
            other.addRecord(record("mail.example.org. 0 A 0.0.0.0"), Section.QUESTION);
            return other;
        });

        assertThat(reason(look(server, WWW))).isEqualTo("answered another question");
    }

    @Test
    void serversAreAskedSideBySideAndTheSilentOnesAreNamed() throws Exception {
        ScriptedDnsServer one = serve(answering("www.example.org. 60 A 192.0.2.1"));
        ScriptedDnsServer dead = serve((query, tcp) -> null);
        ScriptedDnsServer alsoDead = serve((query, tcp) -> null);
        ScriptedDnsServer two = serve(answering("www.example.org. 60 A 192.0.2.2"));

        long start = System.nanoTime();
        Publication publication = DnsAuthorities.asking(
                        List.of(one.address(), dead.address(), alsoDead.address(), two.address()))
                .look("example.org", WWW, SHORT);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(took).isBetween(SHORT, SHORT.multipliedBy(2));
        assertThat(publication.answers())
                .containsExactly(
                        new Served(one.address(), Optional.of(RecordSet.of(WWW, Duration.ofMinutes(1), "192.0.2.1"))),
                        new Silent(dead.address(), "no answer in time"),
                        new Silent(alsoDead.address(), "no answer in time"),
                        new Served(two.address(), Optional.of(RecordSet.of(WWW, Duration.ofMinutes(1), "192.0.2.2"))));
    }

    @Test
    void whereNothingListensIsSaidAtOnce() throws Exception {
        ScriptedDnsServer server = serve(answering());
        server.close();

        long start = System.nanoTime();
        Publication publication = look(server, WWW);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AMPLE.dividedBy(2));
        assertThat(reason(publication)).isEqualTo("nothing listens there");
    }

    @Test
    void aConnectionThatNeverAnswersEndsWithTheDeadline() throws Exception {
        ScriptedDnsServer server = serve((query, tcp) -> {
            if (tcp) {
                new CountDownLatch(1).await();
            }
            Message reply = reply(query, true, Rcode.NOERROR);
            reply.getHeader().setFlag(Flags.TC);
            return reply;
        });

        Publication publication =
                DnsAuthorities.asking(List.of(server.address())).look("example.org", WWW, SHORT);

        assertThat(reason(publication)).isEqualTo("no answer in time");
    }

    @Test
    void noAnswerIsRemembered() throws Exception {
        ScriptedDnsServer server = serve(answering("www.example.org. 3600 A 192.0.2.1"));
        DnsAuthorities authorities = DnsAuthorities.asking(List.of(server.address()));
        authorities.look("example.org", WWW, AMPLE);

        server.script(answering("www.example.org. 3600 A 192.0.2.2"));

        assertThat(served(authorities.look("example.org", WWW, AMPLE)).values()).containsExactly("192.0.2.2");
    }

    @Test
    void anInterruptedLookEndsWithinASecond() throws Exception {
        ScriptedDnsServer server = serve((query, tcp) -> null);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread looking = new Thread(() -> {
            try {
                look(server, WWW);
                thrown.complete(new AssertionError("it returned"));
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        looking.start();
        while (server.udpQueries().isEmpty()) {
            Thread.onSpinWait();
        }

        looking.interrupt();

        assertThat(thrown.get(1, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void aServerWrittenByNameIsAskedOnAllItsAddressesAndNamed() throws Exception {
        ScriptedDnsServer server = serve(answering("www.example.org. 60 A 192.0.2.1"));

        Publication publication =
                DnsAuthorities.asking(List.of("localhost:" + server.port())).look("example.org", WWW, AMPLE);

        assertThat(publication.answers())
                .extracting(Publication.Answer::server)
                .contains("localhost (" + server.address() + ")");
        assertThat(publication.agreed()).isPresent();
    }

    @Test
    void aNameThatCannotBeResolvedIsSilentBesideOthersAndUnavailableAlone() throws Exception {
        ScriptedDnsServer server = serve(answering());

        Publication publication = DnsAuthorities.asking(List.of("nowhere.invalid", server.address()))
                .look("example.org", WWW, AMPLE);

        assertThat(publication.silent())
                .containsExactly(new Silent("nowhere.invalid:53", "its name can't be resolved"));
        assertThatThrownBy(
                        () -> DnsAuthorities.asking(List.of("nowhere.invalid")).look("example.org", WWW, AMPLE))
                .isInstanceOf(dev.failover.component.UnavailableException.class)
                .hasMessageContaining("nowhere.invalid:53");
    }

    @Test
    void worksOverIpv6() throws Exception {
        ScriptedDnsServer server = ScriptedDnsServer.start("::1", 0, answering("www.example.org. 60 A 192.0.2.1"));
        servers.add(server);

        Publication publication = look(server, WWW);

        assertThat(served(publication).values()).containsExactly("192.0.2.1");
        assertThat(publication.answers().get(0).server()).isEqualTo("[::1]:" + server.port());
    }

    @Test
    void refusesWhatIsNotServersOrATimeout() throws Exception {
        assertThatThrownBy(() -> DnsAuthorities.asking(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DnsAuthorities.asking(List.of("127.0.0.1", "127.0.0.1:53")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("given twice");
        assertThatThrownBy(() -> DnsAuthorities.builder()
                        .servers(List.of("192.0.2.1"))
                        .resolvers(List.of("192.0.2.2"))
                        .build())
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageStartingWith("resolvers: ");
        assertThatThrownBy(() -> DnsAuthorities.asking(List.of("192.0.2.1")).look("example.org", WWW, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DnsAuthorities.asking(List.of("192.0.2.1")).look("", WWW, AMPLE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void startsNoThreadThatKeepsTheJvmAliveAndNoneOfDnsjavas() throws Exception {
        look(serve(answering("www.example.org. 60 A 192.0.2.1")), WWW);

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().contains("dnsjava")
                        || (thread.getName().equals("failover-dns") && !thread.isDaemon()))
                .isEmpty();
    }
}
