package dev.failover.sync;

import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

    private static final String TOO_MANY = "too many directories for the memory there is";
    /** How much of the heap one of them takes at most, with room for all else. */
    private static final long HEAP_EACH = 4096;
    /** One look is one call of the system. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Scheduler scheduler;
    private final long most;
    private final Path root;
    private final Exclusions exclusions;
    private final Map<WatchKey, Path> directories = new HashMap<>();
    private final Set<Path> known = new HashSet<>();
    private @Nullable Object watched;
    private volatile @Nullable WatchService service;
    private volatile boolean closed;
    private Task running = () -> {};

    DirectoryWatch(Scheduler scheduler, Path root, Exclusions exclusions) {
        this(scheduler, root, exclusions, Runtime.getRuntime().maxMemory() / HEAP_EACH);
    }

    DirectoryWatch(Scheduler scheduler, Path root, Exclusions exclusions, long most) {
        this.scheduler = scheduler;
        this.most = most;
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
            while (!closed) {
                if (isReplaced()) {
                    registerAnew(opened);
                    listener.ready();
                }
                WatchKey key = opened.poll(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
                if (key != null) {
                    drain(opened, key, listener);
                }
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            log.debug("{} is not watched any more", root);
        } catch (IOException e) {
            listener.blind(explain(e, root, known.size()));
        }
    }

    /**
     * Whether another directory is in the place of the one that is watched: renamed over it, or over one above it, or where a link on the way
     * leads now. No watch tells that.
     */
    private boolean isReplaced() throws IOException {
        try {
            Object there = Files.readAttributes(root, BasicFileAttributes.class).fileKey();
            return watched == null || !Objects.equals(watched, there);
        } catch (NoSuchFileException e) {
            if (watched == null) {
                throw e;
            }
            // It is being replaced; or it is gone, which the runs tell.
            return false;
        }
    }

    private void registerAnew(WatchService opened) throws IOException, InterruptedException {
        directories.keySet().forEach(WatchKey::cancel);
        directories.clear();
        known.clear();
        Object there = Files.readAttributes(root, BasicFileAttributes.class).fileKey();
        watched = there == null ? root : there;
        register(opened, Path.of(""));
    }

    /** The JDK says what was used up in words only. */
    static String explain(IOException failure, Path root, int watched) {
        String said = String.valueOf(failure.getMessage());
        if (said.contains("inotify watches")) {
            return ("only %s directories of %s could be watched: the limit of watches is reached. Raise it:"
                            + " sysctl -w fs.inotify.max_user_watches=%s (and in /etc/sysctl.d, to keep it)")
                    .formatted(watched, root, Math.max(524_288, 2L * watched));
        }
        if (said.equals(TOO_MANY)) {
            return "only %s directories of %s are watched, as more would take too much of this process's memory. Give it more (-Xmx)"
                    .formatted(watched, root);
        }
        if (said.contains("inotify instances")) {
            return "%s can't be watched: the limit of watchers is reached. Raise it: sysctl -w fs.inotify.max_user_instances=1024"
                    .formatted(root);
        }
        return "%s can't be watched: %s".formatted(root, failure);
    }

    private void drain(WatchService opened, WatchKey first, Listener listener)
            throws IOException, InterruptedException {
        Set<Path> lost = new HashSet<>();
        for (WatchKey key = first; key != null; key = opened.poll()) {
            for (WatchEvent<?> event : key.pollEvents()) {
                Path directory = directories.get(key);
                if (directory == null) {
                    continue;
                }
                if (event.kind() != StandardWatchEventKinds.OVERFLOW && event.context() == null) {
                    listener.changed(directory);
                } else if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
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

    private void hear(WatchService opened, Path path, WatchEvent.Kind<?> kind, Listener listener)
            throws IOException, InterruptedException {
        boolean directory = Files.isDirectory(root.resolve(path), LinkOption.NOFOLLOW_LINKS);
        if (isForeign(path, false) || isForeign(path, directory)) {
            return;
        }
        if (kind == StandardWatchEventKinds.ENTRY_DELETE && known.contains(path)) {
            forgetBelow(path);
        }
        // Also of what was deleted: two directories that change places are two deletions, and each is there again by
        // now.
        if (directory && kind != StandardWatchEventKinds.ENTRY_MODIFY) {
            register(opened, path);
        }
        listener.changed(path);
    }

    private boolean isForeign(Path path, boolean directory) {
        return path.startsWith(FileSync.RESERVED) || !path.toString().isEmpty() && exclusions.exclude(path, directory);
    }

    private void register(WatchService opened, Path start) throws IOException, InterruptedException {
        new SourceWalk(root, exclusions) {
            @Override
            boolean directory(Path path, Path directory) throws IOException {
                if (known.size() >= most && !known.contains(path)) {
                    throw new IOException(TOO_MANY);
                }
                try {
                    directories.put(directory.register(opened, KINDS), path);
                    known.add(path);
                    return true;
                } catch (AccessDeniedException e) {
                    // What can't be read can't be mirrored either; the runs tell.
                    return false;
                } catch (IOException e) {
                    if (Files.exists(directory)) {
                        throw e;
                    }
                    return false;
                }
            }

            @Override
            void unreadable(Path path, IOException failure) {
                // The runs tell.
            }
        }.from(start);
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
