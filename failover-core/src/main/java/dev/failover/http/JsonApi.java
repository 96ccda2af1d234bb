package dev.failover.http;

import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A vendor's API over HTTP that speaks JSON, request by request: authenticated, its answer read, and its errors told apart as the
 * library has them. What is the vendor's own is an {@link ApiDialect}. Thread-safe.
 */
public final class JsonApi implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JsonApi.class);

    /** Of one list: a zone with more is not one that is looked through. */
    private static final int MAX_PAGES = 100;

    private final HttpCaller http;
    private final URI base;
    private final ApiDialect dialect;
    private final Attempts attempts;
    private final TimeSource time;

    /**
     * An API.
     *
     * @param http closed with this
     * @param base as {@link BaseUrl} has it
     * @param attempts how often {@link #read} asks
     */
    public JsonApi(HttpCaller http, URI base, ApiDialect dialect, Attempts attempts, TimeSource time) {
        this.http = http;
        this.base = base;
        this.dialect = dialect;
        this.attempts = attempts;
        this.time = time;
    }

    /** Takes what counts from an answer. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Json body) throws MalformedAnswerException;
    }

    /** Takes what counts from an answer with headers that count. */
    @FunctionalInterface
    public interface ReplyReader<T> {
        T read(Json body, HttpReply reply) throws MalformedAnswerException;
    }

    /**
     * A part of a list.
     *
     * @param next what asks for the following part; empty if this was the last
     */
    public record Page<T>(List<T> items, Optional<ApiRequest> next) {}

    /** Who is called, for messages. */
    public String vendor() {
        return dialect.vendor();
    }

    /** Where calls go, for messages. */
    public String host() {
        return base.getAuthority();
    }

    /**
     * Makes one request; once more if it was refused, unexecuted, for something that had aged.
     *
     * @throws UnavailableException if no answer of the API came, or it says that it can't now; whether the request was executed is
     *     then unknown
     */
    public <T> ApiAnswer<T> call(ApiRequest request, Deadline deadline, Reader<T> reader) throws InterruptedException {
        return exchange(request, deadline, (body, reply) -> reader.read(body));
    }

    /** Makes one request whose answer matters only as a yes or no. */
    public ApiAnswer<Boolean> call(ApiRequest request, Deadline deadline) throws InterruptedException {
        return call(request, deadline, body -> true);
    }

    /** Makes a request that changes nothing, or may be made twice, as often as {@link Attempts} has it. */
    public <T> ApiAnswer<T> read(ApiRequest request, Deadline deadline, Reader<T> reader) throws InterruptedException {
        return attempts.make(deadline, within -> call(request, within, reader));
    }

    /** The same, for an answer that is kept as it came. */
    public ApiAnswer<String> readText(ApiRequest request, Deadline deadline) throws InterruptedException {
        return attempts.make(deadline, within -> exchange(request, within, (body, reply) -> reply.text()));
    }

    /**
     * Reads a list that comes in pages.
     *
     * @throws RejectedException if a page is refused, or there are more than 100
     */
    public <T> List<T> pages(ApiRequest first, Deadline deadline, ReplyReader<Page<T>> reader)
            throws InterruptedException {
        List<T> items = new ArrayList<>();
        Optional<ApiRequest> next = Optional.of(first);
        for (int pages = 0; next.isPresent(); pages++) {
            if (pages == MAX_PAGES) {
                throw new RejectedException("%s has more than %s pages of %s, which are not looked through."
                        .formatted(host(), MAX_PAGES, first));
            }
            ApiRequest request = next.get();
            Page<T> page = attempts.make(deadline, within -> exchange(request, within, reader))
                    .orThrow();
            items.addAll(page.items());
            next = page.next();
        }
        return items;
    }

    private <T> ApiAnswer<T> exchange(ApiRequest request, Deadline deadline, ReplyReader<T> reader)
            throws InterruptedException {
        ApiAnswer<T> answer = send(request, deadline, reader);
        if (answer instanceof ApiAnswer.Refused<T> refused && dialect.renewAfter(refused.refusal(), deadline)) {
            log.info(
                    "{} refused {} ({}); renewed what had aged, asking again",
                    dialect.vendor(),
                    request,
                    refused.refusal());
            answer = send(request, deadline, reader);
        }
        if (answer instanceof ApiAnswer.Refused<T> refused && dialect.willPass(refused.refusal())) {
            throw new UnavailableException(refused.exception().getMessage());
        }
        return answer;
    }

    private <T> ApiAnswer<T> send(ApiRequest request, Deadline deadline, ReplyReader<T> reader)
            throws InterruptedException {
        HttpCall call = HttpCall.of(request.method(), URI.create(base + request.path()));
        if (!request.body().isEmpty()) {
            call = call.body("application/json", request.body());
        }
        call = dialect.authenticate(call, request, deadline);
        HttpReply reply = http.call(call, deadline.remaining());
        String reference = Excerpt.of(dialect.mask(dialect.reference(reply)));
        log.debug("{} answered HTTP {} {}", request, reply.status(), reference);
        return read(request, reply, reference.isEmpty() ? "" : ", " + reference, reader);
    }

    private <T> ApiAnswer<T> read(ApiRequest request, HttpReply reply, String reference, ReplyReader<T> reader) {
        Json body;
        try {
            if (!reply.isSuccess() && dialect.isNotNow(reply.status())) {
                throw new UnavailableException(
                        "%s can't do %s now (%s answered %s%s); it may later."
                                .formatted(dialect.vendor(), request, host(), words(reply), reference),
                        null,
                        dialect.retryAfter(reply, time.instant()).orElse(null));
            }
            body = Json.parse(reply.text());
            if (!reply.isSuccess()) {
                ApiRefusal refusal = dialect.refusal(reply.status(), body);
                String remedy = dialect.remedy(request, refusal);
                return new ApiAnswer.Refused<>(
                        refusal,
                        new RejectedException("%s refused %s (%s%s)%s."
                                .formatted(
                                        dialect.vendor(),
                                        request,
                                        refusal,
                                        reference,
                                        remedy.isEmpty() ? "" : ": " + remedy)));
            }
        } catch (MalformedAnswerException e) {
            // It says nothing about what was done.
            throw new UnavailableException(
                    "%s answered HTTP %s%s to %s with what is not %s's API (%s); if it stays so, check endpoint."
                            .formatted(host(), reply.status(), reference, request, dialect.vendor(), e.getMessage()),
                    e);
        }
        try {
            return new ApiAnswer.Done<>(reader.read(body, reply));
        } catch (MalformedAnswerException e) {
            throw new UnavailableException(
                    "%s answered %s with what %s does not document: %s."
                            .formatted(host(), request, dialect.vendor(), e.getMessage()),
                    e);
        }
    }

    /** What was said with a status that speaks for itself; the status alone, if it was a proxy's page. */
    private String words(HttpReply reply) {
        try {
            return dialect.refusal(reply.status(), Json.parse(reply.text())).toString();
        } catch (MalformedAnswerException e) {
            return "HTTP " + reply.status();
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
