package dev.failover.sftp;

import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.login.FailedLoginException;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/**
 * The keys in the files that are named for a hop: ed25519, ecdsa and RSA, in OpenSSH's format or PEM, encrypted or not. As with
 * OpenSSH, a file that is not there is passed over; and one that is encrypted, or holds the public half only, says which of an
 * agent's keys is meant.
 */
final class Identities {
    private static final Pattern OPENSSH =
            Pattern.compile("-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END OPENSSH PRIVATE KEY-----");
    /** What a file in that format begins with (PROTOCOL.key of OpenSSH). */
    private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
    /** Sixteen times an RSA key of 16,384 bits. */
    private static final int LARGEST = 256 * 1024;

    private final Optional<Secret> passphrase;
    private final List<KeyPair> keys = new ArrayList<>();
    private final List<PublicKey> named = new ArrayList<>();
    private final List<String> unusable = new ArrayList<>();

    private Identities(Optional<Secret> passphrase) {
        this.passphrase = passphrase;
    }

    /** Reads the files in their order. */
    static Identities load(List<Path> files, Optional<Secret> passphrase) {
        Identities identities = new Identities(passphrase);
        files.forEach(identities::read);
        return identities;
    }

    /** Those that can be used by themselves. */
    List<KeyPair> keys() {
        return List.copyOf(keys);
    }

    /** The public halves of all, those included that only an agent can use. */
    List<PublicKey> named() {
        return List.copyOf(named);
    }

    /** A sentence for each file of which the key can't be used by itself. */
    List<String> unusable() {
        return List.copyOf(unusable);
    }

    private void read(Path file) {
        if (!Files.exists(file)) {
            unusable.add("the identity " + file + " is not there");
            return;
        }
        try {
            byte[] content = content(file);
            Optional<PublicKey> half = publicHalf(file, content);
            half.ifPresent(named::add);
            if (half.isPresent() && isPublicOnly(content)) {
                unusable.add("the identity " + file + " holds no private key; is the SSH agent that holds it running?");
                return;
            }
            for (KeyPair key : privateKeys(file)) {
                keys.add(key);
                named.add(key.getPublic());
            }
        } catch (FailedLoginException e) {
            unusable.add("the identity " + file + " is encrypted; give its passphrase");
        } catch (IOException | GeneralSecurityException e) {
            throw new RejectedException(
                    "the identity " + file + " can't be read"
                            + (passphrase.isPresent() ? "; is the passphrase right?" : ""),
                    e);
        }
    }

    private Iterable<KeyPair> privateKeys(Path file) throws IOException, GeneralSecurityException {
        FilePasswordProvider provider =
                (session, resource, retry) -> passphrase.map(Secret::reveal).orElse(null);
        try (InputStream in = Files.newInputStream(file)) {
            Iterable<KeyPair> found = SecurityUtils.loadKeyPairIdentities(null, new PathResource(file), in, provider);
            if (found == null) {
                throw new RejectedException("the identity " + file + " holds no private key");
            }
            return found;
        }
    }

    private static byte[] content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LARGEST + 1);
            if (content.length > LARGEST) {
                throw new IOException("more than " + LARGEST + " bytes are no key");
            }
            return content;
        }
    }

    private static boolean isPublicOnly(byte[] content) {
        return !text(content).contains("PRIVATE KEY");
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1);
    }

    /** From the file itself where it tells, or from the one beside it that ssh-keygen makes. */
    private static Optional<PublicKey> publicHalf(Path file, byte[] content) throws IOException {
        Matcher own = OPENSSH.matcher(text(content));
        if (own.find()) {
            return ofOpenSsh(own.group(1));
        }
        if (isPublicOnly(content)) {
            return ofLine(text(content));
        }
        Path beside = Path.of(file + ".pub");
        return Files.isRegularFile(beside) ? ofLine(text(content(beside))) : Optional.empty();
    }

    private static Optional<PublicKey> ofOpenSsh(String base64) {
        try {
            Buffer buffer = new ByteArrayBuffer(Base64.getMimeDecoder().decode(base64));
            byte[] magic = new byte[MAGIC.length];
            buffer.getRawBytes(magic);
            // The cipher, and how its key is made.
            buffer.getString();
            buffer.getString();
            buffer.getBytes();
            int count = buffer.getInt();
            return Arrays.equals(magic, MAGIC) && count == 1
                    ? Optional.of(new ByteArrayBuffer(buffer.getBytes()).getRawPublicKey())
                    : Optional.empty();
        } catch (IOException | RuntimeException e) {
            // What is wrong with the file is said by whoever reads the private half.
            return Optional.empty();
        }
    }

    private static Optional<PublicKey> ofLine(String text) {
        String line = text.lines()
                .filter(one -> !one.isBlank() && !one.startsWith("#"))
                .findFirst()
                .orElse("");
        try {
            return Optional.ofNullable(PublicKeyEntry.parsePublicKeyEntry(line)).map(Identities::resolved);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static @Nullable PublicKey resolved(PublicKeyEntry entry) {
        try {
            return entry.resolvePublicKey(null, null, PublicKeyEntryResolver.IGNORING);
        } catch (IOException | GeneralSecurityException e) {
            return null;
        }
    }
}
