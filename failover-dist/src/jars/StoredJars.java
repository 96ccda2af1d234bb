import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Copies the jars of one directory, and of those in it, to another, each with the same entries, which are not compressed: what
 * packs all of them together then finds what is alike in them, and takes two thirds of the room.
 *
 * <p>{@code java StoredJars.java FROM TO}
 */
final class StoredJars {
    private StoredJars() {}

    public static void main(String[] args) throws IOException {
        Path from = Path.of(args[0]);
        Path to = Path.of(args[1]);
        List<Path> jars;
        try (Stream<Path> files = Files.walk(from)) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        for (Path jar : jars) {
            Path copy = to.resolve(from.relativize(jar));
            Files.createDirectories(copy.getParent());
            store(jar, copy);
        }
    }

    private static void store(Path jar, Path copy) throws IOException {
        try (ZipFile file = new ZipFile(jar.toFile());
                OutputStream written = Files.newOutputStream(copy);
                ZipOutputStream out = new ZipOutputStream(written)) {
            for (ZipEntry entry : Collections.list(file.entries())) {
                // With its time, and what tells more of it.
                ZipEntry stored = new ZipEntry(entry);
                stored.setMethod(ZipEntry.STORED);
                stored.setCompressedSize(entry.getSize());
                out.putNextEntry(stored);
                file.getInputStream(entry).transferTo(out);
                out.closeEntry();
            }
        }
    }
}
