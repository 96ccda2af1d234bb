package dev.failover.component;

/** What the caller expected to find is not there; nothing was changed. Look again before deciding again. */
public final class ConflictException extends ComponentException {
    private static final long serialVersionUID = 1L;

    public ConflictException(String message) {
        super(message, null);
    }

    public ConflictException(String message, Remedy remedy) {
        super(message, remedy, null);
    }

    public ConflictException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    ComponentException saying(String message) {
        return new ConflictException(message, this);
    }
}
