package dev.failover.cloudflare;

import dev.failover.http.ApiRefusal;
import java.util.Set;

/** The error codes of Cloudflare that mean something here, as its own and other people's clients have met them. */
final class Code {
    /** A record of this id is not there, or not any more. */
    static final String NO_SUCH_RECORD = "81044";

    /** A record of the same name, type and content is there; the former is what was said until 2024. */
    private static final Set<String> IDENTICAL = Set.of("81057", "81058");

    /** A CNAME beside other records. */
    private static final Set<String> EXCLUDED = Set.of("81053", "81054");

    /** Authentication error, unauthorized to access the resource, invalid token, invalid headers. */
    private static final Set<String> DENIED = Set.of("10000", "9109", "9106", "1000", "6003", "6111");

    private Code() {}

    /** Whether the record is there already. */
    static boolean isIdentical(ApiRefusal refusal) {
        return IDENTICAL.contains(refusal.code());
    }

    /** Whether the zone is not what it was when it was looked at. */
    static boolean isSuperseded(ApiRefusal refusal) {
        return refusal.code().equals(NO_SUCH_RECORD) || isIdentical(refusal) || EXCLUDED.contains(refusal.code());
    }

    /** Whether the token is not known, or may not do that. */
    static boolean isDenied(ApiRefusal refusal) {
        return refusal.status() == 401 || refusal.status() == 403 || DENIED.contains(refusal.code());
    }
}
