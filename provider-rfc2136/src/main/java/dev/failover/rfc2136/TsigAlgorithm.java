package dev.failover.rfc2136;

import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;

/**
 * How messages are signed (RFC 8945, section 6); server and client have to name the same. HMAC-MD5, which must not be used any
 * more, is left out.
 */
public enum TsigAlgorithm {
    /** Not recommended any more; for servers that have nothing better. */
    HMAC_SHA1(TSIG.HMAC_SHA1, "HmacSHA1"),
    HMAC_SHA224(TSIG.HMAC_SHA224, "HmacSHA224"),
    /** What every server has to have. */
    HMAC_SHA256(TSIG.HMAC_SHA256, "HmacSHA256"),
    HMAC_SHA384(TSIG.HMAC_SHA384, "HmacSHA384"),
    HMAC_SHA512(TSIG.HMAC_SHA512, "HmacSHA512");

    private final Name name;
    private final String mac;

    TsigAlgorithm(Name name, String mac) {
        this.name = name;
        this.mac = mac;
    }

    Name dnsName() {
        return name;
    }

    /** As {@link javax.crypto.Mac} calls it. */
    String mac() {
        return mac;
    }

    /** As servers' configurations write it: {@code hmac-sha256}. */
    @Override
    public String toString() {
        return name.toString(true);
    }
}
