package dev.failover.sftp;

import org.apache.sshd.client.channel.ChannelSubsystem;

/** The channel that SFTP is spoken over; unlike its parent, it heeds a server that refuses the subsystem. */
final class Subsystem extends ChannelSubsystem {
    private volatile boolean refused;

    Subsystem() {
        super("sftp");
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
