package dev.failover.internal.probe;

import java.io.IOException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/** How a probe speaks TLS. One for each probe; called by one thread at a time. What takes time here holds up handshakes only. */
public interface Tls {
    /** What speaks it: as a client, and set up as it should be. */
    SSLEngine begin() throws IOException;

    /**
     * The handshake is done, before anything else is said.
     *
     * @throws IOException if that is not whom the probe wants to speak with
     */
    void accept(SSLSession session) throws IOException;

    /** Nothing more is said. Not called if that happens in the middle of work at the handshake. */
    default void end(SSLEngine engine) {}
}
