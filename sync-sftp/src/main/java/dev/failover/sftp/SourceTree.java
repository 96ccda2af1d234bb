package dev.failover.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The source, by raw paths. It is entered from its root, directory by directory, each opened within the one above and never
 * through a link: whoever may write in it can't lead a run out of it by putting a link in the place of a directory, at whatever moment.
 * A file system without such directories (none of Linux's) is gone through by paths. What a link says is read by its path always, as there is
 * no other way. Thread-safe.
 */
class SourceTree {
    private static final PosixFilePermission[] PERMISSIONS = PosixFilePermission.values();
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private static final int MOST_TRIES = 3;

    private final Path root;
    private final boolean posix;

    SourceTree(Path root) {
        this.root = root;
        this.posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** What is found in a directory. */
    interface Child {
        void found(String name, Entry entry) throws IOException;
    }

    /**
     * Goes through a directory; what vanishes meanwhile is passed over.
     *
     * @param taken which names are looked at
     */
    void list(String path, Predicate<String> taken, Child child) throws IOException {
        try (DirectoryStream<Path> directory = enter(path)) {
            for (Path each : directory) {
                Path last = each.getFileName();
                String name = RawNames.ofName(last);
                if (taken.test(name)) {
                    try {
                        child.found(name, entry(directory, last, Scope.join(path, name)));
                    } catch (NoSuchFileException e) {
                        // Gone since it was listed; the next run deletes it.
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** What is there now. */
    Entry entry(String path) throws IOException {
        try (DirectoryStream<Path> directory = enter(Scope.parent(path))) {
            return entry(directory, path);
        }
    }

    /** The same, of something in a directory that was {@linkplain #enter entered}. */
    Entry entry(DirectoryStream<Path> directory, String path) throws IOException {
        return entry(directory, last(path), path);
    }

    /** Opens a file to be read; a link in its place is none. */
    InputStream open(String path) throws IOException {
        try (DirectoryStream<Path> directory = enter(Scope.parent(path))) {
            return open(directory, path);
        }
    }

    /** The same, in a directory that was {@linkplain #enter entered}. */
    InputStream open(DirectoryStream<Path> directory, String path) throws IOException {
        return Channels.newInputStream(
                directory instanceof SecureDirectoryStream<Path> secure
                        ? secure.newByteChannel(last(path), READ)
                        : Files.newByteChannel(resolve(path), READ));
    }

    /** What tells a directory that was {@linkplain #enter entered} from every other; null where nothing does. */
    @Nullable
    Object key(DirectoryStream<Path> directory) throws IOException {
        return directory instanceof SecureDirectoryStream<Path> secure
                ? secure.getFileAttributeView(BasicFileAttributeView.class)
                        .readAttributes()
                        .fileKey()
                : null;
    }

    Path resolve(String path) {
        return RawNames.resolve(root, path);
    }

    private Path last(String path) {
        return java.util.Objects.requireNonNull(resolve(Scope.name(path)).getFileName());
    }

    /** Enters a directory, which is to be closed. */
    @SuppressWarnings(
            "StreamResourceLeak") // The last one is whoever's asks, each before it is closed once the next is open.
    DirectoryStream<Path> enter(String path) throws IOException {
        DirectoryStream<Path> directory = Files.newDirectoryStream(root);
        if (path.isEmpty()) {
            return directory;
        }
        if (!(directory instanceof SecureDirectoryStream<Path>)) {
            directory.close();
            return byPath(path);
        }
        for (Path name : root.relativize(resolve(path))) {
            try (DirectoryStream<Path> above = directory) {
                directory = enter((SecureDirectoryStream<Path>) above, name);
            }
        }
        return directory;
    }

    private static DirectoryStream<Path> enter(SecureDirectoryStream<Path> above, Path name) throws IOException {
        try {
            return above.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException e) {
            // That it is a link by now has no exception of its own.
            BasicFileAttributeView view =
                    above.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            if (!(e instanceof NoSuchFileException) && !view.readAttributes().isDirectory()) {
                throw new NotDirectoryException(name.toString());
            }
            throw e;
        }
    }

    @SuppressWarnings("StreamResourceLeak") // Closed by who asks for it.
    private DirectoryStream<Path> byPath(String path) throws IOException {
        Path directory = resolve(path);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(directory.toString());
        }
        return Files.newDirectoryStream(directory);
    }

    private Entry entry(DirectoryStream<Path> directory, Path name, String path) throws IOException {
        for (int tries = 1; tries <= MOST_TRIES; tries++) {
            try {
                return entryNow(directory, name, path);
            } catch (NotLinkException e) {
                // It has become something else since its kind was seen.
            }
        }
        throw new NoSuchFileException(path);
    }

    private Entry entryNow(DirectoryStream<Path> directory, Path name, String path) throws IOException {
        Class<? extends BasicFileAttributeView> view =
                posix ? PosixFileAttributeView.class : BasicFileAttributeView.class;
        BasicFileAttributes attributes;
        if (directory instanceof SecureDirectoryStream<Path> secure) {
            attributes = secure.getFileAttributeView(name, view, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        } else {
            attributes = Files.getFileAttributeView(resolve(path), view, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        }
        Instant modified = attributes.lastModifiedTime().toInstant();
        Kind kind = kind(attributes);
        return new Entry(
                kind,
                kind == Kind.FILE ? attributes.size() : 0,
                Attributes.expressible(modified.getEpochSecond()),
                modified.getNano(),
                attributes instanceof PosixFileAttributes withMode ? mode(withMode.permissions()) : Attributes.ABSENT,
                kind == Kind.LINK ? RawNames.ofLink(Files.readSymbolicLink(resolve(path))) : "");
    }

    private static Kind kind(BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return Kind.FILE;
        }
        if (attributes.isDirectory()) {
            return Kind.DIRECTORY;
        }
        return attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
    }

    private static int mode(Set<PosixFilePermission> permissions) {
        int mode = 0;
        int bit = 0400;
        // Declared from the owner's read to the others' execute: the bits from the highest to the lowest.
        for (PosixFilePermission permission : PERMISSIONS) {
            mode |= permissions.contains(permission) ? bit : 0;
            bit >>= 1;
        }
        return mode;
    }
}
