package dev.failover.ovh;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * OVH's request signature, version 1: {@code $1$} and the SHA-1 of secret, consumer key, method, URL, body and time,
 * joined by plus signs ("First steps with the OVHcloud APIs"; the same in github.com/ovh/python-ovh).
 */
final class Signature {
    private Signature() {}

    /**
     * Signs one request.
     *
     * @param url in full, exactly as sent
     * @param body exactly as sent; empty for none
     * @param seconds the server's time, since 1970
     */
    static String of(
            String applicationSecret, String consumerKey, String method, String url, String body, long seconds) {
        String text = String.join("+", applicationSecret, consumerKey, method, url, body, Long.toString(seconds));
        return "$1$" + sha1(text);
    }

    /** SHA-1 is what the protocol says; nothing here rests on its collision resistance. */
    @SuppressWarnings("deprecation")
    private static String sha1(String text) {
        return Hashing.sha1().hashString(text, StandardCharsets.UTF_8).toString();
    }
}
