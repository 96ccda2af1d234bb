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

    private static final Duration OPEN = Duration.ofSeconds(5);

    private final SshConnection connection;
    private final List<Lane> open = new ArrayList<>();

    Lanes(SshConnection connection) {
        this.connection = connection;
    }

    private static final class Lane {
        private final Subsystem subsystem = new Subsystem(WINDOW);
        private final Inbox greetings = new Inbox();
        private final PacketStream stream = new PacketStream(greetings, subsystem::taken);

        /** Says the first word as soon as the server listens. */
        Outlet greet(OpenFuture opening, Deadline deadline) throws IOException, InterruptedException {
            opening.verify(deadline.left(OPEN));
            Outlet outlet = new SshOutlet(subsystem);
            SftpChannel.greet(greetings, outlet, deadline);
            return outlet;
        }

        void close() {
            // Its end is nobody's but its own.
            stream.leadTo(new Inbox());
            // In order: at once, the server would not hear of it.
            subsystem.close(false);
        }
    }

    /** Opens as many as so many files that are to be sent are worth; fewer, or none, where the server grants no more. */
    void openForFiles(int files, Deadline deadline) throws InterruptedException {
        open(Math.min(MOST, 1 + files / FILES), deadline);
    }

    /** The same for directories that are to be listed. */
    void openForDirectories(int directories, Deadline deadline) throws InterruptedException {
        open(Math.min(MOST_LISTING, 1 + directories / DIRECTORIES), deadline);
    }

    private void open(int worth, Deadline deadline) throws InterruptedException {
        SftpChannel channel = connection.sftp();
        List<Lane> begun = new ArrayList<>();
        try {
            List<OpenFuture> openings = new ArrayList<>();
            for (int i = channel.lanes(); i < worth; i++) {
                Lane lane = new Lane();
                begun.add(lane);
                openings.add(begin(lane));
            }
            List<Outlet> outlets = new ArrayList<>();
            for (int i = 0; i < begun.size(); i++) {
                outlets.add(begun.get(i).greet(openings.get(i), deadline));
            }
            for (Outlet outlet : outlets) {
                Lane lane = begun.get(0);
                SftpChannel.awaitGreeting(lane.greetings, OPEN, deadline);
                lane.stream.leadTo(channel.inbox());
                channel.addLane(outlet);
                open.add(begun.remove(0));
            }
        } catch (IOException e) {
            Failures.heedInterruption(e);
            log.debug(
                    "{} grants {} channels and no more: {}",
                    connection.destination(),
                    channel.lanes(),
                    Excerpt.of(e.toString()));
        } finally {
            begun.forEach(Lane::close);
        }
    }

    private OpenFuture begin(Lane lane) throws IOException {
        connection.register(lane.subsystem);
        lane.subsystem.setOut(lane.stream);
        lane.subsystem.setErr(OutputStream.nullOutputStream());
        lane.subsystem.addCloseFutureListener(closed -> lane.stream.close());
        return lane.subsystem.open();
    }

    /** Leaves the first channel; to be called while nothing is under way, or the connection is done with. */
    @Override
    public void close() {
        connection.sftp().removeLanes();
        open.forEach(Lane::close);
        open.clear();
    }
}
