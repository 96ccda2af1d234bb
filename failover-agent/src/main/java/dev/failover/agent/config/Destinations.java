package dev.failover.agent.config;

import dev.failover.component.Components;
import dev.failover.component.Settings;
import dev.failover.component.SettingsReader;
import dev.failover.s3.S3Files;
import dev.failover.sync.FileSync;
import dev.failover.sync.FileSyncFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where files are put: to any of these. What goes elsewhere connects nowhere until it is used.
 *
 * @param directory on this machine
 * @param sftp a host by SFTP
 * @param s3 a bucket
 */
public record Destinations(Optional<Path> directory, Optional<Sftp> sftp, Optional<S3Files> s3) {
    /** Nowhere. */
    public static final Destinations NOWHERE = new Destinations(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * A host by SFTP.
     *
     * @param destination as it is written
     */
    public record Sftp(String destination, FileSync transport) {}

    /** As far as they are read. */
    static final class Draft {
        private @Nullable Path directory;
        private @Nullable Sftp sftp;
        private @Nullable S3Files s3;

        /**
         * Reads those of a block.
         *
         * @param checked the directory, or an {@link IllegalArgumentException}
         */
        SettingsReader from(SettingsReader reader, UnaryOperator<Path> checked) {
            return reader.path("directory", path -> directory = checked.apply(path))
                    .nested("sftp", settings -> sftp = sftp(settings))
                    .nested("s3", settings -> s3 = S3Files.of(settings));
        }

        private static Sftp sftp(Settings settings) {
            List<String> destination = new ArrayList<>();
            settings.reader().text("destination", destination::add);
            return new Sftp(
                    String.join("", destination),
                    Components.load(FileSyncFactory.class).create("sftp", settings));
        }

        Destinations destinations() {
            return new Destinations(Optional.ofNullable(directory), Optional.ofNullable(sftp), Optional.ofNullable(s3));
        }
    }

    /** Whether there is any. */
    public boolean isAny() {
        return directory.isPresent() || sftp.isPresent() || s3.isPresent();
    }

    /** Closes what goes elsewhere. Idempotent. */
    void close() {
        sftp.ifPresent(target -> target.transport().close());
        s3.ifPresent(S3Files::close);
    }
}
