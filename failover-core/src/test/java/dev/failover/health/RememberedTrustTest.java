package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is remembered of chains that were trusted")
class RememberedTrustTest {
    private final HeldCertificate authority =
            new HeldCertificate.Builder().certificateAuthority(0).build();
    private final X509Certificate[] chain = chain();
    /** Begins once they are valid. */
    private final PassingTime time = new PassingTime();

    private final Trust trust = new Trust();
    private final RememberedTrust remembered = new RememberedTrust(() -> trust, time);

    private static final class Trust implements X509TrustManager {
        private int asked;
        private boolean refuses;

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            asked++;
            if (refuses) {
                throw new CertificateException("refused");
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private X509Certificate[] chain() {
        X509Certificate leaf = new HeldCertificate.Builder()
                .signedBy(authority)
                .duration(30, TimeUnit.DAYS)
                .build()
                .certificate();
        return new X509Certificate[] {leaf, authority.certificate()};
    }

    private int askedFor(X509Certificate[] shown, String authType) throws CertificateException {
        int before = trust.asked;
        remembered.checkServerTrusted(shown, authType);
        return trust.asked - before;
    }

    @Test
    @DisplayName("is the very chain, for the very use, and for ten minutes")
    void remembers() throws Exception {
        assertThat(askedFor(chain, "ECDHE_ECDSA")).isEqualTo(1);
        assertThat(askedFor(chain, "ECDHE_ECDSA")).isZero();
        assertThat(askedFor(chain, "ECDHE_RSA")).isEqualTo(1);
        assertThat(askedFor(new X509Certificate[] {chain[0]}, "ECDHE_ECDSA")).isEqualTo(1);
        assertThat(askedFor(chain(), "ECDHE_ECDSA")).isEqualTo(1);
        time.passed = Duration.ofMinutes(10).minusNanos(1);
        assertThat(askedFor(chain, "ECDHE_ECDSA")).isZero();
        time.passed = Duration.ofMinutes(10);
        assertThat(askedFor(chain, "ECDHE_ECDSA")).isEqualTo(1);
    }

    @Test
    @DisplayName("is nothing that was refused, nor anything after something went wrong")
    void forgets() throws Exception {
        trust.refuses = true;
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> remembered.checkServerTrusted(chain, "UNKNOWN"))
                    .hasMessage("refused");
        }
        trust.refuses = false;
        assertThat(askedFor(chain, "UNKNOWN")).isEqualTo(1);
        remembered.forget();
        assertThat(askedFor(chain, "UNKNOWN")).isEqualTo(1);
    }

    @Test
    @DisplayName("does not count once a certificate of the chain is out of its dates")
    void looksAtDates() throws Exception {
        askedFor(chain, "UNKNOWN");
        time.passed = Duration.ofMinutes(9);
        X509Certificate[] soonOver = {
            new HeldCertificate.Builder()
                    .signedBy(authority)
                    .duration(10, TimeUnit.MINUTES)
                    .build()
                    .certificate()
        };
        assertThat(askedFor(soonOver, "UNKNOWN")).isEqualTo(1);
        assertThat(askedFor(soonOver, "UNKNOWN")).isZero();
        time.passed = Duration.ofMinutes(11);
        assertThat(askedFor(soonOver, "UNKNOWN")).isEqualTo(1);
    }

    @Test
    @DisplayName("is of sixteen chains, the latest ones")
    void isBounded() throws Exception {
        askedFor(chain, "UNKNOWN");
        for (int i = 0; i < 15; i++) {
            askedFor(chain, "UNKNOWN" + i);
        }
        assertThat(askedFor(chain, "UNKNOWN")).isZero();
        askedFor(chain, "one more");
        assertThat(askedFor(chain, "UNKNOWN")).isEqualTo(1);
    }
}
