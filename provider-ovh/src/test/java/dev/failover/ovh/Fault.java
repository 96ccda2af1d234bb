package dev.failover.ovh;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong with one request to the imitation.
 *
 * @param executes whether the request is carried out all the same
 * @param body what is answered; null for what the request itself would have been answered
 */
record Fault(
        boolean executes,
        Ending ending,
        int status,
        @Nullable String body,
        Map<String, String> headers) {
    /** How the answer goes out. */
    enum Ending {
        WHOLE,
        /** Half of the body, announced as if it were all. */
        TRUNCATED,
        /** Half of the body, announced as whole, then the connection ends. */
        CUT,
        /** No answer: the connection ends. */
        RESET,
        /** No answer: the connection stays. */
        HANG
    }

    static Fault status(int status) {
        return new Fault(false, Ending.WHOLE, status, "{\"message\":\"Internal error\"}", Map.of());
    }

    static Fault answer(int status, String body) {
        return new Fault(false, Ending.WHOLE, status, body, Map.of());
    }

    static Fault page(int status) {
        return answer(status, "<html><body><h1>Request Time-out</h1></body></html>");
    }

    static Fault throttled() {
        return answer(429, "{\"message\":\"Too many requests\"}");
    }

    static Fault throttled(String retryAfter) {
        return new Fault(
                false, Ending.WHOLE, 429, "{\"message\":\"Too many requests\"}", Map.of("Retry-After", retryAfter));
    }

    static Fault ending(Ending ending) {
        return new Fault(ending == Ending.TRUNCATED || ending == Ending.CUT, ending, 0, null, Map.of());
    }

    /** The request is carried out, and its answer never comes. */
    static Fault lostAnswer() {
        return new Fault(true, Ending.RESET, 0, null, Map.of());
    }

    /** The request is answered as if it had been carried out. */
    static Fault pretended(String body) {
        return answer(200, body);
    }
}
