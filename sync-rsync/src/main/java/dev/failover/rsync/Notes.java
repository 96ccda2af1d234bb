package dev.failover.rsync;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.internal.process.Command;
import dev.failover.sync.FileSync;
import dev.failover.time.Deadline;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Small texts in the target's reserved directory, fetched and put by rsync itself: so they need no right beyond its own. */
final class Notes {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,99}");
    private static final int LARGEST = 64 * 1024;

    private final Rsync rsync;

    Notes(Rsync rsync) {
        this.rsync = rsync;
    }

    Optional<String> read(String name, Deadline deadline) throws InterruptedException {
        requireName(name);
        if (rsync.root().ask()) {
            rsync.prepare(deadline);
            Optional<Fetched> withRoot = fetchWithRoot(name, deadline);
            if (withRoot.isPresent()) {
                return content(name, withRoot.get());
            }
        }
        return content(name, fetch(name, List.of(path(name)), line -> {}, deadline));
    }

    private static String path(String name) {
        return FileSync.RESERVED + "/" + name;
    }

    /** How a call ended, whether rsync was about to fetch the note, and where it is then. */
    private record Fetched(Command.Ended ended, boolean begun, Path note) {
        boolean isAbsent() {
            return !isWhole() && Absence.isSaidIn(ended.errors());
        }

        /** Whether all of it is here; with what else failed, one that is empty was not fetched, perhaps. */
        boolean isWhole() {
            boolean partial = ended.status() == RsyncFailure.PARTIAL || ended.status() == RsyncFailure.VANISHED;
            return begun
                    && Files.isRegularFile(note, LinkOption.NOFOLLOW_LINKS)
                    && (ended.status() == 0 || partial && note.toFile().length() > 0);
        }
    }

    /**
     * Reads a note, and asks what else is in the root.
     *
     * @return empty if the note is to be read alone: that the root can't be listed, or takes too long, is no matter to it
     */
    private Optional<Fetched> fetchWithRoot(String name, Deadline deadline) throws InterruptedException {
        TargetRoot root = rsync.root();
        Deadline half = deadline.half();
        Fetched fetched;
        try {
            // Without a slash: a local rsync 3.2.5 would refuse all that is in it.
            fetched = fetch(name, List.of(".", path(name)), root::read, half);
        } catch (UnavailableException e) {
            if (half.left().isZero()) {
                return Optional.empty();
            }
            throw e;
        }
        int status = fetched.ended().status();
        if (status == 0 || Absence.isAllThatFailed(fetched.ended().errors())) {
            root.answered();
        } else if (!fetched.isWhole()
                && !fetched.isAbsent()
                && (status == RsyncFailure.PARTIAL || status == RsyncFailure.VANISHED)) {
            return Optional.empty();
        }
        return Optional.of(fetched);
    }

    /** @param lines told what is there of all else, from another thread */
    private Fetched fetch(String name, List<String> paths, Consumer<String> lines, Deadline deadline)
            throws InterruptedException {
        Path fetched = rsync.directory().empty("fetched");
        // Nothing else is fetched, as rsync is to update only what is here already.
        Path note = rsync.directory().write("fetched/" + path(name), new byte[0]);
        // In a list, as rrsync takes an argument that is not there for an attack, and ends.
        byte[] list = (String.join("\0", paths) + "\0").getBytes(StandardCharsets.US_ASCII);
        List<String> arguments = new ArrayList<>(rsync.options().general());
        arguments.addAll(List.of("--existing", "--ignore-times", "--info=skip", "--out-format=%n"));
        arguments.addAll(List.of("--max-size=" + LARGEST, "--from0"));
        arguments.add("--files-from=" + rsync.directory().write("note", list));
        arguments.add(rsync.destination().argument("/"));
        arguments.add(fetched + "/");
        AtomicBoolean begun = new AtomicBoolean();
        Command.Ended ended = rsync.run(arguments, deadline, line -> {
            if (line.equals(path(name))) {
                begun.set(true);
            }
            lines.accept(line);
        });
        return new Fetched(ended, begun.get(), note);
    }

    private Optional<String> content(String name, Fetched fetched) {
        if (fetched.isAbsent()) {
            return Optional.empty();
        }
        if (!fetched.isWhole()) {
            if (fetched.ended().status() != 0) {
                throw RsyncFailure.of(fetched.ended().status(), fetched.ended().errors(), rsync.destination());
            }
            // rsync found something, and did not fetch it.
            throw notOne(name);
        }
        try {
            return Optional.of(Files.readString(fetched.note()));
        } catch (CharacterCodingException e) {
            throw notOne(name);
        } catch (IOException e) {
            throw new UnavailableException(
                    "The note " + name + " of " + rsync.destination() + " can't be read: " + e, e);
        }
    }

    private RejectedException notOne(String name) {
        return new RejectedException("What is in the place of the note " + FileSync.RESERVED + "/" + name + " of "
                + rsync.destination() + " is no text of at most 64 KiB; look at who wrote it, and remove it");
    }

    void write(String name, String content, Deadline deadline) throws InterruptedException {
        requireName(name);
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LARGEST) {
            throw new IllegalArgumentException("a note has at most " + LARGEST + " bytes, not " + bytes.length);
        }
        Path notes = rsync.directory().path().resolve("notes");
        rsync.directory().write("notes/" + FileSync.RESERVED + "/" + name, bytes);
        // Its own temporary name, then a rename: who reads sees the old or the new. Not compared, as a second may hold
        // two notes.
        List<String> arguments =
                new ArrayList<>(List.of("--relative", "--times", "--ignore-times", "--chmod=D755,F644"));
        arguments.addAll(rsync.options().general());
        arguments.add(notes + "/./" + FileSync.RESERVED + "/" + name);
        arguments.add(rsync.destination().argument("/"));
        Command.Ended ended = rsync.run(arguments, deadline, line -> {});
        if (ended.status() != 0) {
            throw RsyncFailure.of(ended.status(), ended.errors(), rsync.destination());
        }
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a note's name has ASCII letters, digits and hyphens and starts with a letter, not \"" + name
                            + "\"");
        }
    }
}
