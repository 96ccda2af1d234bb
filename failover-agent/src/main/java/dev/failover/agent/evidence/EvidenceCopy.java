package dev.failover.agent.evidence;

import dev.failover.agent.config.Destinations;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.evidence.EvidenceStore;
import dev.failover.evidence.Manifest;
import dev.failover.evidence.Manifest.Kept;
import dev.failover.s3.S3Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A further copy of an incident's evidence, at another place. Thread-safe. */
interface EvidenceCopy {
    /** Where copies are put, for humans. */
    String where();

    /**
     * Copies, and reads back what was written.
     *
     * @throws RejectedException if the place is not there or may not be written, or has something else of that name already
     * @throws UnavailableException if it can't be written now, or what is read is not what was written
     */
    void make(Original original) throws InterruptedException;

    /**
     * What is copied.
     *
     * @param id of the incident
     * @param place where it is
     * @param hashes the SHA-256 of each file, the manifest last
     */
    record Original(String id, Path place, Map<String, String> hashes) {
        private static final String MANIFEST = "manifest.json";

        public Original {
            hashes = Collections.unmodifiableMap(new LinkedHashMap<>(hashes));
        }

        /** @param hash of the manifest's file */
        static Original of(EvidenceStore store, Manifest manifest, String hash) {
            Map<String, String> hashes = new LinkedHashMap<>();
            for (Kept item : manifest.items()) {
                if (!item.sha256().isEmpty()) {
                    hashes.put(item.file(), item.sha256());
                }
            }
            hashes.put(MANIFEST, hash);
            String id = manifest.incident().id();
            return new Original(id, store.directoryOf(id), hashes);
        }

        Path file(String name) {
            return place.resolve(name);
        }
    }

    /** One for each of these. */
    static List<EvidenceCopy> to(Destinations destinations) {
        List<EvidenceCopy> copies = new ArrayList<>();
        destinations.directory().ifPresent(directory -> copies.add(new DirectoryCopy(directory)));
        destinations.sftp().ifPresent(host -> copies.add(new HostCopy(host)));
        destinations.s3().ifPresent(bucket -> copies.add(new BucketCopy(bucket, S3Files.MOST_KEPT)));
        return copies;
    }
}
