package dev.failover.agent.evidence;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.evidence.EvidenceStore;
import dev.failover.evidence.Manifest;
import dev.failover.evidence.Manifest.Kept;
import dev.failover.internal.storage.FileHash;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A second copy of an incident's evidence, in a directory that is another disk's or another machine's. */
final class EvidenceCopy {
    private static final String MANIFEST = "manifest.json";

    private EvidenceCopy() {}

    /**
     * Copies, and reads back what was written. Nothing half is left under the incident's name.
     *
     * @param to an existing directory, as one that is not mounted must not be filled
     * @param hash of the manifest's file
     * @return where it is
     * @throws RejectedException if there is no such directory, or something of that name in it already
     * @throws UnavailableException if it can't be written, or what is read is not what was written
     */
    static Path make(EvidenceStore store, Manifest manifest, String hash, Path to) throws InterruptedException {
        String id = manifest.incident().id();
        Path from = store.directoryOf(id);
        Path target = to.resolve(id);
        Path unfinished = to.resolve("." + id + ".part");
        if (!Files.isDirectory(to)) {
            throw new RejectedException("%s is no directory: it may not be mounted".formatted(to));
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new RejectedException("%s is there already".formatted(target));
        }
        Map<String, String> hashes = new LinkedHashMap<>();
        for (Kept item : manifest.items()) {
            if (!item.sha256().isEmpty()) {
                hashes.put(item.file(), item.sha256());
            }
        }
        hashes.put(MANIFEST, hash);
        try {
            empty(unfinished);
            Files.createDirectory(unfinished);
            for (Map.Entry<String, String> file : hashes.entrySet()) {
                copy(from.resolve(file.getKey()), unfinished.resolve(file.getKey()), file.getValue());
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
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
