package dev.failover.sftp;

import dev.failover.sync.Exclusions;
import dev.failover.sync.FileSync;
import java.nio.file.Path;

/** Which raw paths below source and target are a run's business. Immutable. */
final class Scope {
    private final Path source;
    private final Exclusions exclusions;

    Scope(Path source, Exclusions exclusions) {
        this.source = source;
        this.exclusions = exclusions;
    }

    /** What is never looked at: the reserved directory, and what is excluded. Temporary names are told apart elsewhere. */
    boolean leavesOut(String path, boolean directory) {
        return isReserved(path)
                || !exclusions.patterns().isEmpty()
                        && exclusions.exclude(source.relativize(RawNames.resolve(source, path)), directory);
    }

    private static boolean isReserved(String path) {
        return path.startsWith(FileSync.RESERVED)
                && (path.length() == FileSync.RESERVED.length() || path.charAt(FileSync.RESERVED.length()) == '/');
    }

    static String join(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }

    static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
