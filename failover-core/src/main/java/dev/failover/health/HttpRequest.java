package dev.failover.health;

import okhttp3.Headers;
import okhttp3.HttpUrl;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A request of HTTP/1.1 as it is sent (RFC 9112, section 3). Immutable.
 *
 * @param isHead whether it asks for headers alone
 * @param offersGzip whether the answer may come packed, which is offered unless a header says what else is (RFC 9110, section 12.5.3)
 */
record HttpRequest(ByteString bytes, boolean isHead, boolean offersGzip) {
    /** @param body null if none is sent */
    static HttpRequest of(String method, HttpUrl url, Headers headers, byte @Nullable [] body) {
        boolean offersGzip = headers.get("Accept-Encoding") == null && headers.get("Range") == null;
        String query = url.encodedQuery();
        StringBuilder text = new StringBuilder(method)
                .append(' ')
                .append(url.encodedPath())
                .append(query == null ? "" : "?" + query)
                .append(" HTTP/1.1\r\nHost: ")
                .append(authority(url))
                .append("\r\n");
        headers.forEach(header -> text.append(header.getFirst())
                .append(": ")
                .append(header.getSecond())
                .append("\r\n"));
        if (body != null) {
            text.append("Content-Length: ").append(body.length).append("\r\n");
        }
        text.append(offersGzip ? "Accept-Encoding: gzip\r\n\r\n" : "\r\n");
        Buffer all = new Buffer().writeUtf8(text.toString());
        if (body != null) {
            all.write(body);
        }
        return new HttpRequest(all.readByteString(), method.equals("HEAD"), offersGzip);
    }

    /** The host, and the port unless it is the scheme's own. */
    private static String authority(HttpUrl url) {
        String host = url.host().indexOf(':') < 0 ? url.host() : "[" + url.host() + "]";
        return url.port() == HttpUrl.defaultPort(url.scheme()) ? host : host + ":" + url.port();
    }
}
