package dev.failover.route53;

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

    static Fault answer(int status, String body) {
        return new Fault(false, Ending.WHOLE, status, body, Map.of());
    }

    static Fault error(int status, String code, String message) {
        return answer(status, ImitatedReply.error(status, code, message).body());
    }

    static Fault page(int status) {
        return answer(status, "<html><body><h1>Welcome to the hotel</h1></body></html>");
    }

    static Fault throttled() {
        return error(400, "Throttling", "Rate exceeded");
    }

    static Fault busy() {
        return error(
                400,
                "PriorRequestNotComplete",
                "The request was rejected because Route 53 was still processing a prior request.");
    }

    static Fault skewed() {
        return error(
                403,
                "SignatureDoesNotMatch",
                "Signature expired: 20261121T100000Z is now earlier than 20261121T110000Z (20261121T111500Z - 15 min.)");
    }

    static Fault ending(Ending ending) {
        return new Fault(ending == Ending.TRUNCATED || ending == Ending.CUT, ending, 0, null, Map.of());
    }

    /** The request is carried out, and its answer never comes. */
    static Fault lostAnswer() {
        return new Fault(true, Ending.RESET, 0, null, Map.of());
    }
}
