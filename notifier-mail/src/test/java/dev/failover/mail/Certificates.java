package dev.failover.mail;

import dev.failover.component.TrustStore;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A server's certificate and who trusts it. */
final class Certificates {
    static final HeldCertificate LOCALHOST = new HeldCertificate.Builder()
            .commonName("localhost")
            .addSubjectAlternativeName("localhost")
            .build();

    static final TrustStore TRUST = TrustStore.of(new HandshakeCertificates.Builder()
            .addTrustedCertificate(LOCALHOST.certificate())
            .build()
            .trustManager());

    private Certificates() {}

    static HandshakeCertificates server() {
        return new HandshakeCertificates.Builder().heldCertificate(LOCALHOST).build();
    }
}
