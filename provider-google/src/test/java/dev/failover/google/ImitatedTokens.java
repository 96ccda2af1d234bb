package dev.failover.google;

import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import dev.failover.testkit.ImitatedApi;
import dev.failover.testkit.ImitatedApi.Refused;
import dev.failover.testkit.ImitatedApi.Reply;
import dev.failover.testkit.ImitatedApi.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/**
 * Google's token server, as it behaves: the assertion must be signed by the account's key, be for this server and that scope, and live for
 * an hour at most around now. A server of its own, as Google's is, so that what is injected into the API does not fail it.
 */
final class ImitatedTokens {
    static final String TOKEN = "ya29.imitated-0123456789abcdefghijklmnop";

    private static final ImitatedApi SERVER = ImitatedApi.start(ImitatedTokens::answer);

    private ImitatedTokens() {}

    static String url() {
        return SERVER.url() + "/token";
    }

    private static Reply answer(Request request) throws Refused, MalformedAnswerException {
        String prefix = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
        if (!request.toString().equals("POST /token") || !request.body().startsWith(prefix)) {
            throw new Refused(refusal("unsupported_grant_type"));
        }
        String[] parts = URLDecoder.decode(request.body().substring(prefix.length()), StandardCharsets.UTF_8)
                .split("\\.");
        Json header = decoded(parts[0]);
        Json claims = decoded(parts[1]);
        long now = Instant.now().getEpochSecond();
        boolean right = header.get("alg").text().equals("RS256")
                && header.get("kid").text().equals(TestKey.KEY_ID)
                && claims.get("iss").text().equals(TestKey.EMAIL)
                && claims.get("aud").text().equals(url())
                && claims.get("scope").text().endsWith("/auth/ndev.clouddns.readwrite")
                && Math.abs(claims.get("iat").number() - now) < 60
                && claims.get("exp").number() - claims.get("iat").number() <= 3600
                && isSigned(parts);
        if (!right) {
            throw new Refused(refusal("invalid_grant"));
        }
        return Reply.of(200, Json.write(Map.of("access_token", TOKEN, "expires_in", 3599, "token_type", "Bearer")));
    }

    private static Json decoded(String part) throws MalformedAnswerException {
        return Json.parse(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }

    private static boolean isSigned(String[] parts) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(TestKey.PAIR.getPublic());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Reply refusal(String error) {
        return Reply.of(400, Json.write(Map.of("error", error, "error_description", "Invalid JWT Signature.")));
    }
}
