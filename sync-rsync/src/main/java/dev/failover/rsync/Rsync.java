package dev.failover.rsync;

import dev.failover.component.UnavailableException;
import dev.failover.internal.process.Children;
import dev.failover.internal.process.Command;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rsync program of this machine, and the way it takes to one destination. Not thread-safe. */
final class Rsync implements AutoCloseable {
    private final RsyncOptions options;
    private final Destination destination;
    private final Children children = new Children();
    private final TimeSource time;
    private final PrivateDirectory directory;
    private final Thread atExit = new Thread(this::abandon, "failover: ends rsync");
    private final Optional<SshConnection> ssh;
    private final KeptVersions versions;
    private final TargetRoot root = new TargetRoot();
    private @Nullable RsyncVersion version;
    private boolean watching;
    private boolean expectsNoDifference = true;

    Rsync(RsyncOptions options, SshOptions sshOptions, Destination destination, TimeSource time) {
        this.options = options;
        this.destination = destination;
        this.time = time;
        this.versions = new KeptVersions(this);
        this.directory = new PrivateDirectory(time);
        this.ssh = destination
                .sshHost()
                .map(host -> new SshConnection(sshOptions, destination, directory, children, time));
    }

    /** Sees to it that nothing outlives this process, should that be told to end. */
    void watchExit() {
        if (!watching) {
            watching = true;
            try {
                Runtime.getRuntime().addShutdownHook(atExit);
            } catch (IllegalStateException e) {
                throw new UnavailableException("this process is ending", e);
            }
        }
    }

    /** On the way out nobody waits for a call that is under way, nor says good-bye. */
    private void abandon() {
        children.end();
        directory.used().ifPresent(LeftDirectories::endUsersOf);
        directory.close();
    }

    /** What somebody set for rsync at a terminal is not meant for this; and its messages are to be understood. */
    static Command command(List<String> words) {
        return Command.of(words).withEnvironment(environment -> {
            environment.keySet().removeIf(name -> name.startsWith("RSYNC_"));
            environment.put("LC_ALL", "C");
        });
    }

    Children children() {
        return children;
    }

    RsyncOptions options() {
        return options;
    }

    Destination destination() {
        return destination;
    }

    PrivateDirectory directory() {
        return directory;
    }

    TimeSource time() {
        return time;
    }

    /** Whether a run over everything is likely to find nothing to do, so that it should look first: it is if the one before it found nothing. */
    boolean expectsNoDifference() {
        return expectsNoDifference;
    }

    void expectNoDifference(boolean value) {
        expectsNoDifference = value;
    }

    KeptVersions versions() {
        return versions;
    }

    TargetRoot root() {
        return root;
    }

    Optional<SshConnection> ssh() {
        return ssh;
    }

    /** The version of this machine's rsync; one that is too old, or none, is rejected. */
    RsyncVersion version(Deadline deadline) throws InterruptedException {
        RsyncVersion known = version;
        if (known == null) {
            StringBuilder said = new StringBuilder();
            Command.Ended ended = command(List.of(options.program(), "--version"))
                    .heardOut()
                    .run(children, deadline, line -> said.append(line).append('\n'));
            known = RsyncVersion.require("of this machine", said + ended.errors());
            version = known;
        }
        return known;
    }

    /** Sees to it that {@link #run} has nothing to wait for but rsync. */
    void prepare(Deadline deadline) throws InterruptedException {
        version(deadline);
        if (ssh.isPresent()) {
            ssh.get().open(deadline);
        }
    }

    /**
     * Runs it, over the shared connection.
     *
     * @param lines told each line of its output, from another thread
     */
    Command.Ended run(List<String> arguments, Deadline deadline, Consumer<String> lines) throws InterruptedException {
        prepare(deadline);
        List<String> words = new ArrayList<>(List.of(options.program(), "--no-human-readable"));
        if (!version(deadline).protectsArguments()) {
            words.add("--protect-args");
        }
        if (ssh.isPresent()) {
            words.add("--rsh=" + ssh.get().remoteShell());
        }
        words.addAll(arguments);
        boolean trusted = false;
        try {
            Command.Ended ended = command(words).heardOut().run(children, deadline, lines);
            trusted = isAnswer(ended);
            return ended;
        } finally {
            if (!trusted) {
                ssh.ifPresent(SshConnection::distrust);
            }
        }
    }

    /** Whether the other side was heard, so that the connection is worth keeping. */
    static boolean isAnswer(Command.Ended ended) {
        int status = ended.status();
        // Where the target's root is not there, the other side says so and ends.
        return status == RsyncFailure.OTHER_SIDE && Absence.isSaidIn(ended.errors())
                || status == 0
                || status == RsyncFailure.PARTIAL
                || status == RsyncFailure.VANISHED
                || status == RsyncFailure.DELETE_LIMIT;
    }

    @Override
    public void close() {
        if (watching) {
            watching = false;
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException e) {
                // It has begun.
            }
        }
        ssh.ifPresent(SshConnection::close);
        directory.close();
    }
}
