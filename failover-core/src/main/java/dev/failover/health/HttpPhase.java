package dev.failover.health;

import dev.failover.component.Excerpt;
import dev.failover.internal.io.EndlessInputException;
import dev.failover.time.Durations;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** How far a request of an http check got: what tells one silence from another, and one end from another. */
enum HttpPhase {
    CONNECT,
    TLS,
    ANSWER,
    BODY;

    /** The beginning of an alert (RFC 8446, section 5.1), as the HTTP library quotes what it found for a line, or instead of one. */
    private static final Pattern TLS_ALERT = Pattern.compile("status line: \\x15\\x03|content=1503");

    /** What the HTTP library says of the members and checksums of RFC 1952, and the JDK of the blocks of RFC 1951. */
    private static final Pattern NOT_GZIP =
            Pattern.compile("^ID1ID2: |^FHCRC: |^CRC: |^ISIZE: |DataFormatException|gzip finished");

    /** What the HTTP library says of the end of a stream of HTTP/2. */
    private static final String STREAM_RESET = "stream was reset: ";

    /** What it says of the end of the connection, as its reader or its writer notices that first. */
    private static final Pattern HTTP2_CLOSED =
            Pattern.compile(STREAM_RESET + "CANCEL|closed|Connection or outbound has (been )?closed");

    /** What it means that nothing came for so long. */
    Health late(Duration limit) {
        String within = " within " + Durations.format(limit);
        return switch (this) {
            case CONNECT -> ConnectFailure.timedOut(limit);
            case TLS -> Health.down("no answer" + within + ": TLS handshake unfinished");
            case ANSWER -> Health.down("no answer" + within);
            case BODY -> Health.down("no complete answer" + within);
        };
    }

    /** What it means that the exchange failed once the request could be sent. */
    Health fault(IOException failure) {
        return Health.down(words(failure));
    }

    private String words(IOException failure) {
        Optional<EndlessInputException> endless = EndlessInputException.behind(failure);
        if (endless.isPresent()) {
            return String.valueOf(endless.get().getMessage());
        }
        String message = String.valueOf(failure.getMessage());
        if (TLS_ALERT.matcher(message + failure.getCause()).find()) {
            return "its answer is TLS: the URL must begin with https://";
        }
        if (failure instanceof EOFException
                || failure.getCause() instanceof EOFException
                || message.contains("unexpected end of stream")
                || HTTP2_CLOSED.matcher(message).matches()) {
            return this == BODY
                    ? "closed the connection in the middle of its answer"
                    : "closed the connection without an answer";
        }
        if (message.startsWith(STREAM_RESET)) {
            return "broke its answer off (HTTP/2: " + Excerpt.of(message.substring(STREAM_RESET.length())) + ")";
        }
        if (message.toLowerCase(Locale.ROOT).contains("reset") || message.contains("Broken pipe")) {
            return "connection reset";
        }
        if (failure instanceof SSLException) {
            return TlsFailure.explain(failure);
        }
        if (failure instanceof ProtocolException) {
            return "its answer is not HTTP: " + Excerpt.of(message);
        }
        return NOT_GZIP.matcher(message).find()
                ? "its body is not the gzip that its headers announce"
                : unreadable(failure);
    }

    /** What of an answer makes whoever reads it stumble is still the answer's fault. */
    static String unreadable(Throwable failure) {
        return "its answer can't be read: " + Excerpt.of(failure.getMessage());
    }
}
