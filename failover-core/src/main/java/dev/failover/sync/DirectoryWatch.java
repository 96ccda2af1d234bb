package dev.failover.sync;

import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a tree with one watch for each of its directories, on a thread of its own. A directory that appears is watched
 * first and told as changed then, so that what was put into it in between is found by whoever looks.
 */
final class DirectoryWatch implements TreeWatch {
    private static final Logger log = LoggerFactory.getLogger(DirectoryWatch.class);
    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    private final Scheduler scheduler;
    private final Path root;
    private final Exclusions exclusions;
    private final Map<WatchKey, Path> directories = new HashMap<>();
    private final Set<Path> known = new HashSet<>();
    private volatile @Nullable WatchService service;
    private volatile boolean closed;
    private Task running = () -> {};

    DirectoryWatch(Scheduler scheduler, Path root, Exclusions exclusions) {
        this.scheduler = scheduler;
        this.root = root;
        this.exclusions = exclusions;
    }

    @Override
    public void start(Listener listener) {
        running = scheduler.start("watching " + root, () -> watch(listener));
    }

    private void watch(Listener listener) {
        try (WatchService opened = root.getFileSystem().newWatchService()) {
            service = opened;
            if (closed) {
                return;
            }
            register(opened, Path.of(""));
            listener.ready();
            while (!closed) {
                drain(opened, opened.take(), listener);
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            log.debug("{} is not watched any more", root);
        } catch (IOException e) {
            listener.blind(explain(e, root, known.size()));
        }
    }

    /** The JDK says what was used up in words only. */
    static String explain(IOException failure, Path root, int watched) {
        String said = String.valueOf(failure.getMessage());
        if (said.contains("inotify watches")) {
            return ("only %d directories of %s could be watched: the limit of watches is reached. Raise it:"
                            + " sysctl -w fs.inotify.max_user_watches=%d (and in /etc/sysctl.d, to keep it)")
                    .formatted(watched, root, Math.max(524_288, 2L * watched));
        }
        if (said.contains("inotify instances")) {
            return "%s can't be watched: the limit of watchers is reached. Raise it: sysctl -w fs.inotify.max_user_instances=1024"
                    .formatted(root);
        }
        return "%s can't be watched: %s".formatted(root, failure);
    }

    private void drain(WatchService opened, WatchKey first, Listener listener) throws IOException {
        Set<Path> lost = new HashSet<>();
        for (WatchKey key = first; key != null; key = opened.poll()) {
            for (WatchEvent<?> event : key.pollEvents()) {
                Path directory = directories.get(key);
                if (directory == null) {
                    continue;
                }
                if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                    lost.add(directory);
                } else {
                    hear(opened, directory.resolve((Path) event.context()), event.kind(), listener);
                }
            }
            if (!key.reset()) {
                forget(key);
            }
        }
        if (lost.size() > 1 && lost.contains(Path.of(""))) {
            // The kernel's queue ran over: every directory is told so.
            lost.retainAll(Set.of(Path.of("")));
        }
        for (Path directory : lost) {
            register(opened, directory);
            listener.changed(directory);
        }
    }

    private void hear(WatchService opened, Path path, WatchEvent.Kind<?> kind, Listener listener) throws IOException {
        if (isForeign(path, false)) {
            return;
        }
        if (kind == StandardWatchEventKinds.ENTRY_CREATE
                && Files.isDirectory(root.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
            if (isForeign(path, true)) {
                return;
            }
            register(opened, path);
        } else if (kind == StandardWatchEventKinds.ENTRY_DELETE && known.contains(path)) {
            forgetBelow(path);
        }
        if (kind == StandardWatchEventKinds.ENTRY_MODIFY && known.contains(path)) {
            // A directory's own time or mode; what is in it is told by its own watch, and a run would look at all of
            // it.
            return;
        }
        listener.changed(path);
    }

    private boolean isForeign(Path path, boolean directory) {
        return path.startsWith(FileSync.RESERVED) || !path.toString().isEmpty() && exclusions.exclude(path, directory);
    }

    private void register(WatchService opened, Path start) throws IOException {
        Files.walkFileTree(root.resolve(start), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path path = root.relativize(directory);
                if (isForeign(path, true)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                try {
                    directories.put(directory.register(opened, KINDS), path);
                    known.add(path);
                } catch (IOException e) {
                    if (Files.exists(directory)) {
                        throw e;
                    }
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !file.equals(root)) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }

    private void forget(WatchKey key) {
        Path path = directories.remove(key);
        if (path != null) {
            known.remove(path);
        }
    }

    /** A directory that was moved is watched still, under a name that is wrong. */
    private void forgetBelow(Path path) {
        directories.entrySet().removeIf(entry -> {
            boolean below = entry.getValue().startsWith(path);
            if (below) {
                known.remove(entry.getValue());
                entry.getKey().cancel();
            }
            return below;
        });
    }

    @Override
    public void close() {
        closed = true;
        running.cancel();
        WatchService opened = service;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                log.debug("closing the watch of {}", root, e);
            }
        }
    }
}
