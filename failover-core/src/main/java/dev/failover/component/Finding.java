package dev.failover.component;

import java.time.Instant;
import java.util.Optional;

/**
 * One line of what an inspection found.
 *
 * @param severity whether it stands in the way
 * @param subject what was looked at: {@code zone beerus.fr}
 * @param message what was found and, unless it is fine, what to do
 * @param ends when what works until then stops working, as a key that expires does; empty if it is not about that
 */
public record Finding(Severity severity, String subject, String message, Optional<Instant> ends) {

    /** How much a finding matters. */
    public enum Severity {
        OK,
        WARNING,
        ERROR
    }

    public static Finding ok(String subject, String message) {
        return new Finding(Severity.OK, subject, message, Optional.empty());
    }

    public static Finding warning(String subject, String message) {
        return new Finding(Severity.WARNING, subject, message, Optional.empty());
    }

    public static Finding error(String subject, String message) {
        return new Finding(Severity.ERROR, subject, message, Optional.empty());
    }

    /** A warning of what stops working at {@code end}. */
    public static Finding ending(String subject, String message, Instant end) {
        return new Finding(Severity.WARNING, subject, message, Optional.of(end));
    }

    /** The same of a part of something: {@code provider ovh: zone beerus.fr}. */
    public Finding of(String whole) {
        return new Finding(severity, whole + ": " + subject, message, ends);
    }
}
