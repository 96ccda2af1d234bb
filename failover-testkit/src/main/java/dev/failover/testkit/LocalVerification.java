package dev.failover.testkit;

import dev.failover.component.UnavailableException;
import dev.failover.sync.FileSync.Stretch;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.FileTree.Entry;
import dev.failover.testkit.FileTree.Kind;
import dev.failover.time.Durations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/** Compares what files hold in two directories. For one use. */
final class LocalVerification {
    private static final int CHUNK = 64 * 1024;

    private final Path target;
    private final MirrorRequest request;
    private final Stretch stretch;
    private final long began = System.nanoTime();

    LocalVerification(Path target, MirrorRequest request, Stretch stretch) {
        this.target = target;
        this.request = request;
        this.stretch = stretch;
    }

    /** Files whose size and time are the same at both sides, and whose content is not. */
    Set<Path> damaged() throws InterruptedException {
        Set<Path> damaged = new LinkedHashSet<>();
        for (Path path : request.paths().orElse(Set.of())) {
            requireTime();
            try {
                if (isAlike(path) && differs(path)) {
                    damaged.add(path);
                }
            } catch (IOException e) {
                throw new UnavailableException("%s of %s can't be compared: %s".formatted(path, target, e), e);
            }
        }
        return damaged;
    }

    private void requireTime() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while comparing");
        }
        if (System.nanoTime() - began > request.timeout().toNanos()) {
            throw new UnavailableException(
                    "comparing %s did not end within %s".formatted(target, Durations.format(request.timeout())));
        }
    }

    private boolean isAlike(Path path) throws IOException {
        Path here = request.source().resolve(path);
        Path there = target.resolve(path);
        if (!Files.exists(here, LinkOption.NOFOLLOW_LINKS) || !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Entry wanted = FileTree.entry(here);
        Entry present = FileTree.entry(there);
        return wanted.kind() == Kind.FILE
                && present.kind() == Kind.FILE
                && wanted.size() == present.size()
                && wanted.modified().equals(present.modified());
    }

    private boolean differs(Path path) throws IOException, InterruptedException {
        try (InputStream here = Files.newInputStream(request.source().resolve(path));
                InputStream there = Files.newInputStream(target.resolve(path))) {
            long size = Files.size(target.resolve(path));
            long left = stretch.end(size) - stretch.from();
            if (left <= 0) {
                return false;
            }
            here.skipNBytes(stretch.from());
            there.skipNBytes(stretch.from());
            while (left > 0) {
                requireTime();
                int length = (int) Math.min(CHUNK, left);
                if (!Arrays.equals(here.readNBytes(length), there.readNBytes(length))) {
                    return true;
                }
                left -= length;
            }
            return false;
        }
    }
}
