package dev.failover.http;

/** An answer is not what its vendor documents. Checked, so that none escapes as a null or a zero. */
public final class MalformedAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, without what the other side wrote: {@code "id" is missing} */
    public MalformedAnswerException(String message) {
        super(message);
    }

    /** Never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
