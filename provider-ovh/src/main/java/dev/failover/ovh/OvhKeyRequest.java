package dev.failover.ovh;

import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.http.ApiAnswer;
import dev.failover.http.ApiRequest;
import dev.failover.http.HttpCall;
import dev.failover.http.HttpCaller;
import dev.failover.http.Json;
import dev.failover.http.JsonApi;
import dev.failover.http.MalformedAnswerException;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import dev.failover.time.TimeSource;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gets an application a consumer key with the access rules that something needs and no others. OVH makes the key at once, and it is good
 * for nothing before its owner has logged in at the URL that comes with it ({@code POST /auth/credential}, "First steps with the OVHcloud
 * APIs").
 *
 * <p>Nothing is kept or written: a key that nobody validates is forgotten by OVH. Thread-safe.
 */
public final class OvhKeyRequest implements AutoCloseable {
    private final Endpoint endpoint;
    private final Secret applicationKey;
    private final Secret applicationSecret;
    private final HttpCaller http;
    private final TimeSource time;
    private final Attempts attempts;

    OvhKeyRequest(
            Endpoint endpoint, Secret applicationKey, Secret applicationSecret, HttpCaller http, TimeSource time) {
        this.endpoint = endpoint;
        this.applicationKey = applicationKey;
        this.applicationSecret = applicationSecret;
        this.http = http;
        this.time = time;
        this.attempts = Attempts.twice(time);
    }

    /**
     * A key that waits for its owner.
     *
     * @param validationUrl where its owner logs in, sees the rules, and chooses how long it is valid; it holds a token of its own
     */
    public record Pending(Secret consumerKey, URI validationUrl) {
        /** Without the URL, whose token is for its owner only. */
        @Override
        public String toString() {
            return "a consumer key that waits for its owner";
        }
    }

    /**
     * Asks for a key.
     *
     * @param rules what it may do, in the order in which its owner sees it; {@link AccessRule#OWN_RULES} is one of them
     * @param timeout for all of it; more than zero
     * @throws RejectedException if OVH refuses, usually as it does not know the application
     * @throws UnavailableException if no answer came; asking again makes another key
     */
    public Pending ask(List<AccessRule> rules, Duration timeout) throws InterruptedException {
        if (!rules.contains(AccessRule.OWN_RULES)) {
            throw new IllegalArgumentException(
                    "without " + AccessRule.OWN_RULES + " nobody learns whether the key is valid");
        }
        List<Map<String, String>> asked = rules.stream()
                .map(rule -> {
                    Map<String, String> each = new LinkedHashMap<>();
                    each.put("method", rule.method());
                    each.put("path", rule.path());
                    return each;
                })
                .toList();
        return api(new ApplicationAlone(applicationKey))
                .call(
                        ApiRequest.of("POST", "/auth/credential", Map.of("accessRules", asked)),
                        Deadline.in(timeout, time::nanoTime),
                        OvhKeyRequest::pending)
                .orThrow();
    }

    private static Pending pending(Json answer) throws MalformedAnswerException {
        Secret key;
        try {
            key = HttpCall.requireSendable(Secret.of(answer.get("consumerKey").text()));
        } catch (IllegalArgumentException e) {
            throw new MalformedAnswerException("\"consumerKey\" can't be a key");
        }
        try {
            URI url = new URI(answer.get("validationUrl").text());
            if (url.getHost() != null && url.getScheme().matches("https?")) {
                return new Pending(key, url);
            }
        } catch (URISyntaxException e) {
            // Said below, without the text, which a terminal would obey.
        }
        throw new MalformedAnswerException("\"validationUrl\" is not a URL");
    }

    /**
     * Waits until its owner has validated the key; asks every 5 s, of OVH's 60 requests a minute.
     *
     * @return when it expires; empty if never
     * @throws RejectedException if its owner refused, or OVH does not take the application's secret
     * @throws UnavailableException if it was not validated in time
     */
    public Optional<Instant> await(Pending pending, Duration timeout) throws InterruptedException {
        JsonApi api = api(new ApplicationKeys(
                applicationKey, applicationSecret, pending.consumerKey(), new ServerTime(http, endpoint, time)));
        try {
            return attempts.await(Deadline.in(timeout, time::nanoTime), within -> look(api, within))
                    .expiration();
        } catch (UnavailableException e) {
            String latest = e.getCause() == null ? "" : " " + e.getCause().getMessage();
            throw new UnavailableException(
                    "The consumer key was not validated within %s; ask for another.%s"
                            .formatted(Durations.format(timeout), latest),
                    e);
        }
    }

    /** A key that is not valid yet is either described as that, or refused as any key that is not valid. */
    private static Optional<Credential> look(JsonApi api, Deadline within) throws InterruptedException {
        ApiAnswer<Credential> answer = api.call(ApiRequest.get("/auth/currentCredential"), within, Credential::read);
        if (answer.isRefusedAs(refusal -> Reason.of(refusal) == Reason.INVALID_CREDENTIAL)) {
            return Optional.empty();
        }
        Credential credential = answer.orThrow();
        return switch (credential.status()) {
            case "validated" -> Optional.of(credential);
            case "pendingValidation" -> Optional.empty();
            default ->
                throw new RejectedException(
                        "The consumer key is %s, not validated; ask for another.".formatted(credential.status()));
        };
    }

    private JsonApi api(Authentication authentication) {
        return new JsonApi(
                http,
                endpoint.base(),
                new OvhDialect(endpoint, authentication, "application-key", "of this application"),
                attempts,
                time);
    }

    @Override
    public void close() {
        http.close();
    }

    @Override
    public String toString() {
        return "a consumer key at " + endpoint.host();
    }
}
