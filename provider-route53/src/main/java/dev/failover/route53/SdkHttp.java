package dev.failover.route53;

import dev.failover.component.TrustStore;
import dev.failover.component.UnavailableException;
import dev.failover.http.HttpCall;
import dev.failover.http.HttpCaller;
import dev.failover.http.HttpReply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/**
 * The SDK's way to the network, over {@link HttpCaller}: what comes back is bounded, no proxy is used, and an interruption is heeded. An
 * answer is handed over whole, as UTF-8, and only if the SDK's reader, which descends once for each element inside another, can take it.
 * Thread-safe.
 */
final class SdkHttp implements SdkHttpClient {
    /** A page of 300 record sets with texts of some thousand characters each. */
    private static final int MAX_BODY_BYTES = 2 << 20;

    /** Beyond every deadline of a request; that one ends the call by an interruption. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** What {@link HttpCaller} says by itself, or by the body that it is given. */
    private static final Set<String> ITS_OWN = Set.of("host", "content-length", "content-type");

    private static final List<String> OF_USE = List.of("x-amzn-RequestId", "Content-Type", "Date");

    private final HttpCaller caller;

    /** @param trustStore null for the JDK's certificate authorities */
    SdkHttp(@Nullable TrustStore trustStore) {
        caller = HttpCaller.create(trustStore, MAX_BODY_BYTES);
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                try {
                    return response(caller.call(SdkHttp.call(request), LONGEST));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw (IOException) new InterruptedIOException("interrupted").initCause(e);
                } catch (UnavailableException e) {
                    throw new IOException(e.getMessage(), e);
                }
            }

            /** Whoever aborts interrupts as well. */
            @Override
            public void abort() {}
        };
    }

    private static HttpCall call(HttpExecuteRequest request) throws IOException {
        var asked = request.httpRequest();
        HttpCall call = HttpCall.of(asked.method().name(), asked.getUri());
        var headers = new TreeMap<>(asked.headers());
        for (var header : headers.entrySet()) {
            if (!ITS_OWN.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                call = call.header(header.getKey(), String.join(",", header.getValue()));
            }
        }
        if (request.contentStreamProvider().isEmpty()) {
            return call;
        }
        try (InputStream body = request.contentStreamProvider().get().newStream()) {
            return call.body(
                    asked.firstMatchingHeader("Content-Type").orElse("application/xml"),
                    new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static HttpExecuteResponse response(HttpReply reply) throws IOException {
        String text = reply.text();
        XmlBounds.check(text);
        SdkHttpFullResponse.Builder response = SdkHttpFullResponse.builder().statusCode(reply.status());
        for (String name : OF_USE) {
            reply.header(name).ifPresent(value -> response.putHeader(name, value));
        }
        return HttpExecuteResponse.builder()
                .response(response.build())
                .responseBody(
                        AbortableInputStream.create(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))))
                .build();
    }

    @Override
    public String clientName() {
        return "Failover";
    }

    @Override
    public void close() {
        caller.close();
    }
}
