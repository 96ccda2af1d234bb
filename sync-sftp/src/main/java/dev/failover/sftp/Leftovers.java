package dev.failover.sftp;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Temporary files of this process that may still be at the target, by raw path; a run that is cut leaves some. Thread-safe. */
final class Leftovers {
    private final Set<String> paths = ConcurrentHashMap.newKeySet();

    void add(String path) {
        paths.add(path);
    }

    void remove(String path) {
        paths.remove(path);
    }

    Set<String> paths() {
        return Set.copyOf(paths);
    }
}
