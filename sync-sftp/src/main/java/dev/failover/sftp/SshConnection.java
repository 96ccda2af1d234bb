package dev.failover.sftp;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.session.ConnectionService;

/** A login at the destination, the logins at the hops before it, and the SFTP conversation over it. */
final class SshConnection implements AutoCloseable {
    /** Above what a fast network has under way at once. */
    private static final long WINDOW = 4L * 1024 * 1024;

    private static final Duration OPEN = Duration.ofSeconds(20);

    private final Hop destination;
    private final List<ClientSession> sessions;
    private final Subsystem subsystem = new Subsystem(WINDOW);
    private final SftpChannel sftp;
    private final TargetNames names = new TargetNames();
    private final RemoteHashes hashes = new RemoteHashes();

    /** @param sessions this takes them over only if it does not throw */
    SshConnection(Hop destination, List<ClientSession> sessions, Deadline deadline) throws InterruptedException {
        this.destination = destination;
        this.sessions = sessions;
        Inbox inbox = new Inbox();
        try {
            register(subsystem);
            subsystem.setOut(new PacketStream(inbox, subsystem::taken));
            subsystem.setErr(OutputStream.nullOutputStream());
            subsystem.addCloseFutureListener(closed -> inbox.end());
            subsystem.open().verify(deadline.left(OPEN));
            this.sftp = SftpChannel.open(inbox, new SshOutlet(subsystem), deadline);
        } catch (MalformedReplyException e) {
            throw new RejectedException(destination + ": " + e.getMessage(), e);
        } catch (IOException e) {
            Failures.heedInterruption(e);
            deadline.requireTime();
            if (subsystem.isRefused()) {
                throw new RejectedException(destination + " offers no sftp subsystem to this account", e);
            }
            if (e instanceof ConnectionLostException && session().isOpen()) {
                throw new RejectedException(
                        destination + " ends SFTP as soon as it begins; is the account made for something else?", e);
            }
            throw new UnavailableException(destination + " did not begin to speak SFTP: " + Failures.said(e));
        }
    }

    /**
     * Gives a channel the session it is to be opened over.
     *
     * @throws ConnectionLostException if that is ending
     */
    void register(Channel channel) throws IOException {
        try {
            session().getService(ConnectionService.class).registerChannel(channel);
        } catch (IllegalStateException e) {
            throw new ConnectionLostException("the connection was ending: " + e.getMessage(), e);
        }
    }

    SftpChannel sftp() {
        return sftp;
    }

    TargetNames names() {
        return names;
    }

    RemoteHashes hashes() {
        return hashes;
    }

    ClientSession session() {
        return sessions.get(sessions.size() - 1);
    }

    Hop destination() {
        return destination;
    }

    boolean isOpen() {
        return subsystem.isOpen() && sessions.stream().allMatch(ClientSession::isOpen);
    }

    /** Hangs up at once: what is under way is lost. */
    @Override
    public void close() {
        List<ClientSession> lastFirst = new ArrayList<>(sessions);
        Collections.reverse(lastFirst);
        lastFirst.forEach(session -> session.close(true));
    }
}
