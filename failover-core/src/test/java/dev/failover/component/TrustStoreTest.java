package dev.failover.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustStoreTest {
    private static final String PASSWORD = "opensesame";

    private final HeldCertificate certificate = new HeldCertificate.Builder().build();

    @TempDir
    private Path directory;

    private Path store(String password, boolean withCertificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (withCertificate) {
            store.setCertificateEntry("ca", certificate.certificate());
        }
        Path file = directory.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        return file;
    }

    @Test
    void trustsWhatTheFileHoldsAndNothingElse() throws Exception {
        TrustStore store = TrustStore.open(store(PASSWORD, true), PASSWORD);

        assertThat(store.trustManager().getAcceptedIssuers()).containsExactly(certificate.certificate());
        assertThat(store.socketFactory().getSupportedCipherSuites()).isNotEmpty();
    }

    @Test
    void thePasswordMayBeEmpty() throws Exception {
        assertThat(TrustStore.open(store("", true), "").trustManager().getAcceptedIssuers())
                .hasSize(1);
    }

    @Test
    void aWrongPasswordIsSaidWithoutRepeatingIt() throws Exception {
        Path file = store(PASSWORD, true);

        assertThatThrownBy(() -> TrustStore.open(file, "wr0ng"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file + " can't be read as PKCS12 with the password given")
                .hasMessageNotContaining("wr0ng");
    }

    @Test
    void aFileWithoutCertificateTrustsNothingAndIsRefused() throws Exception {
        Path file = store(PASSWORD, false);

        assertThatThrownBy(() -> TrustStore.open(file, PASSWORD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds no certificate that is marked as trusted");
    }

    @Test
    void whatIsNoPkcs12FileIsRefused() throws Exception {
        Path text = Files.writeString(directory.resolve("ca.pem"), certificate.certificatePem());
        Path empty = Files.createFile(directory.resolve("empty.p12"));

        for (Path file : new Path[] {text, empty, directory}) {
            assertThatThrownBy(() -> TrustStore.open(file, PASSWORD))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(file.toString());
        }
        assertThatThrownBy(() -> TrustStore.open(directory.resolve("none"), PASSWORD))
                .hasMessage("no such file: " + directory.resolve("none"));
    }
}
