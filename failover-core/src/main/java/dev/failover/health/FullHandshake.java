package dev.failover.health;

import javax.net.ssl.SSLContext;

/**
 * What a TLS handshake in full is made with. A handshake that is made with the same resumes its session, if the server lets it.
 *
 * @param certificate what the server shows in it
 * @param nanos when it began, by the monotonic clock
 */
record FullHandshake(SSLContext context, SeenCertificate certificate, long nanos) {
    /** A server may give out several tickets at once, and each is good for one handshake (RFC 8446, appendix C.4). */
    private static final int MOST_SESSIONS = 2;

    FullHandshake(SeenCertificate certificate, long nanos) {
        this(certificate.context(), certificate, nanos);
        context.getClientSessionContext().setSessionCacheSize(MOST_SESSIONS);
    }
}
