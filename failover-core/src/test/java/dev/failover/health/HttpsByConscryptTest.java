package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Security;
import java.time.InstantSource;
import javax.net.ssl.SSLEngine;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Once it is registered, checks find the very same by it, in the same words, and resume no more and no less. */
@DisplayName("With Conscrypt, an http check over https")
class HttpsByConscryptTest {
    @BeforeAll
    static void register() {
        // Behind the JDK's own, of which the servers are.
        Security.addProvider(Conscrypt.newProvider());
    }

    @AfterAll
    static void remove() {
        Security.removeProvider(Conscrypt.newProvider().getName());
    }

    @Test
    @DisplayName("is carried out by it, but for a name that it would not send")
    void isMeant() {
        assertThat(Conscrypt.isConscrypt(engine("www.example.test"))).isTrue();
        assertThat(Conscrypt.isConscrypt(engine("my_site.example.test"))).isFalse();
    }

    private static SSLEngine engine(String host) {
        return FullHandshake.with(host, new SeenCertificate(null, InstantSource.system()), 0)
                .newEngine();
    }

    @Nested
    class Certificates extends HttpHealthCheckTlsTest {}

    @Nested
    class Failures extends TlsFailureTest {}

    @Nested
    class Pieces extends HttpOverTlsTest {}

    @Nested
    class Resumed extends ResumedHandshakesTest {}
}
