package dev.failover.http;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One HTTP answer. Immutable. */
public final class HttpReply {
    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;

    HttpReply(int status, Map<String, List<String>> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    public int status() {
        return status;
    }

    /** Whether the status is from 200 to 299. */
    public boolean isSuccess() {
        return status / 100 == 2;
    }

    /** A header's first value. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT))).map(values -> values.get(0));
    }

    /** The body, read as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as it came: a copy. */
    public byte[] bytes() {
        return body.clone();
    }

    /** What {@code Retry-After} asks for, in seconds or as a date (RFC 9110, section 10.2.3); empty if absent or broken. */
    public Optional<Duration> retryAfter(Instant now) {
        return header("Retry-After").flatMap(value -> parseRetryAfter(value.trim(), now));
    }

    private static Optional<Duration> parseRetryAfter(String value, Instant now) {
        try {
            if (value.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
            }
            Duration until = Duration.between(
                    now,
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return Optional.of(until.isNegative() ? Duration.ZERO : until);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The status and size; never the body. */
    @Override
    public String toString() {
        return "HTTP " + status + ", " + body.length + " bytes";
    }
}
