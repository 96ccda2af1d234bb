package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.net.InetAddresses;
import com.sun.management.ThreadMXBean;
import dev.failover.component.Components;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
import dev.failover.component.Settings;
import dev.failover.http.RawServer;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The settings of an http check")
class HttpHealthCheckSettingsTest {
    private static final String URL = "https://www.example.test/path?token=hush";

    private static HealthCheck create(Map<String, String> settings) {
        return Components.load(HealthCheckFactory.class).create("http", Settings.of("check", settings));
    }

    private static InvalidSettingsException refused(Map<String, String> settings) {
        return catchThrowableOfType(InvalidSettingsException.class, () -> create(settings));
    }

    @Test
    void needTheUrlOnly() {
        assertThat(create(Map.of("url", URL))).hasToString("http check: GET https://www.example.test/path");
        assertThat(refused(Map.of()).problems())
                .containsExactly(
                        new Problem("check.url", "is required: the page to ask for, like https://www.example.com/"));
    }

    /** An agent has thousands of checks, and what carries most of them out is one for all. */
    @Test
    void makeNothingThatMostChecksDoNotUse() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        // The first is slow, as it loads classes.
        HttpHealthCheck.builder().url(URI.create(URL)).build();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        HttpHealthCheck.builder().url(URI.create(URL)).build();
        assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                .as("bytes: some 3,700, and 1,700 more with a client of its own")
                .isLessThan(4_500);
    }

    @Test
    void reachTheServer() throws Exception {
        CompletableFuture<String> request = new CompletableFuture<>();
        try (RawServer server = RawServer.start(connection -> {
            request.complete(RawServer.readRequest(connection));
            RawServer.write(connection, "HTTP/1.1 418 Teapot\r\nContent-Length: 5\r\n\r\nshort");
        })) {
            HealthCheck check = create(Map.ofEntries(
                    Map.entry("url", "http://www.example.test:" + server.port() + "/"),
                    Map.entry("method", "POST"),
                    Map.entry("body", "ping"),
                    Map.entry("content-type", "text/plain"),
                    Map.entry("user", "me"),
                    Map.entry("password", "hush"),
                    Map.entry("max-latency", "10s"),
                    Map.entry("http2", "false"),
                    Map.entry("expect-status", "200,418"),
                    Map.entry("body-contains", "short"),
                    Map.entry("body-pattern", "^s.*t$"),
                    Map.entry("body-limit", "100"),
                    Map.entry("user-agent", "Mozilla/5.0"),
                    Map.entry("header.Accept", "text/html"),
                    Map.entry("header.X.Y", "z"),
                    Map.entry("connect-timeout", "1s"),
                    Map.entry("read-timeout", "1s"),
                    Map.entry("follow-redirects", "false"),
                    Map.entry("verify-certificate", "false")));
            assertThat(check.check(InetAddresses.forString("127.0.0.1"), Duration.ofSeconds(10)))
                    .isEqualTo(Health.up("answered 418"));
            assertThat(request.get(5, TimeUnit.SECONDS))
                    .contains("User-Agent: Mozilla/5.0\n", "Accept: text/html\n", "X.Y: z\n")
                    .contains("POST / HTTP/1.1\n", "Content-Type: text/plain\n", "Content-Length: 4\n")
                    .contains("Authorization: Basic bWU6aHVzaA==\n");
        }
    }

    @Test
    @DisplayName("name places in JSON as they are written")
    void json() throws Exception {
        try (RawServer server = RawServer.answering(
                "HTTP/1.1 200 OK\r\nContent-Length: 36\r\n\r\n{\"a\": [{\"b.c\": \"up\"}], \"v\": \"1.2.3\"}")) {
            Map<String, String> settings = Map.of(
                    "url", "http://www.example.test:" + server.port() + "/",
                    "bearer-token", "abc",
                    "json.$.a[0]['b.c']", "up",
                    "json-pattern.$.v", "^1[.]");
            assertThat(create(settings).check(InetAddresses.forString("127.0.0.1"), Duration.ofSeconds(10)))
                    .isEqualTo(Health.up("answered 200"));
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "url | ftp://www.example.test/ | must start with http:// or https://",
                "url | https:/// | must be a URL with a scheme and a host, like https://www.example.com/",
                "url | www.example.test/health | must be a URL with a scheme and a host, like https://www.example.com/",
                "url | www.example.test:8080/health | must be a URL with a scheme and a host",
                "url | https://www.example.test/a b | must be a URL, but has an error: illegal character in path, at character 27",
                "url | https://www example.test/ | must be a URL, but has an error: illegal character in authority, at character",
                "url | https://www.example.test/%zz | must be a URL, but has an error: malformed escape pair, at character 26",
                "url | https://user:hush@my_site.example.test/ | must not hold a user or password",
                "url | https://:443/ | must be a URL with a valid host, and a port from 1 to 65535: Invalid URL host",
                "url | https://my_site.example.test:99999/ | must be a URL with a valid host, and a port from 1 to 65535: Invalid URL port",
                "url | https://a..b/ | must be a URL with a valid host, and a port from 1 to 65535: Invalid URL host",
                "url | https://user:hush@www.example.test/ | must not hold a user or password",
                "url | https://www.example.test:65536/ | must be a URL with a valid host, and a port from 1 to 65535",
                "method | DELETE | must be GET, HEAD, POST or PUT",
                "body | '' | must be from 1 to 65536 bytes, not 0",
                "body | hush | needs method POST or PUT",
                "content-type | json | must be a media type like application/json",
                "content-type | text/plain | has no effect without body",
                "header.Content-Type | text/plain | is to be given as content-type",
                "user | a:hush | must be one or more characters without a colon",
                "password | '' | must not be empty",
                "bearer-token | hush hush | must be a token of letters",
                "body-pattern | (hush | must be a regular expression: Unclosed group",
                "json | ok | must be a block of names and values",
                "json.status | ok | is no path to one value: names and indices behind $",
                "json-pattern.$.a | [ | must be a regular expression",
                "json-pattern.a | a | is no path to one value",
                "max-latency | 0s | must be from 1ms to 5m",
                "http2 | maybe | must be true or false",
                "client-certificate | /nonexistent.p12 | no such file",
                "client-certificate-password | hush | is given without client-certificate",
                "expect-status | 2xx | must list statuses",
                "body-contains | '' | must not be empty",
                "body-limit | -1 | must be from 0 to 16777216 bytes, not -1",
                "body-limit | 16777217 | must be from 0",
                "user-agent | '' | must not be empty",
                "user-agent | 'a\u0007' | must be printable ASCII on one line",
                "header.X Y | a | is no name of a header",
                "header.Host | a | can't be given",
                "header.connection | a | can't be given",
                "header.User-Agent | a | is to be given as user-agent",
                "header.X | '\u0007hush' | must be printable ASCII on one line",
                "header | a | must be a block of names and values",
                "connect-timeout | 0s | must be from 1ms to 5m",
                "read-timeout | 301s | must be from 1ms to 5m",
                "follow-redirects | yes | must be true or false",
                "full-handshake-every | 59s | must be from 1m to 24h",
                "full-handshake-every | 25h | must be from 1m to 24h",
                "verify-certificate | no | must be true or false",
                "trust-store | /nonexistent.p12 | no such file",
                "trust-store-password | hush | is given without trust-store",
                "timeout | 2s | unknown setting",
            })
    void areRefusedIfWrongNamingTheKeyAndNoSecret(String key, String value, String message) {
        Map<String, String> settings = new HashMap<>(Map.of("url", URL));
        settings.put(key, value);
        InvalidSettingsException refused = refused(settings);
        assertThat(refused.problems()).hasSize(1);
        assertThat(refused.problems().get(0).key()).isEqualTo("check." + key);
        assertThat(refused.problems().get(0).message()).startsWith(message).doesNotContain("hush");
    }

    @Test
    void areRefusedIfTheyContradictEachOther() {
        assertThat(refused(Map.of("url", URL, "method", "HEAD", "body-contains", "x", "body-limit", "0"))
                        .problems())
                .extracting(Problem::key)
                .containsExactly("check.body-contains", "check.body-contains");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "full-handshake-every=10m http2=true | full-handshake-every | needs an https URL, and neither follow-redirects",
                "full-handshake-every=10m follow-redirects=true | full-handshake-every | needs an https URL",
                "method=POST body=x | content-type | is required with a body: application/json, say",
                "method=POST follow-redirects=true | follow-redirects | needs method GET or HEAD",
                "user=me | password | is required with a user",
                "password=hush | user | is required with a password",
                "user=me password=a bearer-token=b | bearer-token | is given beside user; remove one",
                "bearer-token=b header.Authorization=c | header.Authorization | is given beside user or bearer-token",
                "user=me password=a header.authorization=c | header.Authorization | is given beside user or bearer-token",
                "method=HEAD json.$.a=1 | json.$.a | needs another method than HEAD",
                "body-limit=0 body-pattern=x | body-pattern | needs a body-limit of more than 0",
                "url=http://www.example.test/ http2=true | http2 | needs an https URL",
            })
    void areRefusedWhereOneNeedsOrForbidsAnother(String given, String key, String message) {
        Map<String, String> settings = new HashMap<>(Map.of("url", URL));
        for (String each : given.split(" ", -1)) {
            settings.put(each.replaceFirst("=.*", ""), each.replaceFirst("[^=]*=", ""));
        }
        InvalidSettingsException refused = refused(settings);
        assertThat(refused.problems()).hasSize(1);
        assertThat(refused.problems().get(0).key()).isEqualTo("check." + key);
        assertThat(refused.problems().get(0).message()).startsWith(message);
    }

    @Test
    void areRefusedAllTogether() {
        assertThat(refused(Map.of("url", "ftp://x", "method", "PATCH", "header.Host", "h", "colour", "red"))
                        .problems())
                .extracting(Problem::key)
                .containsExactlyInAnyOrder("check.url", "check.method", "check.header.Host", "check.colour");
    }
}
