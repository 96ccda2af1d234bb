package dev.failover.rfc2136;

import org.xbill.DNS.Name;

/**
 * How messages are signed (RFC 8945, section 6); server and client have to name the same. HMAC-MD5, which must not be used any
 * more, is left out.
 */
public enum TsigAlgorithm {
    /** Not recommended any more; for servers that have nothing better. */
    HMAC_SHA1("hmac-sha1", "HmacSHA1"),
    HMAC_SHA224("hmac-sha224", "HmacSHA224"),
    /** What every server has to have. */
    HMAC_SHA256("hmac-sha256", "HmacSHA256"),
    HMAC_SHA384("hmac-sha384", "HmacSHA384"),
    HMAC_SHA512("hmac-sha512", "HmacSHA512");

    private final String text;
    private final String mac;

    TsigAlgorithm(String text, String mac) {
        this.text = text;
        this.mac = mac;
    }

    Name dnsName() {
        return Records.name(text);
    }

    /** As {@link javax.crypto.Mac} calls it. */
    String mac() {
        return mac;
    }

    /** As servers' configurations write it: {@code hmac-sha256}. */
    @Override
    public String toString() {
        return text;
    }
}
