package dev.failover.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.X509KeyManager;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A client's certificate")
class ClientCertificateTest {
    private static final HeldCertificate AUTHORITY =
            new HeldCertificate.Builder().certificateAuthority(0).build();
    private static final HeldCertificate CLIENT = client(new HeldCertificate.Builder());

    @TempDir
    Path directory;

    private static HeldCertificate client(HeldCertificate.Builder builder) {
        return builder.commonName("watcher").signedBy(AUTHORITY).build();
    }

    private Path file(String... parts) throws IOException {
        return Files.writeString(directory.resolve("client.pem"), String.join("", parts));
    }

    private Path pkcs12(HeldCertificate client, boolean withKey) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (withKey) {
            store.setKeyEntry("client", client.keyPair().getPrivate(), "hush".toCharArray(), new Certificate[] {
                client.certificate(), AUTHORITY.certificate()
            });
        } else {
            store.setCertificateEntry("client", client.certificate());
        }
        Path file = directory.resolve("client.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "hush".toCharArray());
        }
        return file;
    }

    private static void assertShows(ClientCertificate opened, HeldCertificate client) {
        X509KeyManager keys = opened.keyManager();
        String[] aliases =
                keys.getClientAliases(client.certificate().getPublicKey().getAlgorithm(), null);
        assertThat(aliases).hasSize(1);
        assertThat(keys.getCertificateChain(aliases[0])).containsExactly(client.certificate(), AUTHORITY.certificate());
        assertThat(keys.getPrivateKey(aliases[0])).isEqualTo(client.keyPair().getPrivate());
    }

    @Test
    void isReadFromPkcs12() throws Exception {
        assertShows(ClientCertificate.open(pkcs12(CLIENT, true), "hush"), CLIENT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isReadFromPem(boolean keyFirst) throws Exception {
        for (HeldCertificate client : new HeldCertificate[] {CLIENT, client(new HeldCertificate.Builder().rsa2048())}) {
            String key = client.privateKeyPkcs8Pem();
            String chain = client.certificatePem() + AUTHORITY.certificatePem();
            Path file = keyFirst ? file("Bag Attributes\n", key, chain) : file(chain, "Key Attributes\n", key);
            assertShows(ClientCertificate.open(file, ""), client);
        }
    }

    @Test
    void isRefusedIfItIsNotWhole() throws Exception {
        Path nowhere = directory.resolve("none.p12");
        assertRefused(nowhere, "", "no such file: " + nowhere);
        Path nonsense = file("nonsense");
        assertRefused(nonsense, "", nonsense + " can't be read as PKCS12 with the password given, nor as PEM: ");
        Path bare = pkcs12(CLIENT, false);
        assertRefused(bare, "hush", bare + " holds no private key with its certificate");
        Path locked = pkcs12(CLIENT, true);
        assertRefused(locked, "wrong", locked + " can't be read as PKCS12 with the password given");
    }

    @Test
    void isRefusedIfItsPemIsNotWhole() throws Exception {
        String key = CLIENT.privateKeyPkcs8Pem();
        Path file = file(key);
        assertRefused(file, "", file + " holds no certificate; put it before its private key");
        file(CLIENT.certificatePem());
        assertRefused(file, "", file + " holds no private key; put it behind its certificate");
        file(CLIENT.certificatePem(), key.replace("PRIVATE", "EC PRIVATE"));
        assertRefused(file, "", file + " holds its private key in another form than PKCS8 unencrypted");
        file(CLIENT.certificatePem(), key.replace("PRIVATE", "ENCRYPTED PRIVATE"));
        assertRefused(file, "", file + " holds its private key in another form than PKCS8 unencrypted");
        String another = file + " holds a private key that does not belong to its first certificate";
        file(AUTHORITY.certificatePem(), CLIENT.certificatePem(), key);
        assertRefused(file, "", another);
        file(
                CLIENT.certificatePem(),
                new HeldCertificate.Builder().rsa2048().build().privateKeyPkcs8Pem());
        assertRefused(file, "", another);
        file(CLIENT.certificatePem(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertRefused(file, "", another);
        file(CLIENT.certificatePem(), key);
        assertRefused(file, "hush", file + " is PEM, and a password is for PKCS12; remove the password");
    }

    private static void assertRefused(Path file, String password, String message) {
        assertThatThrownBy(() -> ClientCertificate.open(file, password))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .message()
                .doesNotContain("hush");
    }
}
