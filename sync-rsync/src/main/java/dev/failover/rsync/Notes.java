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
        String path = FileSync.RESERVED + "/" + name;
        Path fetched = rsync.directory().empty("fetched");
        // Nothing else is fetched, as rsync is to update only what is here already.
        Path note = rsync.directory().write("fetched/" + path, new byte[0]);
        TargetRoot root = rsync.root();
        root.ask();
        // In a list, as rrsync takes an argument that is not there for an attack, and ends.
        byte[] list = (root.isAsked() ? "./\0" + path + "\0" : path + "\0").getBytes(StandardCharsets.US_ASCII);
        List<String> arguments = new ArrayList<>(rsync.options().general());
        arguments.addAll(List.of("--existing", "--ignore-times", "--info=skip", "--out-format=%n"));
        arguments.addAll(List.of("--max-size=" + LARGEST, "--from0"));
        arguments.add("--files-from=" + rsync.directory().write("note", list));
        arguments.add(rsync.destination().argument("/"));
        arguments.add(fetched + "/");
        AtomicBoolean found = new AtomicBoolean();
        Command.Ended ended = rsync.run(arguments, deadline, line -> {
            if (line.equals(path)) {
                found.set(true);
            }
            root.read(line);
        });
        boolean absent = Absence.isSaidIn(ended.errors());
        if (ended.status() != 0 && !absent) {
            throw RsyncFailure.of(ended.status(), ended.errors(), rsync.destination());
        }
        root.answered(ended.errors());
        if (absent) {
            return Optional.empty();
        }
        try {
            if (found.get() && Files.isRegularFile(note, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(Files.readString(note));
            }
        } catch (CharacterCodingException e) {
            throw notOne(name);
        } catch (IOException e) {
            throw new UnavailableException(
                    "The note " + name + " of " + rsync.destination() + " can't be read: " + e, e);
        }
        // rsync found something, and did not fetch it.
        throw notOne(name);
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
