package dev.failover.testkit;

/** What a vendor's own client throws: nothing a provider may let through. */
final class VendorException extends Exception {
    private static final long serialVersionUID = 1L;

    enum Kind {
        LOST,
        TOO_MANY,
        UNAUTHORIZED,
        TIMEOUT,
        INVALID,
        FAILED,
        MALFORMED
    }

    private final Kind kind;

    VendorException(Kind kind) {
        super("the vendor's client says " + kind);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
