package dev.failover.rsync;

import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorRequest;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The paths a request names, as rsync takes them from a file: each ended by a NUL, so that a name may hold anything else. */
final class NamedPaths {
    private NamedPaths() {}

    /** The paths to look at, relative to the source; without what no run touches. */
    static SortedSet<Path> of(MirrorRequest request, Set<Path> named) {
        SortedSet<Path> paths = new TreeSet<>();
        for (Path each : named) {
            Path path = upToWhereTheSourceEnds(request.source(), each.normalize());
            if (!path.startsWith(FileSync.RESERVED) && !isExcluded(request, path)) {
                paths.add(path);
            }
        }
        return paths;
    }

    /** Shortened to where the source first has no directory: what is below a link is not ours, and what is below nothing is gone as a whole. */
    private static Path upToWhereTheSourceEnds(Path source, Path path) {
        for (int names = 1; names < path.getNameCount(); names++) {
            Path above = path.subpath(0, names);
            if (!Files.isDirectory(source.resolve(above), LinkOption.NOFOLLOW_LINKS)) {
                return above;
            }
        }
        return path;
    }

    /** Of what is gone nobody knows whether it was a directory; if it is excluded as either, it is left to a full run. */
    private static boolean isExcluded(MirrorRequest request, Path path) {
        Path file = request.source().resolve(path);
        boolean there = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        boolean directory = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
        return request.exclusions().exclude(path, directory)
                || (!there && request.exclusions().exclude(path, true));
    }

    /** The content of such a file. */
    static byte[] list(Path source, Set<Path> paths) {
        Path root = source.toAbsolutePath().normalize();
        int prefix = bytes(root).length + 1;
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        for (Path path : paths) {
            byte[] absolute = bytes(root.resolve(path));
            // With ./ in front, as rsync takes a name that starts with # or ; for a comment.
            list.writeBytes(new byte[] {'.', '/'});
            list.write(absolute, prefix, absolute.length - prefix);
            list.write(0);
        }
        return list.toByteArray();
    }

    /** A path's own bytes, whatever the JVM's locale makes of them: a URI has them one by one. A directory's ends with a slash there. */
    private static byte[] bytes(Path absolute) {
        String raw = absolute.toUri().getRawPath();
        int end = raw.length() > 1 && raw.endsWith("/") ? raw.length() - 1 : raw.length();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(end);
        for (int i = 0; i < end; i++) {
            if (raw.charAt(i) == '%') {
                bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(raw.charAt(i));
            }
        }
        return bytes.toByteArray();
    }
}
