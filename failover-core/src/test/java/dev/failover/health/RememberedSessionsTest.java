package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.failover.health.Health.Status;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A TLS session that may be resumed")
class RememberedSessionsTest {
    private static final X509Certificate CERTIFICATE =
            new HeldCertificate.Builder().duration(1, TimeUnit.HOURS).build().certificate();

    private final PassingTime time = new PassingTime();
    private final RememberedSessions sessions = new RememberedSessions(Duration.ofMinutes(10), time);
    private final InetAddress site = InetAddresses.forString("192.0.2.1");

    private FullHandshake handshake() throws Exception {
        SeenCertificate certificate = new SeenCertificate(null, time);
        certificate.checkServerTrusted(new X509Certificate[] {CERTIFICATE}, "UNKNOWN");
        return FullHandshake.with("www.example.test", certificate, time.nanoTime());
    }

    private void succeeds(InetAddress where) throws Exception {
        sessions.ended(where, Status.UP, Optional.of(handshake()));
    }

    @Test
    @DisplayName("is so for ten minutes after a handshake in full, however often it was resumed")
    void forSomeTime() throws Exception {
        succeeds(site);
        time.passed = Duration.ofMinutes(9);
        sessions.ended(site, Status.UP, Optional.empty());
        time.passed = Duration.ofMinutes(10).minusNanos(1);
        assertThat(sessions.at(site)).isPresent();
        time.passed = Duration.ofMinutes(10);
        assertThat(sessions.at(site)).isEmpty();
    }

    @Test
    @DisplayName("is not once its certificate has expired, or none was shown")
    void whileTheCertificateIsValid() throws Exception {
        RememberedSessions forADay = new RememberedSessions(Duration.ofDays(1), time);
        forADay.ended(site, Status.UP, Optional.of(handshake()));
        time.passed = Duration.ofMinutes(59);
        assertThat(forADay.at(site)).isPresent();
        time.passed = Duration.ofMinutes(61);
        assertThat(forADay.at(site)).isEmpty();
        SeenCertificate none = new SeenCertificate(null, time);
        forADay.ended(site, Status.UP, Optional.of(FullHandshake.with("www.example.test", none, time.nanoTime())));
        assertThat(forADay.at(site)).isEmpty();
    }

    @Test
    @DisplayName("is not after any probe that did not succeed, even if one that began before does")
    void notAfterAFailure() throws Exception {
        for (Status failure : new Status[] {Status.DOWN, Status.UNKNOWN}) {
            succeeds(site);
            sessions.ended(site, failure, Optional.empty());
            assertThat(sessions.at(site)).isEmpty();
            sessions.ended(site, Status.UP, Optional.empty());
            assertThat(sessions.at(site)).isEmpty();
        }
    }

    @Test
    @DisplayName("belongs to one address, on one interface, and to sixteen at most")
    void byAddress() throws Exception {
        InetAddress here = InetAddress.getByName("fe80::1%1");
        InetAddress there = InetAddress.getByName("fe80::1%2");
        assertThat(here).as("to Java they are equal").isEqualTo(there);
        succeeds(here);
        assertThat(sessions.at(there)).isEmpty();
        assertThat(sessions.at(here)).isPresent();
        for (int i = 0; i < 16; i++) {
            succeeds(InetAddresses.forString("192.0.2." + i));
        }
        assertThat(sessions.at(here)).isEmpty();
        assertThat(sessions.at(InetAddresses.forString("192.0.2.0"))).isPresent();
    }
}
