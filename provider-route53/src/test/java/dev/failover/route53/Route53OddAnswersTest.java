package dev.failover.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.failover.component.ComponentException;
import dev.failover.component.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An answer of Route 53 that is none ends in one of the kinds of error, and in nothing else:")
class Route53OddAnswersTest extends ImitationTest {
    private static final Pattern ELEMENT = Pattern.compile("<(\\w+)[^<>/]*>([^<]*)</\\1>");

    @Test
    @DisplayName("each element left out, empty, of another kind, or there twice")
    void elements() throws Exception {
        String info = "<ChangeInfo><Id>/change/C1</Id><Status>INSYNC</Status>"
                + "<SubmittedAt>2026-11-21T10:00:00.000Z</SubmittedAt></ChangeInfo>";
        Map<String, String> answers = new TreeMap<>();
        answers.put(
                LIST,
                ImitatedReply.of(
                                "ListResourceRecordSetsResponse",
                                "<ResourceRecordSets><ResourceRecordSet><Name>www.example.com.</Name><Type>A</Type><TTL>60</TTL>"
                                        + "<ResourceRecords><ResourceRecord><Value>203.0.113.10</Value></ResourceRecord></ResourceRecords>"
                                        + "</ResourceRecordSet></ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>1</MaxItems>")
                        .body());
        answers.put(
                CHANGE,
                ImitatedReply.of("ChangeResourceRecordSetsResponse", info).body());
        answers.put(LOOK, ImitatedReply.of("GetChangeResponse", info).body());
        answers.put(
                "GET /hostedzonesbyname",
                ImitatedReply.of(
                                "ListHostedZonesByNameResponse",
                                "<HostedZones><HostedZone><Id>/hostedzone/" + Route53Imitation.ZONE_ID
                                        + "</Id><Name>example.com.</Name><CallerReference>r</CallerReference><Config><PrivateZone>false"
                                        + "</PrivateZone></Config><ResourceRecordSetCount>2</ResourceRecordSetCount></HostedZone>"
                                        + "</HostedZones><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems>")
                        .body());
        for (var answer : answers.entrySet()) {
            for (String odd : odd(answer.getValue())) {
                route53.heal();
                route53.publish(List.of(PRIMARY));
                route53.fail(answer.getKey(), 99, Fault.answer(200, odd));
                try (Route53DnsProvider each = quick(Route53DnsProvider.builder()
                                .zone(ZONE)
                                .endpoint(route53.endpoint())
                                .accessKeyId(dev.failover.component.Secret.of(Route53Imitation.ACCESS_KEY_ID))
                                .secretAccessKey(dev.failover.component.Secret.of(Route53Imitation.SECRET_ACCESS_KEY)))
                        .build()) {
                    assertThat(catchThrowable(() -> each.find(WWW, TIMEOUT)))
                            .as(odd)
                            .satisfiesAnyOf(
                                    none -> assertThat(none).isNull(),
                                    thrown -> assertThat(thrown).isInstanceOf(ComponentException.class));
                    assertThat(catchThrowable(() -> apply(each, SWITCH)))
                            .as(odd)
                            .satisfiesAnyOf(
                                    none -> assertThat(none).isNull(),
                                    thrown -> assertThat(thrown).isInstanceOf(ComponentException.class));
                }
            }
        }
    }

    private static List<String> odd(String answer) {
        List<String> odd = new ArrayList<>();
        Matcher matcher = ELEMENT.matcher(answer);
        while (matcher.find()) {
            String before = answer.substring(0, matcher.start());
            String after = answer.substring(matcher.end());
            String name = matcher.group(1);
            odd.add(before + after);
            odd.add(before + matcher.group() + matcher.group() + after);
            for (String value :
                    List.of("", " ", "-1", "99999999999999999999", "maybe", "1e9", "<x/>", "\u202E", "*", ".")) {
                odd.add(before + "<" + name + ">" + value + "</" + name + ">" + after);
            }
        }
        assertThat(odd).hasSizeGreaterThan(30);
        return odd;
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 403, 500})
    @DisplayName("elements within elements, and elements without number")
    void shapes(int status) {
        for (String body : List.of(
                "<a>".repeat(200_000),
                "<a>".repeat(100_000) + "</a>".repeat(100_000),
                "<ErrorResponse><Error><Message>" + "<a>".repeat(100_000) + "</Message></Error></ErrorResponse>",
                "<a>" + "<b/>".repeat(300_000) + "</a>")) {
            route53.heal();
            route53.fail(LIST, 99, Fault.answer(status, body));
            assertThatThrownBy(() -> provider.find(WWW, TIMEOUT))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("more elements, or deeper ones");
        }
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    @DisplayName("nothing is printed past the log")
    void quiet() {
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            for (String body : List.of(
                    "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>",
                    "<?xml version=\"1.0\" encoding=\"no-such\"?><a/>",
                    "<?xml version=\"1.0\"?><a>\uD800</a>",
                    "<a>\u0001</a>",
                    "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
                    "<a b=\"<\"/>",
                    "\uFEFF<a/>",
                    "<a>&nothing;</a>")) {
                for (int status : new int[] {200, 400, 500}) {
                    route53.heal();
                    route53.fail(LIST, 99, Fault.answer(status, body));
                    assertThatThrownBy(() -> provider.find(WWW, TIMEOUT)).isInstanceOf(ComponentException.class);
                }
            }
        } finally {
            System.setErr(err);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 500 No\r\n\r\n",
                "HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n5;",
                "HTTP/1.1 200 OK\r\nX: ",
                "BOGUS "
            })
    @DisplayName("what does not end")
    void endless(String begin) throws Exception {
        AtomicLong sent = new AtomicLong();
        try (ServerSocket server = new ServerSocket(0);
                Route53DnsProvider each = route53.provider()
                        .endpoint("http://127.0.0.1:" + server.getLocalPort())
                        .build()) {
            Thread serving = new Thread(() -> serve(server, begin, sent));
            serving.setDaemon(true);
            serving.start();
            assertThatThrownBy(() -> each.find(WWW, Duration.ofSeconds(20)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContainingAll("127.0.0.1:", "ListResourceRecordSets");
        }
        assertThat(sent).as("for each of two attempts").hasValueLessThan(2 * (32 << 20));
    }

    private static void serve(ServerSocket server, String begin, AtomicLong sent) {
        while (!server.isClosed()) {
            try (Socket connection = server.accept()) {
                connection.getInputStream().read(new byte[8192]);
                connection.getOutputStream().write(begin.getBytes(StandardCharsets.ISO_8859_1));
                while (true) {
                    connection.getOutputStream().write("x".repeat(8192).getBytes(StandardCharsets.ISO_8859_1));
                    sent.addAndGet(8192);
                }
            } catch (IOException e) {
                // The client has hung up, or the test is over.
            }
        }
    }

    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    @DisplayName("no proxy is asked, whatever the JVM's properties say")
    void proxies() throws Exception {
        URI nowhere = URI.create("http://192.0.2.1:1");
        System.setProperty("http.proxyHost", nowhere.getHost());
        System.setProperty("http.proxyPort", "1");
        System.setProperty("http.nonProxyHosts", "");
        System.setProperty("socksProxyHost", nowhere.getHost());
        try (Route53DnsProvider each = route53.provider().build()) {
            assertThat(each.find(WWW, TIMEOUT)).hasValue(PRIMARY);
        } finally {
            List.of("http.proxyHost", "http.proxyPort", "http.nonProxyHosts", "socksProxyHost")
                    .forEach(System::clearProperty);
        }
    }

    @Test
    @DisplayName("a server that is silent costs the deadline and no more")
    void silent() {
        route53.fail(LIST, 99, "hang");
        long start = System.nanoTime();
        assertThatThrownBy(() -> provider.find(WWW, Duration.ofMillis(800)))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("no complete answer to ListResourceRecordSets within");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1600));
    }
}
