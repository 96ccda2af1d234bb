package dev.failover.sftp;

import java.io.IOException;

/** The server understood a request and refused it. The connection is as good as before. */
final class StatusException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    private StatusException(int status, String message, StatusException cause) {
        super(message, cause);
        this.status = status;
    }

    StatusException(int status, String message) {
        super(message.isEmpty() ? "status " + status : message + " (status " + status + ")");
        this.status = status;
    }

    /** The same with what was being done. */
    StatusException about(String what) {
        return new StatusException(status, what + ": " + getMessage(), this);
    }

    int status() {
        return status;
    }
}
