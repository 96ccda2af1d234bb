package dev.failover.sftp;

import java.io.IOException;

/** The way to the server. Used by one thread at a time. */
interface Outlet {
    /** Takes bytes to be sent, now or with the next {@link #flush}; waits while the server takes no more. */
    void write(byte[] bytes, int offset, int length, Deadline deadline) throws IOException, InterruptedException;

    /** Sends what was kept back. */
    void flush(Deadline deadline) throws IOException, InterruptedException;
}
