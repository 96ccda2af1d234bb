package dev.failover.component;

/**
 * One line of what an inspection found.
 *
 * @param severity whether it stands in the way
 * @param subject what was looked at: {@code zone beerus.fr}
 * @param message what was found and, unless it is fine, what to do
 */
public record Finding(Severity severity, String subject, String message) {

    /** How much a finding matters. */
    public enum Severity {
        OK,
        WARNING,
        ERROR
    }

    public static Finding ok(String subject, String message) {
        return new Finding(Severity.OK, subject, message);
    }

    public static Finding warning(String subject, String message) {
        return new Finding(Severity.WARNING, subject, message);
    }

    public static Finding error(String subject, String message) {
        return new Finding(Severity.ERROR, subject, message);
    }
}
