package dev.failover.agent.config;

import dev.failover.s3.S3Files;
import dev.failover.sync.FileSync;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the public page is put as files: nowhere, or to any of these. What goes elsewhere connects nowhere until it is used.
 *
 * @param directory on this machine
 * @param sftp a host by SFTP
 * @param s3 a bucket
 * @param notifiers told if one of them is not reached; empty for all there are
 */
public record ExportDefinition(
        Optional<Path> directory, Optional<Sftp> sftp, Optional<S3Files> s3, List<String> notifiers) {
    /** Nowhere. */
    public static final ExportDefinition NOWHERE =
            new ExportDefinition(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    /**
     * A host by SFTP.
     *
     * @param destination as it is written
     */
    public record Sftp(String destination, FileSync transport) {}

    public ExportDefinition {
        notifiers = List.copyOf(notifiers);
    }

    /** Whether it goes anywhere. */
    public boolean isWanted() {
        return directory.isPresent() || sftp.isPresent() || s3.isPresent();
    }

    /** Closes what goes elsewhere. Idempotent. */
    void close() {
        sftp.ifPresent(target -> target.transport().close());
        s3.ifPresent(S3Files::close);
    }
}
