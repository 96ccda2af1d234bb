package dev.failover.sync;

import dev.failover.component.Problems;
import dev.failover.component.RejectedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A transport that makes a remote directory equal a local one.
 *
 * <p>{@link #RESERVED}, at the root of the source and of the target, is never mirrored, replaced or deleted: it holds what is
 * said <em>about</em> the tree, as {@linkplain #readNote notes}, and {@linkplain Versions what runs replaced}.
 *
 * <p>Thread-safe; operations on one target run one after another. Failures are {@link
 * dev.failover.component.RejectedException} (configuration, authentication, changed host key, a safety limit reached: a
 * human must look), {@link dev.failover.component.ConflictException} (the target belongs to another source) and {@link
 * dev.failover.component.UnavailableException} (connection lost, target full: a retry may help).
 */
public interface FileSync extends AutoCloseable {
    /** The directory at the root of source and target that no run touches. */
    String RESERVED = ".failover";

    /**
     * Makes the target equal the source, or as much of it as the request names.
     *
     * <p>Idempotent; whatever was cut short is made good by the next call. No file is ever seen half-written under its final
     * name. Deletions come last, and only after everything else was transferred without error.
     *
     * @param listener told of progress, from any thread
     * @return what was done; {@link MirrorReport#complete()} only if the target now equals the source as scanned
     * @throws InterruptedException if interrupted; it stops within a few seconds, its processes and connections with it
     */
    MirrorReport mirror(MirrorRequest request, MirrorListener listener) throws InterruptedException;

    /**
     * Reads a note that is kept in the target's {@link #RESERVED} directory.
     *
     * @param name of ASCII letters, digits and hyphens, starting with a letter
     * @param timeout for the whole call; more than zero
     * @return what {@link #writeNote} wrote last; empty if there is no such note, or no target yet
     */
    Optional<String> readNote(String name, Duration timeout) throws InterruptedException;

    /**
     * Keeps a note in the target's {@link #RESERVED} directory, in the place of an older one of that name; who reads it sees
     * the old or the new, never a part. Makes the target and the directory if they are not there. Idempotent.
     *
     * @param name of ASCII letters, digits and hyphens, starting with a letter
     * @param content at most 64 KiB in UTF-8
     * @param timeout for the whole call; more than zero
     */
    void writeNote(String name, String content, Duration timeout) throws InterruptedException;

    /**
     * Runs a command on the target's host, as the account the files are sent with, and waits for its end.
     *
     * @param command the program and its arguments, each passed on as it is, whatever characters it has
     * @param timeout for the whole call; more than zero
     * @throws dev.failover.component.RejectedException if this transport or the account can't run commands, or the command
     *     ended with another status than 0; the message has the end of what it said
     */
    void execute(List<String> command, Duration timeout) throws InterruptedException;

    /** @throws IllegalArgumentException if a note can't have this name */
    static void requireNoteName(String name) {
        if (!NoteRules.NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a note has a name of ASCII letters, digits and hyphens that starts with a" + " letter, not \""
                            + name + "\"");
        }
    }

    /** @throws IllegalArgumentException if a note can't hold this */
    static void requireNoteContent(String content) {
        int bytes = content.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > NoteRules.MAX_BYTES) {
            throw new IllegalArgumentException("a note holds at most 64 KiB, not " + bytes + " bytes");
        }
    }

    /** How far this transport can {@linkplain #verify verify} what the target holds; by default not at all. */
    default Verifying verifying() {
        return Verifying.NOTHING;
    }

    /**
     * Reads files back at the target, and sends what silently became another there: a file whose size and time are the same at
     * both sides, and whose content is not, is sent as by {@link #mirror}. All else that differs is left to that; nothing is
     * deleted, and no directory is looked into.
     *
     * <p>Idempotent. A file that is written to meanwhile may be sent, and be among those returned.
     *
     * @param request names the files; what it names and is no file at both sides is passed over
     * @param stretch which part of each of them is compared
     * @return the files that were sent, as the request names them
     * @throws dev.failover.component.RejectedException if this transport can't
     */
    default Set<Path> verify(MirrorRequest request, Stretch stretch) throws InterruptedException {
        throw new RejectedException(this + " can't compare what files hold");
    }

    /** What files may have that this transport, as it is set, does not carry over. Told before the replica is needed. */
    default Set<Trait> loses() {
        return Set.of();
    }

    /** Releases connections, processes and threads. Idempotent. */
    @Override
    default void close() {}

    /** How far a transport can {@linkplain FileSync#verify verify}. */
    enum Verifying {
        /** Not at all. */
        NOTHING,
        /** Files as a whole only: it is handed {@link Stretch#ALL}. */
        WHOLE_FILES,
        /** Any part of a file, so that a large one is compared bit by bit. */
        STRETCHES
    }

    /**
     * A part of a file.
     *
     * @param from where it begins, in bytes, 0 or more
     * @param length in bytes, more than zero; it ends where the file does, if that is earlier
     */
    record Stretch(long from, long length) {
        /** All of it. */
        public static final Stretch ALL = new Stretch(0, Long.MAX_VALUE);

        public Stretch {
            new Problems()
                    .unless(from >= 0, "", "a stretch begins at 0 or later")
                    .unless(length > 0, "", "a stretch is longer than nothing")
                    .throwAsArgument();
        }

        /** Where it ends in a file of that size. */
        public long end(long size) {
            return length > size - from ? size : from + length;
        }
    }

    /** What a file may have besides its name, content, mode and time. A transport may {@linkplain FileSync#loses lose} it. */
    enum Trait {
        /** An owner other than the account that receives. */
        OWNER("owners are not kept: files belong to the account that receives them"),
        /** Several names: in the target each gets a file of its own. */
        HARD_LINKS("hard links are not kept: each name becomes a file of its own"),
        /** Attributes beside the usual ones, {@code user.…} of Linux, and access control lists. */
        EXTENDED_ATTRIBUTES("extended attributes and access control lists are not kept"),
        /** Blocks that were never written and take no room: in the target they do. */
        HOLES("sparse files are filled up: they take the room that their size says"),
        /** The bits set-user-id, set-group-id and sticky. */
        SPECIAL_MODES("the mode bits setuid, setgid and sticky are not kept");

        private final String lost;

        Trait(String lost) {
            this.lost = lost;
        }

        /** What becomes of it, for a human. */
        String lost() {
            return lost;
        }
    }
}
