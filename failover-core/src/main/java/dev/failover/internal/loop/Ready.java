package dev.failover.internal.loop;

import java.io.IOException;

/** Who waits for a channel. It is called on the loop's thread. */
public interface Ready extends Runnable {
    /** The channel can go on. */
    @Override
    void run();

    /** The loop failed at waiting for channels, and carries on none of those that it has. */
    void lose(IOException why);

    /** The loop is closed. */
    void close();
}
