package dev.failover.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** The URL below which an API is, in one spelling: lower-case scheme and host, no default port, no final slash. */
public final class BaseUrl {
    private BaseUrl() {}

    /** @throws IllegalArgumentException if it is not an http or https URL that is sent as it is written; the message does not quote it */
    public static URI parse(String text) {
        try {
            URI uri = new URI(text).normalize();
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean plain = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            if ((scheme.equals("http") || scheme.equals("https"))
                    && plain
                    && uri.getHost() != null
                    && uri.getRawPath().matches("[A-Za-z0-9/._~-]*")) {
                boolean usual = uri.getPort() < 0 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
                return URI.create(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT)
                        + (usual ? "" : ":" + uri.getPort())
                        + uri.getRawPath().replaceFirst("/+$", ""));
            }
        } catch (URISyntaxException e) {
            // Said below, without the parser's own words, which repeat the text.
        }
        throw new IllegalArgumentException("must be an http or https URL with a host, without user, query or fragment");
    }
}
