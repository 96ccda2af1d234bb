package dev.failover.s3;

import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.coordination.SharedRecord;
import dev.failover.http.HttpCaller;
import dev.failover.http.HttpReply;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The objects below a prefix of a bucket. A record's object begins with a line of a random number, so that no two states of it have
 * the same ETag, which is a hash of what was written in most stores. Thread-safe.
 */
final class Bucket implements AutoCloseable {
    /** A strong one: by another, nothing may be compared for a write (RFC 9110, section 13.1.1). */
    private static final Pattern ETAG = Pattern.compile("\"[!#-~]+\"");

    private static final int NUMBER_LENGTH = 36;

    private final String name;
    private final String address;
    private final String prefix;
    private final Signature signature;
    private final Purpose purpose;
    private final HttpCaller http;
    private final TimeSource time;

    /** @param address below which the objects are, with a final slash */
    Bucket(
            String name,
            String address,
            String prefix,
            Signature signature,
            Purpose purpose,
            HttpCaller http,
            TimeSource time) {
        this.name = name;
        this.address = address;
        this.prefix = prefix;
        this.signature = signature;
        this.purpose = purpose;
        this.http = http;
        this.time = time;
    }

    /** What a write must find. */
    static final class Condition {
        static final Condition NOTHING = new Condition(Map.of("if-none-match", "*"));

        private final Map<String, String> headers;

        private Condition(Map<String, String> headers) {
            this.headers = headers;
        }

        /** Empty if that was never a version: a header that is not an ETag might be taken for none, or for any. */
        static Optional<Condition> version(String etag) {
            return ETAG.matcher(etag).matches()
                    ? Optional.of(new Condition(Map.of("if-match", etag)))
                    : Optional.empty();
        }
    }

    Optional<SharedRecord> get(String object, Deadline deadline) throws InterruptedException {
        HttpReply reply = call("GET", object, Map.of(), "", deadline);
        if (reply.status() != 200) {
            S3Error error = error(reply);
            if (reply.status() == 404 && error.is("NoSuchKey")) {
                return Optional.empty();
            }
            throw failure("read", error, reply);
        }
        String body = reply.text();
        if (body.length() <= NUMBER_LENGTH || body.charAt(NUMBER_LENGTH) != '\n') {
            throw new UnavailableException("%s answered with what no watcher has written: look at the object %s%s."
                    .formatted(this, prefix, object));
        }
        return Optional.of(new SharedRecord(etag(reply), body.substring(NUMBER_LENGTH + 1)));
    }

    /** The version of what was written; empty, and nothing was, if the condition is not met. */
    Optional<String> put(String object, Condition condition, String content, Deadline deadline)
            throws InterruptedException {
        Map<String, String> headers = new HashMap<>(condition.headers);
        headers.put("content-type", "application/octet-stream");
        HttpReply reply = call("PUT", object, headers, UUID.randomUUID() + "\n" + content, deadline);
        if (reply.status() == 200) {
            return Optional.of(etag(reply));
        }
        S3Error error = error(reply);
        if (reply.status() == 412 || (reply.status() == 404 && error.is("NoSuchKey"))) {
            return Optional.empty();
        }
        throw failure("write", error, reply);
    }

    /** Puts a text as it is, whatever was there before; for browsers, which are to ask each time whether it has changed. */
    void publish(String object, String contentType, String text, Deadline deadline) throws InterruptedException {
        Map<String, String> headers = Map.of("content-type", contentType, "cache-control", "no-cache");
        HttpReply reply = call("PUT", object, headers, text, deadline);
        // Whatever is no store answers without one.
        if (reply.status() != 200 || reply.header("ETag").isEmpty()) {
            throw failure("write", error(reply), reply);
        }
    }

    /** Whether an object can be looked for at all, whether or not it is there; false if the key has no right to. */
    boolean canLook(String object, Deadline deadline) throws InterruptedException {
        HttpReply reply = call("GET", object, Map.of(), "", deadline);
        S3Error error = error(reply);
        if (reply.status() == 403 && error.is("AccessDenied")) {
            return false;
        }
        if (reply.status() != 200 && !error.is("NoSuchKey")) {
            throw failure("read", error, reply);
        }
        return true;
    }

    /** Puts bytes where nothing is yet; false, and nothing was, if something is. */
    boolean add(String object, byte[] bytes, Deadline deadline) throws InterruptedException {
        Map<String, String> headers = new HashMap<>(Condition.NOTHING.headers);
        headers.put("content-type", "application/octet-stream");
        HttpReply reply = call("PUT", object, headers, bytes, deadline);
        if (reply.status() == 412) {
            return false;
        }
        if (reply.status() != 200 || reply.header("ETag").isEmpty()) {
            throw failure("write", error(reply), reply);
        }
        return true;
    }

    /** What an object holds. */
    byte[] read(String object, Deadline deadline) throws InterruptedException {
        HttpReply reply = call("GET", object, Map.of(), "", deadline);
        if (reply.status() != 200) {
            throw failure("read", error(reply), reply);
        }
        return reply.bytes();
    }

    private HttpReply call(String method, String object, Map<String, String> headers, String body, Deadline deadline)
            throws InterruptedException {
        return call(method, object, headers, body.getBytes(StandardCharsets.UTF_8), deadline);
    }

    private HttpReply call(String method, String object, Map<String, String> headers, byte[] body, Deadline deadline)
            throws InterruptedException {
        URI uri = URI.create(address + prefix + object);
        return http.call(signature.signed(method, uri, headers, body, time.instant()), deadline.remaining());
    }

    private S3Error error(HttpReply reply) {
        return S3Error.of(reply, signature::mask);
    }

    private String etag(HttpReply reply) {
        String etag = reply.header("ETag").orElse("");
        if (!ETAG.matcher(etag).matches()) {
            throw new UnavailableException(
                    "%s answered without an ETag that a write could be compared by; if it stays so, check endpoint."
                            .formatted(this));
        }
        return etag;
    }

    private ComponentException failure(String what, S3Error error, HttpReply reply) {
        int status = error.status();
        boolean isNotNow = status >= 500 && status != 501 || status == 408 || status == 409 || status == 429;
        if (isNotNow || error.is("RequestTimeout") || (status < 400 && !error.is("PermanentRedirect"))) {
            return new UnavailableException(
                    "%s can't %s now (%s); it may later.".formatted(this, what, error),
                    null,
                    reply.retryAfter(time.instant()).orElse(null));
        }
        if (error.code().isEmpty() && status != 403 && status != 401) {
            return new UnavailableException(
                    "%s answered with what is not S3's (%s); if it stays so, check endpoint.".formatted(this, error));
        }
        String remedy = purpose.remedy(error.code(), prefix);
        return new RejectedException(
                "%s refused to %s (%s)%s.".formatted(this, what, error, remedy.isEmpty() ? "" : ": " + remedy));
    }

    String prefix() {
        return prefix;
    }

    URI uri() {
        return URI.create(address);
    }

    @Override
    public void close() {
        http.close();
    }

    /** For messages. */
    @Override
    public String toString() {
        return "bucket " + name + " at " + uri().getAuthority();
    }
}
