package dev.failover.agent.page;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked for.
 *
 * @param path decoded
 * @param from the address of whoever asks
 * @param headers the first of each, by its name in lower case
 * @param body of a form
 */
record Request(
        String method,
        String path,
        Map<String, String> query,
        String from,
        Map<String, String> headers,
        Map<String, String> body) {

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    String query(String name) {
        return query.getOrDefault(name, "");
    }

    String field(String name) {
        return body.getOrDefault(name, "");
    }

    /**
     * The names and values of a query or a form ({@code application/x-www-form-urlencoded}); of a name that is there twice, the first.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                pairs.putIfAbsent(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return pairs;
    }

    /** Nothing that a secret could be in. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
