package dev.failover.health;

import java.security.Provider;
import java.security.Security;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS handshake in full is made with. A handshake that is made with the same resumes its session, if the server lets it.
 *
 * @param certificate what the server shows in it
 * @param nanos when it began, by the monotonic clock
 * @param isNative whether its engine holds memory that no garbage collector sees
 */
record FullHandshake(SSLContext context, SeenCertificate certificate, long nanos, boolean isNative) {
    /** A server may give out several tickets at once, and each is good for one handshake (RFC 8446, appendix C.4). */
    private static final int MOST_SESSIONS = 2;
    /** By which a context knows its own sessions again. It is no name, so that none of it is sent. */
    private static final String PEER = "site";

    FullHandshake {
        context.getClientSessionContext().setSessionCacheSize(MOST_SESSIONS);
    }

    /** By Conscrypt, if somebody has registered it, and by the JDK otherwise. */
    static FullHandshake with(String host, SeenCertificate certificate, long nanos) {
        Provider conscrypt = providerFor(host);
        return conscrypt == null
                ? new FullHandshake(certificate.context(), certificate, nanos, false)
                : new FullHandshake(certificate.context(conscrypt), certificate, nanos, true);
    }

    /** Conscrypt sends no name that Java takes for none. */
    private static @Nullable Provider providerFor(String host) {
        return host.indexOf('_') < 0 ? Security.getProvider("Conscrypt") : null;
    }

    SSLEngine newEngine() {
        SSLEngine engine = context.createSSLEngine(PEER, 1);
        engine.setUseClientMode(true);
        return engine;
    }

    /** Nothing more is said by that one. */
    void release(SSLEngine engine) {
        if (!isNative) {
            return;
        }
        try {
            engine.closeOutbound();
            engine.closeInbound();
        } catch (SSLException e) {
            // That the peer did not say goodbye is no matter any more.
        }
    }
}
