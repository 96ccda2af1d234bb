package dev.failover.ovh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.Settings;
import dev.failover.component.UnavailableException;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OvhTlsTest {
    @TempDir
    Path directory;

    @Test
    @DisplayName("over https the trust store decides whom to trust")
    void trustStore() throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        HandshakeCertificates server =
                new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        Path file = directory.resolve("trust.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ovh", certificate.certificate());
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        try (OvhImitation ovh = OvhImitation.start(ImitationTest.ZONE, server.sslContext())) {
            ovh.publish(List.of(ImitationTest.PRIMARY));
            Map<String, String> settings = new TreeMap<>(Map.of(
                    "zone", ImitationTest.ZONE,
                    "endpoint", ovh.endpoint(),
                    "application-key", OvhImitation.APPLICATION_KEY,
                    "application-secret", OvhImitation.APPLICATION_SECRET,
                    "consumer-key", OvhImitation.CONSUMER_KEY));
            try (DnsProvider untrusting = new OvhDnsProviderFactory().create(Settings.of(settings))) {
                assertThatThrownBy(() -> untrusting.find(ImitationTest.WWW, ImitationTest.TIMEOUT))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("TLS");
            }
            settings.put("trust-store", file.toString());
            settings.put("trust-store-password", "changeit");
            try (DnsProvider trusting = new OvhDnsProviderFactory().create(Settings.of(settings))) {
                ImitationTest.apply(trusting, RecordChange.replace(ImitationTest.PRIMARY, ImitationTest.STANDBY));
            }
            assertThat(ovh.published(ImitationTest.WWW)).hasValue(ImitationTest.STANDBY);
        }
    }
}
