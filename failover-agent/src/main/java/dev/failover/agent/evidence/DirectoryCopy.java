package dev.failover.agent.evidence;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.internal.storage.FileHash;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * In a directory that is another disk's or another machine's. Nothing half is left under the incident's name.
 *
 * @param to an existing directory, as one that is not mounted must not be filled
 */
record DirectoryCopy(Path to) implements EvidenceCopy {
    @Override
    public String where() {
        return to.toString();
    }

    @Override
    public void make(Original original) throws InterruptedException {
        Path target = to.resolve(original.id());
        Path unfinished = to.resolve("." + original.id() + ".part");
        if (!Files.isDirectory(to)) {
            throw new RejectedException("%s is no directory: it may not be mounted".formatted(to));
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new RejectedException("%s is there already".formatted(target));
        }
        try {
            empty(unfinished);
            Files.createDirectory(unfinished);
            for (Map.Entry<String, String> file : original.hashes().entrySet()) {
                copy(original.file(file.getKey()), unfinished.resolve(file.getKey()), file.getValue());
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UnavailableException("%s can't be written to: %s".formatted(to, e), e);
        }
    }

    private static void empty(Path directory) throws IOException {
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    private static void copy(Path from, Path to, String hash) throws IOException, InterruptedException {
        Files.copy(from, to, LinkOption.NOFOLLOW_LINKS);
        try (FileChannel written = FileChannel.open(to, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        if (!FileHash.of(to).equals(Optional.of(hash))) {
            throw new UnavailableException("%s is not what was written to it".formatted(to));
        }
    }
}
