package dev.failover.sftp;

import dev.failover.component.ComponentException;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.sync.FileSync;
import dev.failover.sync.FileSync.Trait;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Mirrors to a directory of any SSH server with the sftp subsystem, over one connection that is kept, and made again when
 * it was lost. Files, directories and symbolic links are mirrored with their modification times, to the second, and
 * permissions; owners, hard links, extended attributes and special files are not.
 *
 * <p>A file is sent under a temporary name in its directory, forced to the disk, and renamed. Many requests are under way at
 * once, over many files, so that round trips don't add up. A large file that is cut goes on where it was last forced to the disk.
 *
 * <p>Thread-safe; operations are made one after another. One process at a time may mirror to a target.
 */
public final class SftpFileSync implements FileSync, Inspectable {
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final Destination destination;
    private final SshSettings settings;
    private final boolean checksum;
    private final boolean force;
    private final long checkpoint;
    private final long room;
    private final Memory memory = new Memory();
    private final Leftovers leftovers = new Leftovers();
    private final Pruning pruning;
    private final TimeSource time;
    private @Nullable SshConnector connector;
    private @Nullable SshConnection connection;
    private boolean closed;

    SftpFileSync(SshSettings settings, boolean checksum, boolean force, long checkpoint, long room, TimeSource time) {
        this.destination = settings.destination();
        this.settings = settings;
        this.checksum = checksum;
        this.force = force;
        this.checkpoint = checkpoint;
        this.room = room;
        this.time = time;
        this.pruning = new Pruning(time);
    }

    /** A builder with nothing set. */
    public static SftpFileSyncBuilder builder() {
        return new SftpFileSyncBuilder();
    }

    /** What is done over a connection. */
    private interface Work<T> {
        T over(SshConnection open) throws IOException, InterruptedException;
    }

    @Override
    public MirrorReport mirror(MirrorRequest request, MirrorListener listener) throws InterruptedException {
        Instant started = time.instant();
        Deadline deadline =
                Deadline.after(request.timeout(), "mirroring " + request.source() + " to " + destination, time);
        return locked(deadline, () -> {
            deadline.requireTime();
            Path source = source(request.source());
            return connected(
                    deadline,
                    open -> new MirrorRun(context(open, source, listener, deadline), request, checksum, started)
                            .carryOut());
        });
    }

    private RunContext context(SshConnection open, Path source, MirrorListener listener, Deadline deadline) {
        return new RunContext(
                open,
                new Target(open.sftp(), destination.path(), deadline),
                source,
                deadline,
                time,
                new Progression(listener, time),
                memory,
                leftovers,
                pruning,
                force,
                checkpoint,
                room);
    }

    @Override
    public Verifying verifying() {
        return Verifying.STRETCHES;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Where the account has a shell there that knows {@code sha256sum}, the files are hashed where they lie; elsewhere they are read back.
     */
    @Override
    public Set<Path> verify(MirrorRequest request, Stretch stretch) throws InterruptedException {
        Instant started = time.instant();
        Deadline deadline =
                Deadline.after(request.timeout(), "verifying " + destination + " by " + request.source(), time);
        return locked(deadline, () -> {
            deadline.requireTime();
            Path source = source(request.source());
            return connected(
                    deadline,
                    open -> new ReadBack(context(open, source, MirrorListener.NONE, deadline), request, stretch)
                            .carryOut(started));
        });
    }

    private static Path source(Path source) {
        try {
            if (Files.isDirectory(source)) {
                return source.toRealPath();
            }
        } catch (IOException e) {
            throw new RejectedException("the source " + source + " can't be read: " + e, e);
        }
        throw new RejectedException("the source " + source + " is not a directory; nothing was mirrored, nor deleted");
    }

    @Override
    public Optional<String> readNote(String name, Duration timeout) throws InterruptedException {
        FileSync.requireNoteName(name);
        Deadline deadline = Deadline.after(timeout, "reading the note " + name + " of " + destination, time);
        return locked(
                deadline,
                () -> connected(
                        deadline,
                        open -> Notes.read(
                                open.sftp(), new Target(open.sftp(), destination.path(), deadline), name, deadline)));
    }

    @Override
    public void writeNote(String name, String content, Duration timeout) throws InterruptedException {
        FileSync.requireNoteName(name);
        FileSync.requireNoteContent(content);
        Deadline deadline = Deadline.after(timeout, "writing the note " + name + " of " + destination, time);
        locked(
                deadline,
                () -> connected(deadline, open -> {
                    Target target = new Target(open.sftp(), destination.path(), deadline);
                    Notes.write(open.sftp(), target, name, content, leftovers, deadline);
                    return true;
                }));
    }

    @Override
    public void execute(List<String> command, Duration timeout) throws InterruptedException {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a command has at least a program");
        }
        Deadline deadline = Deadline.after(timeout, "running " + command.get(0) + " at " + destination, time);
        locked(
                deadline,
                () -> connected(deadline, open -> {
                    Command.run(open, command, deadline);
                    return true;
                }));
    }

    /** All: version 3 of the protocol, as servers speak it, carries none of them for an account of few rights. */
    @Override
    public Set<Trait> loses() {
        return EnumSet.allOf(Trait.class);
    }

    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        String subject = "sftp " + destination;
        Deadline deadline = Deadline.after(timeout, "looking at " + destination, time);
        try {
            Finding finding = locked(deadline, () -> connected(deadline, open -> finding(subject, open, deadline)));
            return List.of(finding);
        } catch (ComponentException e) {
            return List.of(Finding.error(subject, e.getMessage()));
        }
    }

    private Finding finding(String subject, SshConnection open, Deadline deadline)
            throws IOException, InterruptedException {
        SftpChannel sftp = open.sftp();
        Reply reply = sftp.call(sftp.request(Protocol.STAT).raw(destination.path()), deadline);
        if (!sftp.offers(Protocol.POSIX_RENAME)) {
            return Finding.error(
                    subject, "logged in, but the server does not offer " + Protocol.POSIX_RENAME + "; use another");
        }
        if (reply.status() == Protocol.NO_SUCH_FILE) {
            return Finding.ok(subject, "logged in; the target is not there yet, and will be made");
        }
        if (reply.type() == Protocol.STATUS) {
            return Finding.error(
                    subject, "logged in, but the target can't be looked at; does the account have the right to?");
        }
        boolean directory = Attributes.read(reply.expect(Protocol.ATTRS)).kind() == Kind.DIRECTORY;
        return directory
                ? Finding.ok(subject, "logged in, and the target is there")
                : Finding.error(subject, "the target is not a directory");
    }

    private interface Call<T> {
        T make() throws InterruptedException;
    }

    private <T> T locked(Deadline deadline, Call<T> call) throws InterruptedException {
        if (!oneAtATime.tryLock(deadline.left(Duration.ofDays(1)).toNanos(), TimeUnit.NANOSECONDS)) {
            throw deadline.exceeded();
        }
        try {
            if (closed) {
                throw new IllegalStateException("the sync to " + destination + " is closed");
            }
            return call.make();
        } finally {
            oneAtATime.unlock();
        }
    }

    /** A connection that was lost since it was used is no failure: the work begins again on a new one, once. */
    private <T> T connected(Deadline deadline, Work<T> work) throws InterruptedException {
        boolean kept = connection != null && connection.isOpen();
        try {
            return attempt(deadline, work);
        } catch (UnavailableException e) {
            if (kept && connection == null && e.getCause() instanceof ConnectionLostException) {
                return attempt(deadline, work);
            }
            throw e;
        }
    }

    private <T> T attempt(Deadline deadline, Work<T> work) throws InterruptedException {
        boolean whole = false;
        SshConnection open = open(deadline);
        try {
            T result = work.over(open);
            whole = true;
            return result;
        } catch (MalformedReplyException e) {
            throw new RejectedException(destination + ": " + e.getMessage(), e);
        } catch (IOException e) {
            Failures.heedInterruption(e);
            throw Failures.explain(e, "");
        } finally {
            // Replies that are still to come would be taken for those of the next run.
            if (!whole && (open.sftp().underWay() > 0 || !open.isOpen()) || !open.isOpen()) {
                disconnect();
            }
        }
    }

    private SshConnection open(Deadline deadline) throws InterruptedException {
        SshConnection current = connection;
        if (current != null && current.isOpen()) {
            return current;
        }
        disconnect();
        SshConnector connects = connector;
        if (connects == null) {
            connects = new SshConnector(settings);
            connector = connects;
        }
        current = connects.connect(deadline);
        connection = current;
        return current;
    }

    private void disconnect() {
        SshConnection current = connection;
        connection = null;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void close() {
        oneAtATime.lock();
        try {
            closed = true;
            disconnect();
            SshConnector connects = connector;
            connector = null;
            if (connects != null) {
                connects.close();
            }
        } finally {
            oneAtATime.unlock();
        }
    }

    @Override
    public String toString() {
        return "file sync over SFTP to " + destination;
    }
}
