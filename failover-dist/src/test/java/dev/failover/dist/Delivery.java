package dev.failover.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this module builds. */
final class Delivery {
    static final Path BUILT = Path.of(System.getProperty("failover.built"));

    private Delivery() {}

    static Path archive() throws IOException {
        return one(BUILT, "failover-(?!.*-linux-).*\\.tar\\.gz");
    }

    /** The archive with its own Java. */
    static Path bundle() throws IOException {
        return bundle(BUILT);
    }

    static Path bundle(Path built) throws IOException {
        return one(built, "failover-.*-linux-.*\\.tar\\.gz");
    }

    static Path debianPackage() throws IOException {
        return debianPackage(BUILT);
    }

    static Path debianPackage(Path built) throws IOException {
        return one(built, "failover_.*_all\\.deb");
    }

    /** The archive, unpacked; the directory that it brings. */
    static Path unpack(Path archive, Path directory) throws Exception {
        Command.run("tar", "-xzf", archive.toString(), "-C", directory.toString())
                .expect(0);
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    private static Path one(Path built, String pattern) throws IOException {
        try (Stream<Path> files = Files.list(built)) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
