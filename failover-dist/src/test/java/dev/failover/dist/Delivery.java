package dev.failover.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this module builds. */
final class Delivery {
    private static final Path BUILT = Path.of(System.getProperty("failover.built"));

    private Delivery() {}

    static Path archive() throws IOException {
        return one("failover-(?!.*-linux-).*\\.tar\\.gz");
    }

    /** The archive with its own Java. */
    static Path bundle() throws IOException {
        return one("failover-.*-linux-.*\\.tar\\.gz");
    }

    static Path debianPackage() throws IOException {
        return one("failover_.*_all\\.deb");
    }

    /** The archive, unpacked; the directory that it brings. */
    static Path unpack(Path archive, Path directory) throws Exception {
        Command.run("tar", "-xzf", archive.toString(), "-C", directory.toString())
                .expect(0);
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    private static Path one(String pattern) throws IOException {
        try (Stream<Path> files = Files.list(BUILT)) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
