package dev.failover.sftp;

/** What came is not SFTP: usually the greeting of a login shell. */
final class MalformedReplyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedReplyException(String message) {
        super(message);
    }
}
