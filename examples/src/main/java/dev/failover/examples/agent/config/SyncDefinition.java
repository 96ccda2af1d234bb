package dev.failover.examples.agent.config;

import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A directory that is kept equal elsewhere.
 *
 * @param continuous whether it is to follow every change
 * @param maxDelete how many files and directories one run may delete
 * @param service whose replica it is, if one's
 */
public record SyncDefinition(
        String name, FileSync transport, Path source, boolean continuous, int maxDelete, Optional<String> service) {
    /** For a first mirror of a large tree over a slow line; every wait has its end. */
    private static final Duration TIMEOUT = Duration.ofHours(12);

    /** A request to mirror all of it. */
    public MirrorRequest everything() {
        return MirrorRequest.everything(source, maxDelete, TIMEOUT);
    }
}
