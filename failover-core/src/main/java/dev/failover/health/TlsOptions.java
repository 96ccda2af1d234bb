package dev.failover.health;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.TrustStore;
import dev.failover.time.TimeSource;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * How TLS is spoken with a server that a check asks something: whom its certificate must be made out to, and who may have signed it.
 * Immutable.
 */
public final class TlsOptions {
    private final String name;
    private final boolean verifyCertificate;
    private final @Nullable TrustStore trustStore;

    private TlsOptions(Builder builder) {
        name = builder.name;
        verifyCertificate = builder.verifyCertificate;
        trustStore = builder.trustStore;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The host that is sent in the handshake (SNI, RFC 6066, section 3); empty for none. */
    String name() {
        return name;
    }

    boolean verifiesCertificate() {
        return verifyCertificate;
    }

    /** For one probe. */
    SeenCertificate newCertificate(TimeSource time) {
        if (!verifyCertificate) {
            return new SeenCertificate(null, time);
        }
        return new SeenCertificate((trustStore == null ? TrustStore.system() : trustStore).trustManager(), time);
    }

    /** A host as TLS names it. */
    static String hostName(String name) {
        try {
            return new HttpUrl.Builder().scheme("https").host(name).build().host();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be the name of a host, like mail.example.com", e);
        }
    }

    /** Builds {@link TlsOptions}. The name is needed, unless any certificate will do. Not thread-safe. */
    public static final class Builder {
        private String name = "";
        private boolean verifyCertificate = true;
        private @Nullable TrustStore trustStore;

        private Builder() {}

        /**
         * The host that the certificate must be made out to: letters of any script, or an address. It is sent in the handshake, and never
         * looked up.
         */
        public Builder name(String name) {
            this.name = hostName(name);
            return this;
        }

        /** Whether the certificate must be trusted, made out to the name, and valid today; by default so. */
        public Builder verifyCertificate(boolean verify) {
            verifyCertificate = verify;
            return this;
        }

        /** Which authorities to trust, instead of the JDK's own. */
        public Builder trustStore(TrustStore trustStore) {
            this.trustStore = trustStore;
            return this;
        }

        /**
         * The options.
         *
         * @throws InvalidSettingsException if the name is missing, or nothing is verified by the trust store
         */
        public TlsOptions build() {
            new Problems()
                    .unless(
                            !name.isEmpty() || !verifyCertificate,
                            "name",
                            "is required: the host that the certificate must be made out to, like db.example.com")
                    .unless(
                            trustStore == null || verifyCertificate,
                            "trust-store",
                            "has no effect, as verify-certificate is false")
                    .throwIfAny();
            return new TlsOptions(this);
        }
    }
}
