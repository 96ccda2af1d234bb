package dev.failover.ovh;

import org.jspecify.annotations.Nullable;

/**
 * One request to the API, before it is authenticated.
 *
 * @param path below the base URL, encoded, with its query
 * @param body JSON; empty for none
 * @param right what allows it; null if every credential may
 */
record ApiRequest(
        String method, String path, String body, @Nullable Right right) {
    static ApiRequest get(String path) {
        return new ApiRequest("GET", path, "", null);
    }

    /** Method and path, without the query: enough to find it in OVH's documentation. */
    @Override
    public String toString() {
        int query = path.indexOf('?');
        return method + " " + (query < 0 ? path : path.substring(0, query));
    }
}
