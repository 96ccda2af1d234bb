package dev.failover.health;

import dev.failover.component.TrustStore;
import dev.failover.health.OddServer.Behaviour;
import dev.failover.health.TlsHealthCheck.StartTls;
import dev.failover.testkit.HealthCheckContract;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A tls check of a mail server is a health check:")
class TlsHealthCheckContractTest extends HealthCheckContract {
    private static final String HOST = "mail.example.test";

    private static final HandshakeCertificates OWN = own(HOST);
    private static final HandshakeCertificates ANOTHER = own("www.example.test");

    private static HandshakeCertificates own(String host) {
        HeldCertificate certificate =
                new HeldCertificate.Builder().addSubjectAlternativeName(host).build();
        return new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(certificate.certificate())
                .build();
    }

    @Override
    protected Optional<Target> open(Condition condition) throws IOException {
        OddServer server = condition == Condition.REFUSING ? OddServer.gone() : new OddServer(behaviour(condition));
        return Optional.of(server.target(TlsHealthCheck.builder()
                .port(server.port())
                .name(HOST)
                .startTls(StartTls.IMAP)
                .trustStore(TrustStore.of(OWN.trustManager()))
                .build()));
    }

    private static Behaviour behaviour(Condition condition) {
        return switch (condition) {
            case UP -> connection -> offer(connection, OWN);
            case FAILING -> connection -> offer(connection, ANOTHER);
            case NONSENSE -> Behaviour.saying("* OK ready\r\na OK begin\r\nwhat else?\r\n");
            case HANGING_UP, REFUSING -> Behaviour.HANGING_UP;
            case HANGING -> Behaviour.saying("* OK ready\r\na OK begin\r\n");
            case TRICKLING -> Behaviour.TRICKLING;
        };
    }

    private static void offer(Socket connection, HandshakeCertificates certificate) throws IOException {
        OddServer.say(connection, "* OK ready\r\n");
        for (int c = connection.getInputStream().read();
                c != '\n' && c >= 0;
                c = connection.getInputStream().read()) {
            // What is asked is for STARTTLS.
        }
        OddServer.say(connection, "a OK begin\r\n");
        SSLSocket tls = (SSLSocket) certificate.sslContext().getSocketFactory().createSocket(connection, null, true);
        tls.setUseClientMode(false);
        tls.startHandshake();
        OddServer.awaitHangUp(tls);
    }

    @Override
    protected Duration shortTimeout() {
        return Duration.ofMillis(500);
    }
}
