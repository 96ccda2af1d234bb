package dev.failover.http;

import dev.failover.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What one vendor's API has of its own: how requests show who makes them, and how it words a refusal. Thread-safe. */
public interface ApiDialect {
    /** The vendor, in messages: {@code OVH}. */
    String vendor();

    /** The call with its proof: {@link HttpCall#bearer}, say. */
    HttpCall authenticate(HttpCall call, ApiRequest request, Deadline deadline) throws InterruptedException;

    /** The text without any secret that this knows. */
    String mask(String text);

    /**
     * What a body that comes with an error says.
     *
     * @throws MalformedAnswerException if it is not the API's: a proxy's page, say, which proves nothing
     */
    ApiRefusal refusal(int status, Json body) throws MalformedAnswerException;

    /** What an operator is to do about a refusal, as the end of a sentence; empty if the refusal says it all. */
    String remedy(ApiRequest request, ApiRefusal refusal);

    /** Whether the same request may succeed later: too slow, in conflict with another, too early, too many. */
    default boolean isNotNow(int status) {
        return status >= 500 || Set.of(408, 409, 423, 425, 429).contains(status);
    }

    /** What the vendor's support asks for, as {@code query id 7f3a}; empty if its answers have nothing of the kind. */
    default String reference(HttpReply reply) {
        return "";
    }

    /** How long an answer that {@link #isNotNow} asks to be left alone; empty if it does not say. */
    default Optional<Duration> retryAfter(HttpReply reply, Instant now) {
        return reply.retryAfter(now);
    }

    /** Whether a refusal came from something that ages (a clock's offset, a token), which now has been renewed. */
    default boolean renewAfter(ApiRefusal refusal, Deadline deadline) throws InterruptedException {
        return false;
    }

    /** Whether a refusal that came again after renewing will pass by itself, so that it is no refusal. */
    default boolean willPass(ApiRefusal refusal) {
        return false;
    }
}
