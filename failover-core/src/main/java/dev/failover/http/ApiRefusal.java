package dev.failover.http;

import dev.failover.component.Excerpt;
import java.util.function.UnaryOperator;

/**
 * An answer by which an API itself says no, in words that are fit for a message.
 *
 * @param code the vendor's own name for it; empty if there is none
 * @param message the vendor's own words; empty if there are none
 * @param more what else is worth telling: {@code missing IAM actions: …}; empty if nothing
 */
public record ApiRefusal(int status, String code, String message, String more) {
    /**
     * Takes secrets, and what a terminal or a log would obey, out of what was said.
     *
     * @param mask takes the secrets out, before anything is cut
     */
    public static ApiRefusal of(int status, String code, String message, String more, UnaryOperator<String> mask) {
        return new ApiRefusal(
                status, Excerpt.of(mask.apply(code)), Excerpt.of(mask.apply(message)), Excerpt.of(mask.apply(more)));
    }

    /** {@code HTTP 403 NOT_GRANTED, "This call has not been granted"}. */
    @Override
    public String toString() {
        return "HTTP " + status
                + (code.isEmpty() ? "" : " " + code)
                + (message.isEmpty() ? "" : ", \"" + message + "\"")
                + (more.isEmpty() ? "" : ", " + more);
    }
}
