package dev.failover.externaldns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.Finding.Severity;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.ImitatedApi.Reply;
import dev.failover.testkit.ImitatedApi.Request;
import dev.failover.testkit.Inspected;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A zone behind a webhook")
class WebhookDnsProviderTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final RecordKey OWNER = new RecordKey("_failover-www", RecordType.TXT);
    private static final RecordSet HOME = RecordSet.of(WWW, TTL, "203.0.113.10");
    private static final RecordSet PROD = RecordSet.of(WWW, TTL, "198.51.100.7");

    private final WebhookImitation webhook = WebhookImitation.start("beerus.fr", List.of(PROD));
    private final WebhookDnsProvider provider = webhook.provider();

    @AfterEach
    void stop() {
        provider.close();
        webhook.close();
    }

    private void apply(RecordChange... changes) throws InterruptedException {
        provider.apply(List.of(changes), TIMEOUT);
    }

    private List<String> calls() {
        return webhook.api().requests().stream().map(Request::toString).toList();
    }

    @Test
    @DisplayName("takes these requests for a switch, whose bodies are these")
    void requestsPerSwitch() throws Exception {
        RecordSet owner = RecordSet.of(OWNER, TTL, "failover=1 service=www epoch=12 watcher=one");
        apply(RecordChange.create(owner), RecordChange.replace(PROD, HOME));
        assertThat(calls()).containsExactly("GET /records", "POST /adjustendpoints", "POST /records");
        String text =
                "{\"dnsName\":\"_failover-www.beerus.fr\",\"targets\":[\"\\\"failover=1 service=www epoch=12 watcher=one\\\"\"],\"recordType\":\"TXT\",\"recordTTL\":60}";
        String prod =
                "{\"dnsName\":\"www.beerus.fr\",\"targets\":[\"198.51.100.7\"],\"recordType\":\"A\",\"recordTTL\":60}";
        String home =
                "{\"dnsName\":\"www.beerus.fr\",\"targets\":[\"203.0.113.10\"],\"recordType\":\"A\",\"recordTTL\":60}";
        assertThat(webhook.api().requests())
                .extracting(Request::body)
                .containsExactly(
                        "",
                        "[" + text + "," + home + "]",
                        "{\"create\":[" + text + "],\"updateOld\":[" + prod + "],\"updateNew\":[" + home
                                + "],\"delete\":[]}");
        assertThat(webhook.published(WWW)).hasValue(HOME);
        assertThat(webhook.published(OWNER)).hasValue(owner);

        webhook.api().forgetRequests();
        apply(RecordChange.replace(PROD, HOME));
        assertThat(calls()).as("that is made already").containsExactly("GET /records");
    }

    @Test
    @DisplayName("keeps what its vendor has of a record set, and takes the TTL that the server makes of a lesser one")
    void adjusted() throws Exception {
        webhook.mark(WWW, "external-dns.alpha.kubernetes.io/cloudflare-proxied", "false");
        apply(RecordChange.replace(PROD, RecordSet.of(WWW, Duration.ofSeconds(5), "203.0.113.10")));
        assertThat(webhook.published(WWW)).hasValue(HOME);
        assertThat(webhook.marks(WWW))
                .hasValue(List.of(
                        Map.of("name", "external-dns.alpha.kubernetes.io/cloudflare-proxied", "value", "false")));
    }

    @Test
    @DisplayName("whose server leaves a record set out, or gives it another value, is not changed")
    void notTaken() {
        webhook.api().failNext(request -> request.path().equals("/adjustendpoints"), Reply.of(200, "[]"));
        assertThatThrownBy(() -> apply(RecordChange.replace(PROD, HOME)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("would make nothing of www A [203.0.113.10] ttl 60 in zone beerus.fr");
        assertThat(webhook.published(WWW)).hasValue(PROD);
    }

    @Test
    @DisplayName("without TTLs is read, and not written for their sake")
    void withoutTtls() throws Exception {
        webhook.concealTtls();
        assertThat(provider.find(WWW, TIMEOUT)).map(RecordSet::ttl).hasValue(Duration.ZERO);
        apply(RecordChange.replace(PROD, PROD));
        assertThat(calls()).containsExactly("GET /records", "GET /records");
    }

    @Test
    @DisplayName("where a record set is listed value by value, and one that is none elsewhere, is read")
    void valueByValue() throws Exception {
        webhook.api()
                .failAll(
                        Reply.of(
                                200,
                                "[{\"dnsName\":\"WWW.beerus.fr.\",\"recordType\":\"A\",\"targets\":[\"192.0.2.1\"]},"
                                        + "{\"dnsName\":\"www.beerus.fr\",\"recordType\":\"A\",\"targets\":[\"192.0.2.2\"]},"
                                        + "{\"dnsName\":\"www.beerus.fr\",\"recordType\":\"A\",\"setIdentifier\":\"eu\",\"targets\":[\"192.0.2.3\"]},"
                                        + "{\"dnsName\":\"bad.beerus.fr\",\"recordType\":\"A\",\"targets\":[\"no address\"]}]"));
        assertThat(provider.find(WWW, TIMEOUT))
                .map(RecordSet::values)
                .hasValueSatisfying(values -> assertThat(values).containsExactly("192.0.2.1", "192.0.2.2"));
        assertThatThrownBy(() -> provider.find(new RecordKey("bad", RecordType.A), TIMEOUT))
                .isInstanceOf(RejectedException.class);
    }

    @Test
    @DisplayName("that is empty, which a server may call null, has nothing")
    void nothing() throws Exception {
        webhook.api().failAll(Reply.of(200, "null"));
        assertThat(provider.find(WWW, TIMEOUT)).isEmpty();
    }

    @Test
    @DisplayName("whose server fails is tried again later, as it says no more than that")
    void fails() {
        webhook.denyWrites();
        assertThatThrownBy(() -> apply(RecordChange.replace(PROD, HOME)))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("Webhook can't do POST /records now")
                .hasMessageContaining("HTTP 500");
        assertThat(webhook.published(WWW)).hasValue(PROD);
    }

    @Test
    @DisplayName("is inspected without a change: the protocol, the domain filter and the zone")
    void inspected() throws Exception {
        assertThat(Inspected.lines(provider, Severity.ERROR)).isEmpty();
        assertThat(Inspected.lines(provider, Severity.OK))
                .contains("webhook: speaks version 1 of the protocol")
                .contains("zone beerus.fr: found at 127.0.0.1:");
        assertThat(Inspected.lines(provider, Severity.WARNING))
                .startsWith("right to write: can't be verified without writing");
        webhook.filter("www.beerus.fr");
        assertThat(Inspected.lines(provider, Severity.ERROR)).isEmpty();
        webhook.filter("other.example");
        assertThat(Inspected.lines(provider, Severity.ERROR))
                .contains("the server's domain filter leaves out zone beerus.fr");
        webhook.speak("application/json");
        assertThat(Inspected.lines(provider, Severity.ERROR)).contains("webhook: endpoint speaks another protocol");
        assertThat(webhook.history().orElseThrow()).isEmpty();
        webhook.api().failAll(Reply.of(200, "[]"));
        assertThat(Inspected.lines(provider, Severity.WARNING)).contains("lists no record of it");
    }
}
