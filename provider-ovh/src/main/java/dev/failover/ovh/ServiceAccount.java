package dev.failover.ovh;

import com.google.common.net.UrlEscapers;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.http.ApiRefusal;
import dev.failover.http.HttpCall;
import dev.failover.http.HttpCaller;
import dev.failover.http.HttpReply;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import dev.failover.time.Deadline;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service account's client id and secret: requests carry a token, obtained by the client credentials grant of OAuth2
 * (RFC 6749, section 4.4) with the scope {@code all}, client id and secret in the body as OVH's guide sends them.
 */
final class ServiceAccount implements Authentication {
    /** A token is replaced this long before it expires, so that none expires on the way; at most half its life. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /** RFC 6749, section 5.1, lets a server leave out how long a token lives. */
    private static final Duration DEFAULT_LIFE = Duration.ofMinutes(5);

    private static final Set<Integer> REFUSED = Set.of(400, 401, 403);

    private final Secret clientId;
    private final Secret clientSecret;
    private final URI tokenUrl;
    private final HttpCaller http;
    private final InstantSource clock;
    private volatile @Nullable Token token;

    ServiceAccount(Secret clientId, Secret clientSecret, URI tokenUrl, HttpCaller http, InstantSource clock) {
        this.clientId = clientId;
        this.clientSecret = clientSecret;
        this.tokenUrl = tokenUrl;
        this.http = http;
        this.clock = clock;
    }

    private record Token(Secret value, Instant replaceAt) {}

    @Override
    public HttpCall authenticate(HttpCall call, String body, Deadline deadline) throws InterruptedException {
        Token known = token;
        if (known == null || !clock.instant().isBefore(known.replaceAt())) {
            known = fetch(deadline);
            token = known;
        }
        return call.header("Authorization", "Bearer " + known.value().reveal());
    }

    @Override
    public boolean renewAfter(ApiRefusal refusal, Deadline deadline) {
        if (refusal.status() != 401) {
            return false;
        }
        token = null;
        return true;
    }

    /** Gets a token now, whether or not one is known; for an inspection. */
    void renew(Deadline deadline) throws InterruptedException {
        token = fetch(deadline);
    }

    private Token fetch(Deadline deadline) throws InterruptedException {
        HttpCall call = HttpCall.of("POST", tokenUrl)
                .header("Accept", "application/json")
                .body(
                        "application/x-www-form-urlencoded",
                        "grant_type=client_credentials&scope=all&client_id=" + form(clientId) + "&client_secret="
                                + form(clientSecret));
        HttpReply reply = http.call(call, deadline.remaining());
        String error = errorCode(reply);
        if (REFUSED.contains(reply.status()) && !error.isEmpty()) {
            throw new RejectedException(
                    "%s refused to give a token (HTTP %s %s): check client-id, client-secret and the region in endpoint."
                            .formatted(tokenUrl.getHost(), reply.status(), error));
        }
        if (!reply.isSuccess()) {
            throw new UnavailableException(
                    "%s gave no token (HTTP %s); if it stays so, check token-url."
                            .formatted(tokenUrl.getHost(), reply.status()),
                    null,
                    reply.retryAfter(clock.instant()).orElse(null));
        }
        try {
            return read(Json.parse(reply.text()));
        } catch (MalformedAnswerException e) {
            throw new UnavailableException(
                    tokenUrl.getHost() + " answered something else than a token: " + e.getMessage(), e);
        }
    }

    private Token read(Json answer) throws MalformedAnswerException {
        Secret value = token(answer.get("access_token").text());
        Optional<Json> expires = answer.find("expires_in");
        Duration life = expires.isPresent() ? Duration.ofSeconds(expires.get().number()) : DEFAULT_LIFE;
        if (life.isNegative() || life.compareTo(Duration.ofDays(366)) > 0) {
            throw new MalformedAnswerException("\"expires_in\" can't be a token's life");
        }
        Duration margin = life.dividedBy(2).compareTo(MARGIN) < 0 ? life.dividedBy(2) : MARGIN;
        return new Token(value, clock.instant().plus(life).minus(margin));
    }

    private static Secret token(String text) throws MalformedAnswerException {
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

    private static String form(Secret secret) {
        return UrlEscapers.urlFormParameterEscaper().escape(secret.reveal());
    }

    @Override
    public String remedy(Reason reason, Optional<Right> right, Endpoint endpoint, String zone) {
        return switch (reason) {
            case NOT_LOGGED_IN, INVALID_CREDENTIAL, INVALID_KEY, SIGNATURE ->
                "it did not accept the service account's token; check client-id, client-secret and endpoint";
            case NOT_GRANTED ->
                right.map(needed -> "no IAM policy gives the service account the action " + needed.action()
                                + " on zone " + zone + "; add it")
                        .orElse("no IAM policy lets the service account make this call");
            default -> "";
        };
    }

    @Override
    public String mask(String text) {
        Token known = token;
        String masked = clientSecret.maskIn(clientId.maskIn(text));
        return known == null ? masked : known.value().maskIn(masked);
    }

    @Override
    public String toString() {
        return "a service account";
    }
}
