package dev.failover.testkit;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.internal.process.LocalCommand;
import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.time.Durations;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Mirrors into a directory of this machine: the reference that keeps {@link FileSyncContract} to the letter, for tests and
 * demonstrations without a network. Regular files, directories and symbolic links are mirrored, with modes where the file
 * system has them; anything else is left out. Owners, extended attributes and hard links are not kept.
 *
 * <p>Thread-safe; runs are made one after another.
 */
public final class LocalFileSync implements FileSync {
    /** Makes the one run asked for. */
    interface Runs {
        LocalMirror begin(Path target, MirrorRequest request, MirrorListener listener);
    }

    private static final int LARGEST_NOTE = 64 * 1024;

    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final Path target;
    private final Runs runs;

    private LocalFileSync(Path target, Runs runs) {
        this.target = target.toAbsolutePath().normalize();
        this.runs = runs;
    }

    /** @param target the directory to be made equal; made with the first run if it is not there */
    public static LocalFileSync into(Path target) {
        return new LocalFileSync(target, LocalMirror::new);
    }

    static LocalFileSync into(Path target, Runs runs) {
        return new LocalFileSync(target, runs);
    }

    @Override
    public MirrorReport mirror(MirrorRequest request, MirrorListener listener) throws InterruptedException {
        awaitTurn(request.timeout());
        try {
            requireApart(request.source());
            return runs.begin(target, request, listener).run();
        } finally {
            oneAtATime.unlock();
        }
    }

    @Override
    public Verifying verifying() {
        return Verifying.STRETCHES;
    }

    @Override
    public Set<Path> verify(MirrorRequest request, Stretch stretch) throws InterruptedException {
        awaitTurn(request.timeout());
        try {
            Set<Path> damaged = new LocalVerification(target, request, stretch).damaged();
            if (!damaged.isEmpty()) {
                // Those that are named are sent if their content differs.
                runs.begin(target, request.only(damaged), MirrorListener.NONE).run();
            }
            return damaged;
        } finally {
            oneAtATime.unlock();
        }
    }

    private void awaitTurn(Duration timeout) throws InterruptedException {
        if (!oneAtATime.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new UnavailableException(
                    "another run to " + target + " did not end within " + Durations.format(timeout));
        }
    }

    @Override
    public Optional<String> readNote(String name, Duration timeout) throws InterruptedException {
        Path note = note(name);
        awaitTurn(timeout);
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(note, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile() || attributes.size() > LARGEST_NOTE) {
                throw new RejectedException(note + " is no file of at most 64 KiB, as a note is");
            }
            return Optional.of(Files.readString(note));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (CharacterCodingException e) {
            throw new RejectedException(note + " is no text, as a note is", e);
        } catch (IOException e) {
            throw new UnavailableException("the note " + name + " of " + target + " can't be read: " + e, e);
        } finally {
            oneAtATime.unlock();
        }
    }

    @Override
    public void writeNote(String name, String content, Duration timeout) throws InterruptedException {
        Path note = note(name);
        FileSync.requireNoteContent(content);
        awaitTurn(timeout);
        Path temporary = note.resolveSibling(name + ".new");
        try {
            Files.createDirectories(note.getParent());
            Files.writeString(temporary, content);
            Files.move(temporary, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnavailableException("the note " + name + " of " + target + " can't be written: " + e, e);
        } finally {
            oneAtATime.unlock();
        }
    }

    private Path note(String name) {
        FileSync.requireNoteName(name);
        return target.resolve(RESERVED).resolve(name);
    }

    @Override
    public void execute(List<String> command, Duration timeout) throws InterruptedException {
        LocalCommand.run(command, timeout);
    }

    private void requireApart(Path source) {
        Path real = real(source.toAbsolutePath().normalize());
        Path realTarget = real(target);
        if (real.startsWith(realTarget) || realTarget.startsWith(real)) {
            throw new RejectedException(
                    source + " and its mirror " + target + " lie within each other; choose another target");
        }
    }

    private static Path real(Path path) {
        try {
            return Files.exists(path) ? path.toRealPath() : path;
        } catch (IOException e) {
            return path;
        }
    }

    @Override
    public String toString() {
        return "file sync into " + target;
    }
}
