package dev.failover.ovh;

/** An answer is not what OVH documents. Checked, so that none escapes as a null or a zero. */
final class MalformedAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedAnswerException(String message) {
        super(message);
    }
}
