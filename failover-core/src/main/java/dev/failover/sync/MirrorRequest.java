package dev.failover.sync;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What to mirror.
 *
 * @param source the local directory
 * @param paths what changed, relative to the source; empty for everything. A path that no longer exists is deleted on the
 *     target; a directory is mirrored with all below it
 * @param maxDeletes how many files and directories one run may delete; with more to delete, it deletes none and is rejected
 * @param timeout for the whole run; more than zero
 */
public record MirrorRequest(Path source, Optional<Set<Path>> paths, int maxDeletes, Duration timeout) {
    public MirrorRequest {
        if (maxDeletes < 0) {
            throw new IllegalArgumentException("max-delete must be 0 or more");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the timeout must be more than zero");
        }
        paths = paths.map(Set::copyOf);
        paths.ifPresent(named -> named.forEach(MirrorRequest::requireInside));
    }

    /** A request for everything. */
    public static MirrorRequest everything(Path source, int maxDeletes, Duration timeout) {
        return new MirrorRequest(source, Optional.empty(), maxDeletes, timeout);
    }

    private static void requireInside(Path path) {
        if (path.isAbsolute() || path.normalize().startsWith("..")) {
            throw new IllegalArgumentException(path + " is not below the source");
        }
    }
}
