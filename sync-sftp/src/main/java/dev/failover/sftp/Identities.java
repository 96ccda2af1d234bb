package dev.failover.sftp;

import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.security.auth.login.FailedLoginException;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.security.SecurityUtils;

/** Reads private keys: ed25519, ecdsa and RSA, in OpenSSH's format or PEM, encrypted or not. */
final class Identities {
    private Identities() {}

    /** The keys of these files, in their order. */
    static List<KeyPair> load(List<Path> files, Optional<Secret> passphrase) {
        List<KeyPair> keys = new ArrayList<>();
        for (Path file : files) {
            load(file, passphrase).forEach(keys::add);
        }
        return keys;
    }

    private static Iterable<KeyPair> load(Path file, Optional<Secret> passphrase) {
        FilePasswordProvider provider =
                (session, resource, retry) -> passphrase.map(Secret::reveal).orElse(null);
        try (InputStream in = Files.newInputStream(file)) {
            Iterable<KeyPair> keys = SecurityUtils.loadKeyPairIdentities(null, new PathResource(file), in, provider);
            if (keys == null) {
                throw new RejectedException("the identity " + file + " holds no private key");
            }
            return keys;
        } catch (FailedLoginException e) {
            throw new RejectedException("the identity " + file + " is encrypted; give its passphrase", e);
        } catch (NoSuchFileException e) {
            throw new RejectedException("the identity " + file + " is not there", e);
        } catch (IOException | GeneralSecurityException e) {
            throw new RejectedException(
                    "the identity " + file + " can't be read"
                            + (passphrase.isPresent() ? "; is the passphrase right?" : ""),
                    e);
        }
    }
}
