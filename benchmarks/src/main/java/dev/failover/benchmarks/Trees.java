package dev.failover.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;

/** Trees to be mirrored: the same on every machine. Times are whole seconds, as some peers carry no more. */
final class Trees {
    private static final FileTime TIME = FileTime.from(Instant.ofEpochSecond(1_700_000_000));
    private static final int MIB = 1024 * 1024;

    private Trees() {}

    /** A web site: files of 1 to 39 KiB, 20 KiB on average, twenty to a directory. */
    static Path site(Path root, int files) throws IOException {
        return fill(root, files, 20, random -> 1024 + random.nextInt(38 * 1024));
    }

    /** Many tiny files of 200 to 2,000 bytes, a hundred to a directory. */
    static Path wide(Path root, int files) throws IOException {
        return fill(root, files, 100, random -> 200 + random.nextInt(1800));
    }

    /** One file that can't be compressed. */
    static Path big(Path root, int mebibytes) throws IOException {
        Files.createDirectories(root);
        Random random = new Random(3);
        byte[] block = new byte[MIB];
        Path file = root.resolve("image.iso");
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < mebibytes; i++) {
                random.nextBytes(block);
                out.write(block);
            }
        }
        Files.setLastModifiedTime(file, TIME);
        return root;
    }

    private interface Sizes {
        int next(Random random);
    }

    private static Path fill(Path root, int files, int perDirectory, Sizes sizes) throws IOException {
        Random random = new Random(11);
        Path directory = root;
        for (int i = 0; i < files; i++) {
            if (i % perDirectory == 0) {
                int number = i / perDirectory;
                directory = Files.createDirectories(
                        root.resolve("section-" + number % 25).resolve("page-" + number));
            }
            byte[] content = new byte[sizes.next(random)];
            random.nextBytes(content);
            Path file = Files.write(directory.resolve("file-" + i + ".html"), content);
            Files.setLastModifiedTime(file, TIME);
        }
        return root;
    }

    static void delete(Path root) {
        try {
            new ProcessBuilder("rm", "-rf", root.toString()).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Fails if the two differ in a name or a byte; what is about the tree is left out. */
    static void requireEqual(Path source, Path target) throws IOException, InterruptedException {
        Process diff = new ProcessBuilder(
                        "diff", "-rq", "--no-dereference", "-x", ".failover", source.toString(), target.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(diff.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (diff.waitFor() != 0) {
            throw new IllegalStateException(
                    "the replica differs: " + said.lines().limit(5).toList());
        }
    }
}
