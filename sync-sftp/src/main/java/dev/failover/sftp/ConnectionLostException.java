package dev.failover.sftp;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The connection ended, or nothing comes over it any more; whether the last requests were carried out is unknown. */
final class ConnectionLostException extends IOException {
    private static final long serialVersionUID = 1L;

    ConnectionLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
