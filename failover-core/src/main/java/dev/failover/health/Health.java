package dev.failover.health;

import java.time.Instant;
import java.util.Optional;

/**
 * What one probe found.
 *
 * @param status whether the site can serve
 * @param detail why, for a human: {@code answered 503}; never empty
 * @param certificateExpiry until when the certificate shown is valid, if one was shown: also of an expired one
 */
public record Health(Status status, String detail, Optional<Instant> certificateExpiry) {

    /** Whether a site can serve. Unknown is not down: it is never a vote. */
    public enum Status {
        UP,
        DOWN,
        UNKNOWN
    }

    public static Health up(String detail) {
        return new Health(Status.UP, detail, Optional.empty());
    }

    public static Health down(String detail) {
        return new Health(Status.DOWN, detail, Optional.empty());
    }

    public static Health unknown(String detail) {
        return new Health(Status.UNKNOWN, detail, Optional.empty());
    }

    /** The same finding, with the certificate that was shown. */
    public Health withCertificateExpiry(Instant expiry) {
        return new Health(status, detail, Optional.of(expiry));
    }
}
