package dev.failover.mail;

/** How a connection to the mail server is protected. */
public enum MailSecurity {
    /** Begun in the clear and encrypted before anything is said, which is insisted upon (RFC 3207); usually port 587. */
    STARTTLS(587),
    /** Encrypted from the first byte (RFC 8314, section 3.3); usually port 465. */
    TLS(465),
    /** Not at all: for a server on this machine; usually port 25. */
    NONE(25);

    final int usualPort;

    MailSecurity(int usualPort) {
        this.usualPort = usualPort;
    }
}
