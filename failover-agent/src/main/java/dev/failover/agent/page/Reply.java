package dev.failover.agent.page;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What is answered. */
record Reply(int status, String type, String text, Map<String, String> headers) {
    static final String HTML = "text/html; charset=utf-8";
    static final String TEXT = "text/plain; charset=utf-8";
    static final String JSON = "application/json; charset=utf-8";
    static final String SVG = "image/svg+xml; charset=utf-8";
    static final String ATOM = "application/atom+xml; charset=utf-8";

    /** What is sent. */
    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Reply of(int status, String type, String text) {
        return new Reply(status, type, text, Map.of());
    }

    /** A sentence. */
    static Reply text(int status, String sentence) {
        return of(status, TEXT, sentence + "\n");
    }

    Reply with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Reply(status, type, text, more);
    }
}
