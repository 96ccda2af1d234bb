package dev.failover.sftp;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.common.channel.WindowClosedException;
import org.apache.sshd.common.util.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Fills the channel's packets to the brim, as many requests as go into one: a packet each would cost the encryption and a
 * system call for every small request.
 */
final class SshOutlet implements Outlet {
    /** Nobody is helped by more; OpenSSH offers no more. */
    private static final int LARGEST = 32 * 1024;

    /** Room for the channel's number, padding and the code that authenticates it. */
    private static final int OVERHEAD = 512;

    /** A window that does not open for as long is a server that hangs. */
    private static final Duration STALL = Duration.ofSeconds(60);

    private final AbstractClientChannel channel;
    private final int capacity;
    private @Nullable Buffer packet;
    private int used;

    SshOutlet(AbstractClientChannel channel) {
        this.channel = channel;
        this.capacity = (int) Math.min(channel.getRemoteWindow().getPacketSize(), LARGEST);
    }

    @Override
    public void write(byte[] bytes, int offset, int length, Deadline deadline)
            throws IOException, InterruptedException {
        int at = offset;
        int left = length;
        while (left > 0) {
            int count = Math.min(left, capacity - used);
            packet().putRawBytes(bytes, at, count);
            used += count;
            at += count;
            left -= count;
            if (used == capacity) {
                flush(deadline);
            }
        }
    }

    /** Of full size at once: to grow is to copy. */
    private Buffer packet() {
        Buffer current = packet;
        if (current == null) {
            current = begin(capacity);
            packet = current;
        }
        return current;
    }

    private Buffer begin(int room) {
        Buffer begun = channel.getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, room + OVERHEAD);
        begun.putUInt(channel.getRecipient());
        // The length; known when the packet is full.
        begun.putUInt(0);
        return begun;
    }

    @Override
    public void flush(Deadline deadline) throws IOException, InterruptedException {
        Buffer full = packet;
        if (full == null) {
            return;
        }
        packet = null;
        int length = used;
        used = 0;
        int sent = 0;
        while (sent < length) {
            int taken = take(length - sent, deadline);
            send(taken == length ? full : cut(full, length, sent, taken), taken);
            sent += taken;
        }
    }

    /** How much of so much the server takes now: its window may be smaller than a packet, for ever (RFC 4254, section 5.2). */
    private int take(int length, Deadline deadline) throws IOException, InterruptedException {
        RemoteWindow window = channel.getRemoteWindow();
        try {
            // Nobody else sends over this channel, so what is there now is still there to be consumed.
            int taken = (int) Math.min(length, window.waitForSpace(deadline.left(STALL)));
            window.waitAndConsume(taken, deadline.left(STALL));
            return taken;
        } catch (SocketTimeoutException e) {
            deadline.requireTime();
            throw new ConnectionLostException("the server took nothing for " + STALL.toSeconds() + "s", e);
        } catch (WindowClosedException e) {
            throw new ConnectionLostException("the connection was closed by the other side", e);
        }
    }

    private Buffer cut(Buffer full, int length, int from, int count) {
        Buffer part = begin(count);
        part.putRawBytes(full.array(), full.wpos() - length + from, count);
        return part;
    }

    private void send(Buffer data, int length) throws IOException {
        int end = data.wpos();
        data.wpos(end - length - Integer.BYTES);
        data.putUInt(length);
        data.wpos(end);
        try {
            channel.writePacket(data);
        } catch (SshException e) {
            throw new ConnectionLostException("the connection was closed: " + Failures.said(e), null);
        }
    }
}
