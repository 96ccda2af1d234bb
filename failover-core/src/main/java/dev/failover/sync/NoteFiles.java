package dev.failover.sync;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The notes in the reserved directory of a tree on this machine. Whoever may write to the tree may put anything in their place, so no
 * link is followed, no pipe is waited for, no more is read than a note may hold, and nothing that is there already is written to.
 */
final class NoteFiles {
    private static final Path RESERVED = Path.of(FileSync.RESERVED);

    private final Path tree;

    NoteFiles(Path tree) {
        this.tree = tree;
    }

    /**
     * A note.
     *
     * @param since when it was put there at the latest, by the clock of this machine: whatever time it was given, its status changed then
     */
    record Note(String text, Instant since) {}

    /** Where a note is, for a human. */
    Path place(String note) {
        return tree.resolve(RESERVED).resolve(note);
    }

    /**
     * Reads a note.
     *
     * @throws RejectedException if something else is in its place
     */
    Optional<Note> read(String note) {
        requireDirectory();
        try (Reserved reserved = Reserved.of(tree)) {
            BasicFileAttributes attributes = reserved.attributes(note);
            if (!attributes.isRegularFile() || attributes.size() > NoteRules.MAX_BYTES) {
                throw new RejectedException(
                        "%s is no file of at most %s KiB, as a note is; look at who wrote it, and remove it"
                                .formatted(place(note), NoteRules.MAX_BYTES / 1024));
            }
            ByteBuffer bytes = ByteBuffer.allocate(NoteRules.MAX_BYTES);
            try (SeekableByteChannel channel =
                    reserved.open(note, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
                while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                    // Until its end, or until no note could be longer.
                }
            }
            return Optional.of(new Note(text(bytes.flip(), note), since(note, attributes)));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UnavailableException("%s can't be read: %s".formatted(place(note), e), e);
        }
    }

    private String text(ByteBuffer bytes, String note) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new RejectedException(
                    "%s is no text, as a note is; look at who wrote it, and remove it".formatted(place(note)));
        }
    }

    private Instant since(String note, BasicFileAttributes attributes) throws IOException {
        Instant modified = attributes.lastModifiedTime().toInstant();
        if (!tree.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return modified;
        }
        Instant changed =
                ((FileTime) Files.getAttribute(place(note), "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toInstant();
        return changed.isBefore(modified) ? changed : modified;
    }

    /**
     * Puts a note there, in the place of an older one, at once and durably.
     *
     * @throws RejectedException if that is not possible
     */
    void write(String note, String text) {
        String temporary = note + ".new";
        try {
            makeDirectory();
            requireDirectory();
            try (Reserved reserved = Reserved.of(tree)) {
                reserved.delete(temporary);
                try (SeekableByteChannel channel = reserved.open(
                        temporary,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
                    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    if (channel instanceof FileChannel file) {
                        file.force(true);
                    }
                }
                reserved.rename(temporary, note);
            }
        } catch (IOException e) {
            throw new RejectedException("%s can't be written: %s".formatted(place(note), e), e);
        }
    }

    private void makeDirectory() throws IOException {
        try {
            Files.createDirectory(tree.resolve(RESERVED));
        } catch (FileAlreadyExistsException e) {
            // What it is will be seen.
        }
    }

    private void requireDirectory() {
        Path reserved = tree.resolve(RESERVED);
        if (Files.exists(reserved, LinkOption.NOFOLLOW_LINKS)
                && !Files.isDirectory(reserved, LinkOption.NOFOLLOW_LINKS)) {
            throw new RejectedException(reserved
                    + " is a link, or something else that is no directory: look at who made it, and remove it");
        }
    }

    /** The directory, held open where the system can: what is put in its place meanwhile is not taken for it. */
    private static final class Reserved implements AutoCloseable {
        private final Path path;
        private final DirectoryStream<Path> tree;
        private final Optional<SecureDirectoryStream<Path>> held;

        private Reserved(Path path, DirectoryStream<Path> tree, Optional<SecureDirectoryStream<Path>> held) {
            this.path = path;
            this.tree = tree;
            this.held = held;
        }

        @SuppressWarnings("StreamResourceLeak") // closed with what holds it
        static Reserved of(Path tree) throws IOException {
            DirectoryStream<Path> opened = Files.newDirectoryStream(tree);
            try {
                return new Reserved(
                        tree.resolve(RESERVED),
                        opened,
                        opened instanceof SecureDirectoryStream<Path> secure
                                ? Optional.of(secure.newDirectoryStream(RESERVED, LinkOption.NOFOLLOW_LINKS))
                                : Optional.empty());
            } catch (IOException e) {
                opened.close();
                throw e;
            }
        }

        BasicFileAttributes attributes(String name) throws IOException {
            return held.isPresent()
                    ? held.get()
                            .getFileAttributeView(
                                    Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .readAttributes()
                    : Files.readAttributes(path.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        }

        SeekableByteChannel open(String name, Set<? extends java.nio.file.OpenOption> options) throws IOException {
            return held.isPresent()
                    ? held.get().newByteChannel(Path.of(name), options)
                    : Files.newByteChannel(path.resolve(name), options);
        }

        void delete(String name) throws IOException {
            try {
                if (held.isPresent()) {
                    held.get().deleteFile(Path.of(name));
                } else {
                    Files.deleteIfExists(path.resolve(name));
                }
            } catch (NoSuchFileException e) {
                // The usual case.
            }
        }

        void rename(String from, String to) throws IOException {
            if (held.isPresent()) {
                held.get().move(Path.of(from), held.get(), Path.of(to));
            } else {
                Files.move(
                        path.resolve(from),
                        path.resolve(to),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }

        @Override
        public void close() throws IOException {
            try (tree) {
                if (held.isPresent()) {
                    held.get().close();
                }
            }
        }
    }
}
