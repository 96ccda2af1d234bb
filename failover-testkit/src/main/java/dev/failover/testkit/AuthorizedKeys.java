package dev.failover.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Who may log in: a file that the server reads at each login. */
final class AuthorizedKeys {
    private final Path file;

    AuthorizedKeys(Path directory) {
        file = directory.resolve("authorized_keys");
    }

    static String line(String options, SshKey key) throws IOException {
        return (options.isEmpty() ? "" : options + " ") + key.publicKey();
    }

    Path file() {
        return file;
    }

    List<String> lines() throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    void set(List<String> lines) throws IOException {
        Path written = Files.write(file.resolveSibling("authorized_keys.new"), lines);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
