package dev.failover.agent.setup;

import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.internal.process.LocalCommand;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The directory {@code keys} beside a configuration, to whose files it refers by <code>${file:…}</code>. Each can be read by the user
 * alone who runs the agent: by {@value Account#NAME}, if root writes them and there is such an account.
 */
public final class KeyDirectory {
    private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");
    /** The account uses what is there, and root alone decides what is there. */
    private static final Set<PosixFilePermission> LENT = PosixFilePermissions.fromString("rwxr-x---");

    /** For a key, which takes milliseconds unless the machine has no randomness yet. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Path directory;

    /** @param configuration the file that refers to them */
    public KeyDirectory(Path configuration) {
        this.directory = configuration.toAbsolutePath().normalize().resolveSibling("keys");
    }

    /** Where a key is, or will be. */
    public Path file(String name) {
        return directory.resolve(name);
    }

    /**
     * Makes sure that keys can be written: before a human has done what it takes to get one.
     *
     * @throws IOException naming what is in the way
     */
    public void prepare() throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(directory.getParent());
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWN));
            Optional<Account> account = Account.find();
            if (account.isPresent()) {
                account.get().lend(directory);
                Files.setPosixFilePermissions(directory, LENT);
            }
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(directory.toString(), null, "is no directory");
        }
        Files.delete(draft());
    }

    /** Only its owner may read it, from its first moment on. */
    private Path draft() throws IOException {
        return Files.createTempFile(directory, ".new-", "");
    }

    /**
     * A key that is there.
     *
     * @throws IOException if it can't be read, or can't be a key
     */
    public Optional<Secret> read(String name) throws IOException {
        Path file = file(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Secret.of(Files.readString(file).strip()));
        } catch (IllegalArgumentException e) {
            throw new FileSystemException(file.toString(), null, e.getMessage());
        }
    }

    /** Writes a key, at once, in the place of one that was there. */
    public void write(String name, Secret key) throws IOException {
        Path draft = draft();
        try {
            Files.writeString(draft, key.reveal() + "\n");
            publish(draft, name);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private void publish(Path draft, String name) throws IOException {
        Optional<Account> account = Account.find();
        if (account.isPresent()) {
            account.get().give(draft);
        }
        Files.move(draft, file(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Makes an SSH key without passphrase, as nobody is there to type one when the agent starts.
     *
     * @return the public key, as {@code authorized_keys} has it
     * @throws RejectedException if {@code ssh-keygen} can't be run
     */
    String makeSshKey(String name, String comment) throws IOException, InterruptedException {
        Path drafts = Files.createTempDirectory(directory, ".new-");
        Path privateKey = drafts.resolve("key");
        Path publicKey = drafts.resolve("key.pub");
        try {
            LocalCommand.run(
                    List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", privateKey.toString()),
                    LONGEST);
            String text = Files.readString(publicKey).strip();
            publish(publicKey, name + ".pub");
            publish(privateKey, name);
            return text;
        } finally {
            Files.deleteIfExists(privateKey);
            Files.deleteIfExists(publicKey);
            Files.delete(drafts);
        }
    }

    /** Where it is. */
    @Override
    public String toString() {
        return directory.toString();
    }
}
