package dev.failover.rfc2136;

import java.util.Base64;
import org.xbill.DNS.TSIG;

/** A key as servers are configured with it. */
record Key(String name, TsigAlgorithm algorithm, String secret) {
    /** May do everything; for setting zones up. */
    static final Key ADMIN = new Key("admin-key.", TsigAlgorithm.HMAC_SHA512, secret("admin"));

    /** May change addresses, aliases and texts of the whole zone. */
    static final Key FAILOVER = new Key("failover-key.", TsigAlgorithm.HMAC_SHA256, secret("failover"));

    /** May change addresses and texts of {@code www} only. */
    static final Key NARROW = new Key("narrow-key.", TsigAlgorithm.HMAC_SHA512, secret("narrow"));

    /** Of whom no server has heard. */
    static final Key STRANGER = new Key("stranger-key.", TsigAlgorithm.HMAC_SHA256, secret("stranger"));

    private static String secret(String of) {
        return Base64.getEncoder()
                .encodeToString(
                        (of + " of these tests, 32 bytes").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    TSIG tsig() {
        return new TSIG(algorithm.dnsName(), name, secret);
    }
}
