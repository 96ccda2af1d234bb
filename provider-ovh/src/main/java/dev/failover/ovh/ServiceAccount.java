package dev.failover.ovh;

import com.google.common.net.UrlEscapers;
import dev.failover.component.Secret;
import dev.failover.http.ApiRefusal;
import dev.failover.http.GrantedToken;
import dev.failover.http.HttpCall;
import dev.failover.http.HttpCaller;
import dev.failover.time.Deadline;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A service account's client id and secret: requests carry a token, obtained by the client credentials grant of OAuth2
 * (RFC 6749, section 4.4) with the scope {@code all}, client id and secret in the body as OVH's guide sends them.
 */
final class ServiceAccount implements Authentication {
    private final Secret clientId;
    private final Secret clientSecret;
    private final GrantedToken token;

    ServiceAccount(Secret clientId, Secret clientSecret, URI tokenUrl, HttpCaller http, InstantSource clock) {
        this.clientId = clientId;
        this.clientSecret = clientSecret;
        this.token = new GrantedToken(
                tokenUrl,
                "token-url",
                "client-id, client-secret and the region in endpoint",
                () -> "grant_type=client_credentials&scope=all&client_id=" + form(clientId) + "&client_secret="
                        + form(clientSecret),
                http,
                clock);
    }

    @Override
    public HttpCall authenticate(HttpCall call, String body, Deadline deadline) throws InterruptedException {
        return call.bearer(token.get(deadline));
    }

    @Override
    public boolean renewAfter(ApiRefusal refusal, Deadline deadline) {
        if (refusal.status() != 401) {
            return false;
        }
        token.forget();
        return true;
    }

    /** Gets a token now, whether or not one is known; for an inspection. */
    void renew(Deadline deadline) throws InterruptedException {
        token.renew(deadline);
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
        return token.maskIn(clientSecret.maskIn(clientId.maskIn(text)));
    }

    @Override
    public String toString() {
        return "a service account";
    }
}
