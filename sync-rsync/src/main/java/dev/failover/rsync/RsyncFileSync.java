package dev.failover.rsync;

import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.internal.process.Command;
import dev.failover.internal.process.LastLines;
import dev.failover.sync.FileSync;
import dev.failover.sync.FileSync.Trait;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.time.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Mirrors to a directory of this machine or, over ssh, of another, with the programs rsync (3.2 or newer, at both ends) and
 * OpenSSH's ssh.
 *
 * <p>Host keys are always verified. One login is shared by all calls and kept until {@link #close}, or for 15 minutes after the last
 * one; a connection that was lost, or that a call failed or was cut short over, is made anew by the next call.
 *
 * <p>A mirror run sends everything first and deletes last, by a second pass of rsync that is made only if something is to be deleted, and
 * not more than may be. What a run that was killed leaves on the target does not count as a deletion, and is removed by the next full run.
 * Devices, sockets and pipes are not mirrored. Nor are access control lists and extended attributes.
 *
 * <p>Thread-safe; calls wait for each other. {@link #close} does not end a call that is under way: interrupt it. The processes that a
 * call starts are ended within three seconds of its interruption or of the end of its time.
 */
public final class RsyncFileSync implements FileSync, Inspectable {
    private final Rsync rsync;
    private final ReentrantLock lock = new ReentrantLock(true);

    RsyncFileSync(Rsync rsync) {
        this.rsync = rsync;
    }

    /** A builder; its destination must be set. */
    public static RsyncFileSyncBuilder builder() {
        return new RsyncFileSyncBuilder();
    }

    /** Something to do while nobody else does. */
    @FunctionalInterface
    private interface Work<T> {
        T make() throws InterruptedException;
    }

    private <T> T alone(Deadline deadline, Work<T> work) throws InterruptedException {
        if (!lock.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            throw new UnavailableException("another call to " + rsync.destination()
                    + " is still under way in this process; try again after it");
        }
        try {
            rsync.watchExit();
            return work.make();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public MirrorReport mirror(MirrorRequest request, MirrorListener listener) throws InterruptedException {
        Deadline deadline = Deadline.in(request.timeout(), rsync.time()::nanoTime);
        return alone(deadline, () -> new MirrorRun(rsync, request, listener, deadline).make());
    }

    /** {@inheritDoc} Files as a whole: it is rsync that compares, by its checksums. */
    @Override
    public Verifying verifying() {
        return Verifying.WHOLE_FILES;
    }

    @Override
    public Set<Path> verify(MirrorRequest request, Stretch stretch) throws InterruptedException {
        if (!stretch.equals(Stretch.ALL)) {
            throw new IllegalArgumentException("rsync compares files as a whole, not " + stretch);
        }
        Deadline deadline = Deadline.in(request.timeout(), rsync.time()::nanoTime);
        return alone(deadline, () -> {
            Set<Path> damaged = new ContentComparison(rsync, request).differing(deadline);
            if (!damaged.isEmpty()) {
                new MirrorRun(rsync, request.only(damaged), MirrorListener.NONE, deadline)
                        .byContent()
                        .make();
            }
            return damaged;
        });
    }

    @Override
    public Optional<String> readNote(String name, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout, rsync.time()::nanoTime);
        return alone(deadline, () -> new Notes(rsync).read(name, deadline));
    }

    @Override
    public void writeNote(String name, String content, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout, rsync.time()::nanoTime);
        alone(deadline, () -> {
            new Notes(rsync).write(name, content, deadline);
            return true;
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>At another host it is run by the account's shell, which has to be one that knows single quotes.
     */
    @Override
    public void execute(List<String> command, Duration timeout) throws InterruptedException {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a command has at least a program");
        }
        Deadline deadline = Deadline.in(timeout, rsync.time()::nanoTime);
        LastLines said = new LastLines();
        Command.Ended ended = alone(deadline, () -> {
            if (rsync.ssh().isPresent()) {
                return rsync.ssh().get().execute(command, deadline, said);
            }
            return Rsync.command(command).run(rsync.children(), deadline, said);
        });
        if (ended.status() != 0) {
            throw new RejectedException("The command " + command.get(0) + " ended with " + ended.status() + " at "
                    + rsync.destination() + ": " + Excerpt.of(said + "\n" + ended.errors()));
        }
    }

    /** {@inheritDoc} Owners are kept where the account that receives is root, which is not known of every account beforehand. */
    @Override
    public Set<Trait> loses() {
        Set<Trait> lost = EnumSet.of(Trait.EXTENDED_ATTRIBUTES, Trait.HOLES);
        if (!rsync.options().hardLinks()) {
            lost.add(Trait.HARD_LINKS);
        }
        if (!rsync.options().owners() || rsync.destination().isOfNoRoot()) {
            lost.add(Trait.OWNER);
        }
        return lost;
    }

    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout, rsync.time()::nanoTime);
        return alone(deadline, () -> new Inspection(rsync).make(deadline));
    }

    @Override
    public void close() {
        lock.lock();
        try {
            rsync.close();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "rsync to " + rsync.destination();
    }
}
