package dev.failover.sftp;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.time.TimeSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link SftpFileSync}s. Setters throw {@link IllegalArgumentException} for a value that can't be used. Not
 * thread-safe.
 */
public final class SftpFileSyncBuilder {
    /** Seldom enough not to be noticed, and not much to be sent again. */
    private static final long CHECKPOINT = 64L * 1024 * 1024;

    private @Nullable Destination destination;
    private @Nullable Path sshConfig;
    private List<Path> identities = List.of();
    private @Nullable Secret passphrase;
    private @Nullable Path knownHosts;
    private boolean acceptNewHostKeys;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private boolean checksum;
    private boolean fsync = true;
    private long checkpoint = CHECKPOINT;
    private long room = Room.ofHeap();
    private TimeSource time = TimeSource.system();

    SftpFileSyncBuilder() {}

    /**
     * Where to: {@code host:/path}, {@code user@host:/path} or {@code sftp://user@host:22/path}. The host may be an alias of an
     * ssh_config. A path without a leading slash is below where the account arrives. Required.
     */
    public SftpFileSyncBuilder destination(String destination) {
        this.destination = Destination.parse(destination);
        return this;
    }

    /** An ssh_config, read as OpenSSH reads it. By default {@code ~/.ssh/config}, then {@code /etc/ssh/ssh_config}. */
    public SftpFileSyncBuilder sshConfig(Path sshConfig) {
        this.sshConfig = sshConfig;
        return this;
    }

    /** Private keys for the destination, instead of those the ssh_config names; an agent is asked for these only. */
    public SftpFileSyncBuilder identities(List<Path> identities) {
        this.identities = List.copyOf(identities);
        return this;
    }

    /** What the private keys that are encrypted are encrypted with. */
    public SftpFileSyncBuilder passphrase(Secret passphrase) {
        this.passphrase = passphrase;
        return this;
    }

    /** The file of known host keys, instead of those the ssh_config names. */
    public SftpFileSyncBuilder knownHosts(Path knownHosts) {
        this.knownHosts = knownHosts;
        return this;
    }

    /** Whether to accept, and remember, the key of a host of which none is known. A changed key is never accepted. Off unless set. */
    public SftpFileSyncBuilder acceptNewHostKeys(boolean acceptNewHostKeys) {
        this.acceptNewHostKeys = acceptNewHostKeys;
        return this;
    }

    /** How long connecting to each hop may take, and logging in there; 10 seconds unless set. An ssh_config's ConnectTimeout goes before. */
    public SftpFileSyncBuilder connectTimeout(Duration connectTimeout) {
        if (connectTimeout.isNegative() || connectTimeout.isZero()) {
            throw new IllegalArgumentException("must be more than zero");
        }
        this.connectTimeout = connectTimeout;
        return this;
    }

    /** Whether to compare files of the same size and time byte by byte, which reads all of the target. Off unless set. */
    public SftpFileSyncBuilder checksum(boolean checksum) {
        this.checksum = checksum;
        return this;
    }

    /** Whether each file is forced to the server's disk before it gets its name, where the server can. On unless set. */
    public SftpFileSyncBuilder fsync(boolean fsync) {
        this.fsync = fsync;
        return this;
    }

    /** What time it is, for reports, deadlines and the names of versions; the machine's own unless set. */
    public SftpFileSyncBuilder time(TimeSource time) {
        this.time = time;
        return this;
    }

    /** For tests with smaller files. */
    SftpFileSyncBuilder checkpoint(long bytes) {
        this.checkpoint = bytes;
        return this;
    }

    /** For tests with fewer files. */
    SftpFileSyncBuilder room(long bytes) {
        this.room = bytes;
        return this;
    }

    /**
     * Makes the sync; connects nowhere.
     *
     * @throws InvalidSettingsException naming all that is missing
     */
    public SftpFileSync build() {
        Problems problems = new Problems();
        problems.present(destination, "destination", "where to, like backup:/var/www");
        requireReadable("ssh-config", Optional.ofNullable(sshConfig), problems);
        identities.forEach(identity -> requireReadable("identity", Optional.of(identity), problems));
        problems.throwIfAny();
        SshSettings settings = new SshSettings(
                Objects.requireNonNull(destination),
                Optional.ofNullable(sshConfig),
                identities,
                Optional.ofNullable(passphrase),
                Optional.ofNullable(knownHosts),
                acceptNewHostKeys,
                connectTimeout);
        return new SftpFileSync(settings, checksum, fsync, checkpoint, room, time);
    }

    private static void requireReadable(String key, Optional<Path> file, Problems problems) {
        file.filter(path -> !Files.isReadable(path))
                .ifPresent(path -> problems.add(key, path + " is not there, or can't be read"));
    }
}
