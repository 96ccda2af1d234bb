package dev.failover.health;

import dev.failover.component.Excerpt;
import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Java says of TLS that failed, in words for whoever runs the server. */
final class TlsFailure {
    private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");
    /** As BoringSSL says it, which numbers them by the version of TLS that had them first. */
    private static final Pattern ALERT_OF_BORINGSSL = Pattern.compile("(?:TLSV1|SSLV3)_ALERT_([A-Z_]+)");

    private static final Pattern OLD_VERSION = Pattern.compile("selected protocol version (\\w+) is not accepted");

    private TlsFailure() {}

    /** Whatever it is but a certificate refused by us. */
    static String explain(IOException failure) {
        return "TLS: " + words(failure, String.valueOf(failure.getMessage()));
    }

    private static String words(IOException failure, String message) {
        // As sockets of the JDK say it, as its engine does, and Conscrypt's.
        if (message.contains("Unsupported or unrecognized SSL message")
                || message.contains("Unrecognized SSL message")
                || message.contains("Unable to parse TLS packet header")) {
            return "answered without it; the port speaks in the clear, or begins so (STARTTLS)";
        }
        Matcher alert = ALERT.matcher(message);
        if (alert.find()) {
            return refusal(alert.group(1));
        }
        Matcher ofBoringSsl = ALERT_OF_BORINGSSL.matcher(message);
        if (ofBoringSsl.find()) {
            return refusal(ofBoringSsl.group(1).toLowerCase(Locale.ROOT));
        }
        Matcher version = OLD_VERSION.matcher(message);
        if (version.find()) {
            return "speaks " + version.group(1) + ", which is not accepted any more";
        }
        if (failure instanceof EOFException || failure.getCause() instanceof EOFException) {
            return "closed the connection in the middle of the handshake";
        }
        if (message.contains("reset") || message.contains("Broken pipe")) {
            return "connection reset in the handshake";
        }
        return Excerpt.of(message);
    }

    /** RFC 8446, section 6.2. */
    private static String refusal(String alert) {
        return switch (alert) {
            case "certificate_required" -> "wants a client certificate";
            case "bad_certificate",
                    "unsupported_certificate",
                    "certificate_revoked",
                    "certificate_expired",
                    "certificate_unknown",
                    "unknown_ca",
                    "access_denied" -> "refused the client certificate, or wants one (alert " + alert + ")";
            case "unrecognized_name" -> "knows no such host (alert unrecognized_name)";
            case "protocol_version" -> "speaks no version from 1.2 on (alert protocol_version)";
            // RFC 5246, section 7.4.6, has it for a client without a certificate, too.
            case "handshake_failure" ->
                "has no way to speak in common with this watcher, or wants a client certificate (alert " + alert + ")";
            default -> "refused the handshake (alert " + alert + ")";
        };
    }
}
