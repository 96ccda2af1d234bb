package dev.failover.ovh;

import dev.failover.http.BaseUrl;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the API is: one of OVH's regions, or any base URL.
 *
 * <p>Regions and their URLs are those of OVH's own client (github.com/ovh/python-ovh). Keys work only in the region that
 * issued them; OAuth2 exists in the three regions of the OVHcloud brand.
 *
 * @param name as the user wrote it
 * @param base the URL in the one spelling that is both sent and signed: lower-case host, no default port, no final slash
 * @param tokenUrl where service accounts get their token; null where the region has none, or it can't be known
 */
record Endpoint(String name, URI base, @Nullable URI tokenUrl) {
    static final String DEFAULT = "ovh-eu";

    private static final Map<String, Endpoint> REGIONS = new LinkedHashMap<>();

    static {
        region("ovh-eu", "https://eu.api.ovh.com/1.0", "https://www.ovh.com/auth/oauth2/token");
        region("ovh-ca", "https://ca.api.ovh.com/1.0", "https://ca.ovh.com/auth/oauth2/token");
        region("ovh-us", "https://api.us.ovhcloud.com/1.0", "https://us.ovhcloud.com/auth/oauth2/token");
        region("soyoustart-eu", "https://eu.api.soyoustart.com/1.0", null);
        region("soyoustart-ca", "https://ca.api.soyoustart.com/1.0", null);
        region("kimsufi-eu", "https://eu.api.kimsufi.com/1.0", null);
        region("kimsufi-ca", "https://ca.api.kimsufi.com/1.0", null);
    }

    private static void region(String name, String base, @Nullable String tokenUrl) {
        REGIONS.put(name, new Endpoint(name, URI.create(base), tokenUrl == null ? null : URI.create(tokenUrl)));
    }

    /** @throws IllegalArgumentException if it is neither a region's name nor an http(s) URL without query */
    static Endpoint parse(String text) {
        Endpoint region = REGIONS.get(text);
        if (region != null) {
            return region;
        }
        if (!text.contains("://")) {
            throw new IllegalArgumentException(
                    "must be one of " + REGIONS.keySet() + " or a URL, not \"" + text + "\"");
        }
        return new Endpoint(text, BaseUrl.parse(text), null);
    }

    /** Where calls go, for messages. */
    String host() {
        return base.getAuthority();
    }
}
