package dev.failover.rfc2136;

import dev.failover.component.Secret;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import javax.crypto.spec.SecretKeySpec;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/** A key shared with the server. Signs requests and verifies answers (RFC 8945). Immutable. */
final class TsigKey {
    /** Where a header has the number of records in the additional section (RFC 1035, section 4.1.1). */
    private static final int COUNT = 10;

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

    /** The signature of a request, by which the answer to it is known, too. */
    TSIGRecord sign(Request request) {
        return tsig.generate(request.message(), request.wire(), Rcode.NOERROR, null);
    }

    /** A request with its signature: the last record of its last section (RFC 8945, section 5.1), which counts it. */
    static byte[] append(Request request, TSIGRecord signature) {
        byte[] record = signature.toWire(Section.ADDITIONAL);
        ByteBuffer signed = ByteBuffer.allocate(request.wire().length + record.length);
        signed.put(request.wire()).put(record);
        signed.putShort(COUNT, (short) (signed.getShort(COUNT) + 1));
        return signed.array();
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
