package dev.failover.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A key pair of OpenSSH's own making, thrown away with the directory it lies in.
 *
 * @param file the private key, in OpenSSH's format; the public one is beside it, with {@code .pub} at its end
 */
public record SshKey(Path file) {
    /** Kinds of keys. */
    public enum Type {
        ED25519("ed25519", "256"),
        ECDSA("ecdsa", "256"),
        RSA("rsa", "2048");

        private final String name;
        private final String bits;

        Type(String name, String bits) {
            this.name = name;
            this.bits = bits;
        }
    }

    /** Makes an Ed25519 key without a passphrase. */
    public static SshKey in(Path directory, String name) throws IOException, InterruptedException {
        return in(directory, name, Type.ED25519, "");
    }

    /**
     * Makes a key, in the place of an older one of that name.
     *
     * @param name the private key's file name
     * @param passphrase empty for none
     * @throws AssertionError if {@code ssh-keygen} is not installed, or fails
     */
    public static SshKey in(Path directory, String name, Type type, String passphrase)
            throws IOException, InterruptedException {
        Path made = Files.createTempDirectory(directory, "key");
        Path log = made.resolve("log");
        Program.named("ssh-keygen", "openssh-client")
                .run(
                        log,
                        "-q",
                        "-t",
                        type.name,
                        "-b",
                        type.bits,
                        "-a",
                        "4",
                        "-N",
                        passphrase,
                        "-C",
                        name,
                        "-f",
                        made + "/key");
        SshKey key = new SshKey(directory.resolve(name));
        Files.move(made.resolve("key"), key.file, StandardCopyOption.REPLACE_EXISTING);
        Files.move(made.resolve("key.pub"), key.publicFile(), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(log);
        Files.delete(made);
        return key;
    }

    /** Where the public key is. */
    public Path publicFile() {
        return file.resolveSibling(file.getFileName() + ".pub");
    }

    /** The public key as {@code authorized_keys} and {@code known_hosts} have it: type and base64, without a comment. */
    public String publicKey() throws IOException {
        return Files.readString(publicFile()).strip().replaceFirst("^(\\S+ \\S+).*$", "$1");
    }
}
