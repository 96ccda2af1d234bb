package dev.failover.health;

import dev.failover.component.Excerpt;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import org.jspecify.annotations.Nullable;

/**
 * What counts of an answer to an http check, however it came. Immutable.
 *
 * @param location where it redirects to, for a human; null if nowhere
 * @param target the same, if that is a page; null if it is not
 * @param text the beginning of its body, if the check looks at that; otherwise empty
 */
record HttpAnswer(
        int status, @Nullable String location, @Nullable HttpUrl target, String text) {
    /**
     * An answer without its body.
     *
     * @param asked what the request was for
     * @param location the header of that name, as it was sent; null if there is none
     */
    static HttpAnswer head(HttpUrl asked, int status, @Nullable String location) {
        if (location == null || !isRedirect(status)) {
            return new HttpAnswer(status, null, null, "");
        }
        HttpUrl target = asked.resolve(location);
        return new HttpAnswer(status, target == null ? withoutQuery(location) : withoutQuery(target), target, "");
    }

    /**
     * The same with its body.
     *
     * @param body its beginning, unpacked
     * @param contentType the header of that name, which may name the charset; null if there is none
     */
    HttpAnswer withBody(byte[] body, @Nullable String contentType) {
        MediaType type = contentType == null ? null : MediaType.parse(contentType);
        Charset charset = type == null ? null : type.charset();
        return new HttpAnswer(
                status, location, target, new String(body, charset == null ? StandardCharsets.UTF_8 : charset));
    }

    /** For a human, as the beginning of a sentence about it. */
    String told() {
        return "answered " + status + (location == null ? "" : ", redirecting to " + location);
    }

    /** RFC 9110, section 15.4. */
    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /** What is not even a URL of ours may hold a token or a password all the same. */
    private static String withoutQuery(String location) {
        return Excerpt.of(location.replaceFirst("(?s)[?#].*", "").replaceFirst("//[^/]*@", "//"));
    }

    /** A query may carry a token, and details end up in notifications. */
    private static String withoutQuery(HttpUrl url) {
        return Excerpt.of(url.newBuilder()
                .query(null)
                .fragment(null)
                .username("")
                .password("")
                .build()
                .toString());
    }
}
