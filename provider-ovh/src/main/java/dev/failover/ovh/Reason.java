package dev.failover.ovh;

import dev.failover.http.ApiRefusal;
import java.util.Locale;

/** What lies behind a refusal. */
enum Reason {
    CLOCK,
    SIGNATURE,
    NOT_LOGGED_IN,
    INVALID_CREDENTIAL,
    INVALID_KEY,
    NOT_GRANTED,
    NOT_FOUND,
    EXPIRED,
    OTHER;

    static Reason of(ApiRefusal refusal) {
        String code = refusal.code();
        String said = refusal.message().toLowerCase(Locale.ROOT);
        if (code.equals("QUERY_TIME_OUT") || said.contains("query out of time")) {
            return CLOCK;
        }
        if (code.equals("INVALID_SIGNATURE") || said.contains("invalid signature")) {
            return SIGNATURE;
        }
        if (code.equals("INVALID_KEY") || said.contains("application key is invalid")) {
            return INVALID_KEY;
        }
        if (code.equals("INVALID_CREDENTIAL")
                || said.contains("credential is not valid")
                || said.contains("credential does not exist")) {
            return INVALID_CREDENTIAL;
        }
        if (refusal.status() == 401 || code.equals("NOT_CREDENTIAL")) {
            return NOT_LOGGED_IN;
        }
        return switch (refusal.status()) {
            case 403 -> NOT_GRANTED;
            case 404 -> NOT_FOUND;
            case 460 -> EXPIRED;
            default -> OTHER;
        };
    }
}
