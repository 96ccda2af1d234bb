package dev.failover.sftp;

import java.util.Map;
import org.apache.sshd.client.channel.ChannelExec;

/** The channel that a command is run over; unlike its parent, it heeds a server that refuses to run any. */
final class CommandChannel extends ChannelExec {
    private volatile boolean refused;

    CommandChannel(String command) {
        super(command, null, Map.of());
    }

    boolean isRefused() {
        return refused;
    }

    @Override
    public void handleFailure() {
        refused = true;
        close(true);
    }
}
