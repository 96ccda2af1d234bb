package dev.failover.http;

import dev.failover.component.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One HTTP request. Immutable; {@code toString} names method and host only. */
public final class HttpCall {
    private final String method;
    private final URI uri;
    private final Map<String, String> headers;
    private final byte @Nullable [] body;

    private HttpCall(String method, URI uri, Map<String, String> headers, byte @Nullable [] body) {
        this.method = method;
        this.uri = uri;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    /**
     * A request without body.
     *
     * @param uri absolute, http or https; sent exactly as given
     */
    public static HttpCall of(String method, URI uri) {
        return new HttpCall(method, uri, Map.of(), null);
    }

    /**
     * The same request with one more header.
     *
     * @throws IllegalArgumentException if {@code value} holds anything but printable ASCII
     */
    public HttpCall header(String name, String value) {
        // OkHttp would refuse it too, but with the value in its message.
        if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 127))) {
            throw new IllegalArgumentException("the header " + name + " holds a character that can't be sent");
        }
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpCall(method, uri, more, body);
    }

    /** The same request with a token (RFC 6750, section 2.1) that passed {@link #requireSendable}. */
    public HttpCall bearer(Secret token) {
        return header("Authorization", "Bearer " + token.reveal());
    }

    /**
     * Checks that a token or key can be sent in a header as it is, before it has to be.
     *
     * @throws IllegalArgumentException if it holds anything but visible ASCII; the message does not quote it
     */
    public static Secret requireSendable(Secret secret) {
        if (!secret.reveal().chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("must be letters, digits and signs of ASCII, without spaces");
        }
        return secret;
    }

    /** The same request with a body, in UTF-8, and its type. */
    public HttpCall body(String contentType, String text) {
        return body(contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same request with a body, which is not copied, and its type. */
    public HttpCall body(String contentType, byte[] bytes) {
        return new HttpCall(method, uri, headers, bytes).header("Content-Type", contentType);
    }

    public String method() {
        return method;
    }

    public URI uri() {
        return uri;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte @Nullable [] body() {
        return body;
    }

    @Override
    public String toString() {
        return method + " " + uri.getHost();
    }
}
