package dev.failover.google;

import dev.failover.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A service account's key, made for the tests. */
final class TestKey {
    static final String EMAIL = "failover@beerus-123456.iam.gserviceaccount.com";
    static final String KEY_ID = "0123456789abcdef0123456789abcdef01234567";
    /** Making one takes long. */
    static final KeyPair PAIR = pair();

    private TestKey() {}

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the file holds, as Google writes it. */
    static Map<String, Object> members(String tokenUri) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "service_account");
        members.put("project_id", "beerus-123456");
        members.put("private_key_id", KEY_ID);
        members.put("private_key", pem());
        members.put("client_email", EMAIL);
        members.put("client_id", "100000000000000000000");
        members.put("token_uri", tokenUri);
        members.put("universe_domain", "googleapis.com");
        return members;
    }

    static String pem() {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(PAIR.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** A file of it, which goes with the process. */
    static Path file(String tokenUri) {
        return file(members(tokenUri));
    }

    static Path file(Map<String, Object> members) {
        try {
            Path file = Files.createTempFile("google", ".json");
            file.toFile().deleteOnExit();
            return Files.writeString(file, Json.write(members));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
