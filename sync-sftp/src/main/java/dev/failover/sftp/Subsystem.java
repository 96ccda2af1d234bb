package dev.failover.sftp;

import java.io.IOException;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * The channel that SFTP is spoken over. Unlike its parent, it heeds a server that refuses the subsystem, and lets the server send more
 * only as what came is taken: what waits is never more than the window.
 */
final class Subsystem extends ChannelSubsystem {
    private volatile boolean refused;

    /** @param window how many bytes may wait to be taken */
    Subsystem(long window) {
        super("sftp");
        CoreModuleProperties.WINDOW_SIZE.set(this, window);
    }

    boolean isRefused() {
        return refused;
    }

    @Override
    public void handleFailure() {
        refused = true;
        close(true);
    }

    @Override
    protected void doWriteData(byte[] data, int offset, long length) throws IOException {
        if (!isClosing()) {
            out.write(data, offset, (int) length);
        }
    }

    /** So many bytes were taken. */
    void taken(int bytes) {
        try {
            getLocalWindow().release(bytes);
        } catch (IOException e) {
            // The connection has ended, which whoever waits for more is told.
        }
    }
}
