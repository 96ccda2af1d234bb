package dev.failover.http;

import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A token that a server grants for a while, by OAuth 2 (RFC 6749, section 5): obtained when it is needed, and replaced before it expires.
 * Thread-safe.
 */
public final class GrantedToken {
    /** A token is replaced this long before it expires, so that none expires on the way; at most half its life. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /** RFC 6749, section 5.1, lets a server leave out how long a token lives. */
    private static final Duration DEFAULT_LIFE = Duration.ofMinutes(5);

    private static final Duration LONGEST_LIFE = Duration.ofDays(366);
    private static final Set<Integer> REFUSED = Set.of(400, 401, 403);

    private final URI url;
    private final String urlSetting;
    private final String remedy;
    private final Supplier<String> request;
    private final HttpCaller http;
    private final InstantSource clock;
    private volatile @Nullable Token token;

    /**
     * Asks nobody yet.
     *
     * @param urlSetting where the URL comes from, for messages: {@code token-url}
     * @param remedy what to look at where it is refused, to follow "check"
     * @param request the form that asks for a token, made anew each time
     */
    public GrantedToken(
            URI url, String urlSetting, String remedy, Supplier<String> request, HttpCaller http, InstantSource clock) {
        this.url = url;
        this.urlSetting = urlSetting;
        this.remedy = remedy;
        this.request = request;
        this.http = http;
        this.clock = clock;
    }

    private record Token(Secret value, Instant replaceAt) {}

    /** The one that is known, or another if that is about to expire. */
    public Secret get(Deadline deadline) throws InterruptedException {
        Token known = token;
        return known == null || !clock.instant().isBefore(known.replaceAt()) ? renew(deadline) : known.value();
    }

    /** Gets one now, whether or not one is known. */
    public Secret renew(Deadline deadline) throws InterruptedException {
        Token fetched = fetch(deadline);
        token = fetched;
        return fetched.value();
    }

    /** It is not accepted any more; the next call needs another. */
    public void forget() {
        token = null;
    }

    /** The text without the token. */
    public String maskIn(String text) {
        Token known = token;
        return known == null ? text : known.value().maskIn(text);
    }

    private Token fetch(Deadline deadline) throws InterruptedException {
        HttpCall call = HttpCall.of("POST", url)
                .header("Accept", "application/json")
                .body("application/x-www-form-urlencoded", request.get());
        HttpReply reply = http.call(call, deadline.remaining());
        String error = errorCode(reply);
        if (REFUSED.contains(reply.status()) && !error.isEmpty()) {
            throw new RejectedException("%s refused to give a token (HTTP %s %s): check %s."
                    .formatted(url.getHost(), reply.status(), error, remedy));
        }
        if (!reply.isSuccess()) {
            throw new UnavailableException(
                    "%s gave no token (HTTP %s); if it stays so, check %s."
                            .formatted(url.getHost(), reply.status(), urlSetting),
                    null,
                    reply.retryAfter(clock.instant()).orElse(null));
        }
        try {
            return read(Json.parse(reply.text()));
        } catch (MalformedAnswerException e) {
            throw new UnavailableException(
                    url.getHost() + " answered something else than a token: " + e.getMessage(), e);
        }
    }

    private Token read(Json answer) throws MalformedAnswerException {
        Secret value = sendable(answer.get("access_token").text());
        Optional<Json> expires = answer.find("expires_in");
        Duration life = expires.isPresent() ? Duration.ofSeconds(expires.get().number()) : DEFAULT_LIFE;
        if (life.isNegative() || life.compareTo(LONGEST_LIFE) > 0) {
            throw new MalformedAnswerException("\"expires_in\" can't be a token's life");
        }
        Duration margin = life.dividedBy(2).compareTo(MARGIN) < 0 ? life.dividedBy(2) : MARGIN;
        return new Token(value, clock.instant().plus(life).minus(margin));
    }

    private static Secret sendable(String text) throws MalformedAnswerException {
        try {
            return HttpCall.requireSendable(Secret.of(text));
        } catch (IllegalArgumentException e) {
            throw new MalformedAnswerException("\"access_token\" can't be a token");
        }
    }

    /** The error of RFC 6749, section 5.2, which is one word; empty if the body is not of that kind. */
    private static String errorCode(HttpReply reply) {
        try {
            String code = Json.parse(reply.text()).textIfAny("error");
            return code.matches("[A-Za-z_]{1,40}") ? code : "";
        } catch (MalformedAnswerException e) {
            return "";
        }
    }
}
