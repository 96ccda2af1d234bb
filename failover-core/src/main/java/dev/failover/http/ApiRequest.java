package dev.failover.http;

import com.google.common.net.UrlEscapers;
import java.util.Map;

/**
 * One request to a vendor's API, before it is authenticated.
 *
 * @param path below the API's base URL, encoded, with its query
 * @param body JSON; empty for none
 */
public record ApiRequest(String method, String path, String body) {
    public static ApiRequest get(String path) {
        return of("GET", path);
    }

    /** A request without body. */
    public static ApiRequest of(String method, String path) {
        return new ApiRequest(method, path, "");
    }

    /** @param body members of an object, as for {@link Json#write} */
    public static ApiRequest of(String method, String path, Map<String, ?> body) {
        return new ApiRequest(method, path, Json.write(body));
    }

    /** A name or a value as it may stand in a query, or between two slashes of a path. */
    public static String encoded(String text) {
        return UrlEscapers.urlFormParameterEscaper().escape(text).replace("+", "%20");
    }

    /** Method and path, without the query: enough to find it in the vendor's documentation. */
    @Override
    public String toString() {
        int query = path.indexOf('?');
        return method + " " + (query < 0 ? path : path.substring(0, query));
    }
}
