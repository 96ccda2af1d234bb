package dev.failover.component;

/** The other side understood and refused: wrong key, missing right, invalid value. Retrying unchanged is useless. */
public final class RejectedException extends ComponentException {
    private static final long serialVersionUID = 1L;

    public RejectedException(String message) {
        super(message, null);
    }

    public RejectedException(String message, Remedy remedy) {
        super(message, remedy, null);
    }

    public RejectedException(String message, Remedy remedy, Throwable cause) {
        super(message, remedy, cause);
    }

    public RejectedException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    ComponentException saying(String message) {
        return new RejectedException(message, this);
    }
}
