package dev.failover.sync;

import dev.failover.component.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What to mirror.
 *
 * @param source the local directory
 * @param paths what changed, relative to the source; empty for everything. A path that no longer exists is deleted on the
 *     target; a directory is mirrored with all below it. A file that is named is known to have changed: it is sent although
 *     its size and time are the target's, if its content is another
 * @param exclusions what is neither mirrored nor deleted
 * @param maxDeletes how many files and directories one run may delete; with more to delete, it deletes none and is rejected
 * @param versions how long what the run replaces or deletes is kept; empty for not at all
 * @param timeout for the whole run; more than zero
 */
public record MirrorRequest(
        Path source,
        Optional<Set<Path>> paths,
        Exclusions exclusions,
        int maxDeletes,
        Optional<Versions> versions,
        Duration timeout) {
    public MirrorRequest {
        paths = paths.map(Set::copyOf);
        Problems problems = new Problems()
                .unless(maxDeletes >= 0, "", "maxDeletes must be 0 or more")
                .positive(timeout, "the timeout");
        paths.ifPresent(named -> named.forEach(path -> problems.unless(
                !path.isAbsolute() && !path.normalize().startsWith(".."), "", path + " is not below the source")));
        problems.throwAsArgument();
    }

    /** A request for everything, with nothing excluded and no versions kept. */
    public static MirrorRequest everything(Path source, int maxDeletes, Duration timeout) {
        return new MirrorRequest(source, Optional.empty(), Exclusions.NONE, maxDeletes, Optional.empty(), timeout);
    }

    /** The same for the named paths only. */
    public MirrorRequest only(Set<Path> named) {
        return new MirrorRequest(source, Optional.of(named), exclusions, maxDeletes, versions, timeout);
    }

    /** The same without what is excluded. */
    public MirrorRequest excluding(Exclusions excluded) {
        return new MirrorRequest(source, paths, excluded, maxDeletes, versions, timeout);
    }

    /** The same, with what it replaces or deletes kept. */
    public MirrorRequest keeping(Versions kept) {
        return new MirrorRequest(source, paths, exclusions, maxDeletes, Optional.of(kept), timeout);
    }
}
