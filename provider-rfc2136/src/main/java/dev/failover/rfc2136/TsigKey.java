package dev.failover.rfc2136;

import dev.failover.component.Secret;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import javax.crypto.spec.SecretKeySpec;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/** A key shared with the server. Signs requests and verifies answers (RFC 8945). Immutable. */
final class TsigKey {
    private final Name name;
    private final TsigAlgorithm algorithm;
    private final TSIG tsig;

    TsigKey(Name name, TsigAlgorithm algorithm, Secret secret, InstantSource clock) {
        this.name = name;
        this.algorithm = algorithm;
        this.tsig = new TSIG(
                algorithm.dnsName(),
                name,
                new SecretKeySpec(decode(secret), algorithm.mac()),
                clock.withZone(ZoneOffset.UTC));
    }

    /** @throws IllegalArgumentException if it is not base64; the message does not quote it */
    static byte[] decode(Secret secret) {
        try {
            byte[] bytes = Base64.getDecoder().decode(secret.reveal().strip());
            if (bytes.length > 0) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Said below, without the decoder's own words, which quote what it stumbled over.
        }
        throw new IllegalArgumentException("must be base64, as tsig-keygen and keymgr print it");
    }

    /** Signs a message that is otherwise complete, and gives the signature, by which the answer to it is known. */
    TSIGRecord sign(Message message) {
        tsig.apply(message, null);
        return message.getTSIG();
    }

    /** @return what dnsjava makes of the answer's signature: an {@link org.xbill.DNS.Rcode} */
    int verify(Message answer, byte[] wire, TSIGRecord request) {
        return tsig.verify(answer, wire, request);
    }

    @Override
    public String toString() {
        return name + " (" + algorithm + ")";
    }
}
