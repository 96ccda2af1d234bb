package dev.failover.sftp;

import dev.failover.component.Excerpt;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.future.OpenFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Further channels over one login, each with a process of its own at the server: they share its processors, and while one waits
 * for the disk the others go on, so that the disk is asked for several files at once. For one run; not thread-safe.
 */
final class Lanes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Lanes.class);

    /** With the first one; OpenSSH lets a login have ten sessions (MaxSessions, sshd_config(5)), commands included. */
    private static final int MOST = 8;

    /** To list, the server's processors are all that is shared. */
    private static final int MOST_LISTING = 4;

    /** What makes one more worth being opened. */
    private static final int FILES = 32;

    private static final int DIRECTORIES = 64;

    /** What comes over these are answers to writing, which are short, and names, which are taken at once. */
    private static final long WINDOW = 512L * 1024;

    /** For all that are opened at once. */
    private static final Duration OPEN = Duration.ofSeconds(10);

    private final SshConnection connection;
    private final List<Lane> open = new ArrayList<>();
    /** Those that the server was asked for. */
    private final List<Lane> begun = new ArrayList<>();

    Lanes(SshConnection connection) {
        this.connection = connection;
    }

    private static final class Lane {
        private final Subsystem subsystem = new Subsystem(WINDOW);
        private final Inbox greetings = new Inbox();
        private final PacketStream stream = new PacketStream(greetings, subsystem::taken);
        private final OpenFuture opening;

        /** Asks the server for it. */
        Lane(SshConnection connection) throws IOException {
            connection.register(subsystem);
            subsystem.setOut(stream);
            subsystem.setErr(OutputStream.nullOutputStream());
            subsystem.addCloseFutureListener(closed -> stream.close());
            opening = subsystem.open();
        }

        /** Says the first word as soon as the server listens. */
        void greet(Deadline patience, Deadline deadline) throws IOException, InterruptedException {
            opening.verify(patience.left(OPEN));
            SftpChannel.greet(greetings, new SshOutlet(subsystem), deadline);
        }

        /** Becomes one of the channel's, once the server has greeted. */
        void join(SftpChannel channel, Deadline patience, Deadline deadline) throws IOException, InterruptedException {
            SftpChannel.awaitGreeting(greetings, patience.left(OPEN), deadline);
            stream.leadTo(channel.inbox());
            channel.addLane(new SshOutlet(subsystem));
        }

        void close() {
            // Its end is nobody's but its own.
            stream.leadTo(new Inbox());
            // In order: at once, the server would not hear of it.
            subsystem.close(false);
        }
    }

    /** Asks for what {@link #openForFiles} will open, so that it comes while something else is done. */
    void beginForFiles(int files) throws InterruptedException {
        begin(worth(files));
    }

    private static int worth(int files) {
        return Math.min(MOST, 1 + files / FILES);
    }

    /** Opens as many as so many files that are to be sent are worth; fewer, or none, where the server grants no more. */
    void openForFiles(int files, Deadline deadline) throws InterruptedException {
        open(worth(files), deadline);
    }

    /** The same for directories that are to be listed. */
    void openForDirectories(int directories, Deadline deadline) throws InterruptedException {
        open(Math.min(MOST_LISTING, 1 + directories / DIRECTORIES), deadline);
    }

    private void begin(int worth) throws InterruptedException {
        try {
            for (int i = connection.sftp().lanes() + begun.size(); i < worth; i++) {
                begun.add(new Lane(connection));
            }
        } catch (IOException e) {
            notGranted(e);
        }
    }

    private void open(int worth, Deadline deadline) throws InterruptedException {
        SftpChannel channel = connection.sftp();
        Deadline patience = deadline.within(OPEN);
        try {
            begin(worth);
            List<Lane> greeted = granted(begun, lane -> lane.greet(patience, deadline));
            for (Lane lane : granted(greeted, lane -> lane.join(channel, patience, deadline))) {
                open.add(lane);
                begun.remove(lane);
            }
        } finally {
            closeBegun();
        }
    }

    private void closeBegun() {
        begun.forEach(Lane::close);
        begun.clear();
    }

    private interface Step {
        void of(Lane lane) throws IOException, InterruptedException;
    }

    /** Those that a step succeeds for: a server that refuses one channel may have granted others. */
    private List<Lane> granted(List<Lane> lanes, Step step) throws InterruptedException {
        List<Lane> granted = new ArrayList<>();
        for (Lane lane : lanes) {
            try {
                step.of(lane);
                granted.add(lane);
            } catch (IOException e) {
                notGranted(e);
            }
        }
        return granted;
    }

    private void notGranted(IOException failure) throws InterruptedException {
        Failures.heedInterruption(failure);
        log.debug("{} does not grant a channel: {}", connection.destination(), Excerpt.of(failure.toString()));
    }

    /** Leaves the first channel; to be called while nothing is under way, or the connection is done with. */
    @Override
    public void close() {
        connection.sftp().removeLanes();
        closeBegun();
        open.forEach(Lane::close);
        open.clear();
    }
}
