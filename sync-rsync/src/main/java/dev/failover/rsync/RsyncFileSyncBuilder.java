package dev.failover.rsync;

import dev.failover.component.InvalidSettingsException;
import dev.failover.time.TimeSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link RsyncFileSync}s. Setters throw {@link IllegalArgumentException} for a value that can't be used. Not thread-safe.
 */
public final class RsyncFileSyncBuilder {
    private static final Pattern RATE = Pattern.compile("[1-9]\\d{0,8}(\\.\\d{1,3})?[kmg]");
    private static final Pattern UNUSABLE = Pattern.compile("[\"'*?\\[\\]%\\p{Cntrl}]");

    private @Nullable Destination destination;
    private @Nullable Path sshConfig;
    private String sshProgram = "ssh";
    private String rsyncProgram = "rsync";
    private @Nullable String bandwidthLimit;
    private boolean hardLinks;
    private boolean owners = true;
    private boolean numericIds;
    private boolean checksum;
    private boolean compress;
    private boolean wholeSeconds;
    private boolean acceptNewHostKeys;
    private boolean sharedConnection = true;
    private @Nullable Duration connectTimeout;
    private Duration ioTimeout = Duration.ofSeconds(30);
    private TimeSource time = TimeSource.system();

    RsyncFileSyncBuilder() {}

    /**
     * Where to mirror to: {@code backup:/var/www}, {@code www@backup:/var/www} or, on this machine, {@code /mnt/backup/www}. The host
     * is as the ssh configuration knows it. The directory is made if it is not there; the one above it has to be. Required.
     */
    public RsyncFileSyncBuilder destination(String destination) {
        this.destination = Destination.of(destination);
        return this;
    }

    /** The configuration of ssh, instead of the user's and the system's own. It is read when ssh connects. */
    public RsyncFileSyncBuilder sshConfig(Path sshConfig) {
        if (UNUSABLE.matcher(sshConfig.toString()).find()) {
            throw new IllegalArgumentException(
                    "must be a path without quotes, wildcards and per cent signs: " + sshConfig);
        }
        this.sshConfig = sshConfig.toAbsolutePath().normalize();
        return this;
    }

    /** OpenSSH's client; {@code ssh}, as found on the path, unless set. */
    public RsyncFileSyncBuilder sshProgram(String sshProgram) {
        this.sshProgram = program(sshProgram);
        return this;
    }

    /** rsync; {@code rsync}, as found on the path, unless set. */
    public RsyncFileSyncBuilder rsyncProgram(String rsyncProgram) {
        this.rsyncProgram = program(rsyncProgram);
        return this;
    }

    private static String program(String program) {
        if (program.isBlank()
                || program.startsWith("-")
                || UNUSABLE.matcher(program).find()) {
            throw new IllegalArgumentException("must be a program's name or path, not \"" + program + "\"");
        }
        return program;
    }

    /** The most bytes per second, on average: {@code 500k}, {@code 1.5m}, {@code 1g}, of 1,024 each. No limit unless set. */
    public RsyncFileSyncBuilder bandwidthLimit(String bandwidthLimit) {
        if (!RATE.matcher(bandwidthLimit).matches()) {
            throw new IllegalArgumentException(
                    "must be a number of bytes per second like 500k, 1.5m or 1g, not \"" + bandwidthLimit + "\"");
        }
        this.bandwidthLimit = bandwidthLimit;
        return this;
    }

    /** Whether files that are one in the source are one in the target. Of those, a partial run sees only what it looks at. Off unless set. */
    public RsyncFileSyncBuilder hardLinks(boolean hardLinks) {
        this.hardLinks = hardLinks;
        return this;
    }

    /** Whether owners and groups are kept: all of them by root, otherwise the groups that the account belongs to. On unless set. */
    public RsyncFileSyncBuilder owners(boolean owners) {
        this.owners = owners;
        return this;
    }

    /** Whether owners and groups are kept by number instead of by name. Off unless set. */
    public RsyncFileSyncBuilder numericIds(boolean numericIds) {
        this.numericIds = numericIds;
        return this;
    }

    /** Whether files are compared by checksum, instead of by size and time: both sides read all of every file. Off unless set. */
    public RsyncFileSyncBuilder checksum(boolean checksum) {
        this.checksum = checksum;
        return this;
    }

    /** Whether rsync compresses what it sends. Off unless set. */
    public RsyncFileSyncBuilder compress(boolean compress) {
        this.compress = compress;
        return this;
    }

    /**
     * Whether times are compared to the second only, for a target whose file system keeps no more: all of its files would be sent each
     * time. Off unless set.
     */
    public RsyncFileSyncBuilder wholeSeconds(boolean wholeSeconds) {
        this.wholeSeconds = wholeSeconds;
        return this;
    }

    /** Whether a host that is in no known_hosts is believed, and written there; a key that changed is refused all the same. Off unless set. */
    public RsyncFileSyncBuilder acceptNewHostKeys(boolean acceptNewHostKeys) {
        this.acceptNewHostKeys = acceptNewHostKeys;
        return this;
    }

    /** Whether one login is shared by all calls. On unless set. */
    public RsyncFileSyncBuilder sharedConnection(boolean sharedConnection) {
        this.sharedConnection = sharedConnection;
        return this;
    }

    /** How long each hop may take to connect; one second or more, in whole seconds. What the ssh configuration says, or 10 s, unless set. */
    public RsyncFileSyncBuilder connectTimeout(Duration connectTimeout) {
        this.connectTimeout = wholeSeconds(connectTimeout);
        return this;
    }

    /** After how long a connection over which nothing comes is given up; one second or more, in whole seconds. 30 s unless set. */
    public RsyncFileSyncBuilder ioTimeout(Duration ioTimeout) {
        this.ioTimeout = wholeSeconds(ioTimeout);
        return this;
    }

    private static Duration wholeSeconds(Duration timeout) {
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0
                || timeout.compareTo(Duration.ofHours(1)) > 0
                || !timeout.equals(timeout.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("must be a whole number of seconds, from 1s to 1h");
        }
        return timeout;
    }

    /** What time it is, for reports, deadlines and the names of versions; the machine's own unless set. */
    public RsyncFileSyncBuilder time(TimeSource time) {
        this.time = time;
        return this;
    }

    /**
     * Makes the sync; starts nothing.
     *
     * @throws InvalidSettingsException if there is no destination
     */
    public RsyncFileSync build() {
        if (destination == null) {
            throw new InvalidSettingsException(
                    "destination", "is missing: where to mirror to, like backup:/var/www or /mnt/backup/www");
        }
        RsyncOptions options = new RsyncOptions(
                rsyncProgram,
                bandwidthLimit,
                hardLinks,
                owners,
                numericIds,
                checksum,
                compress,
                wholeSeconds,
                ioTimeout);
        SshOptions ssh =
                new SshOptions(sshProgram, configurations(), acceptNewHostKeys, connectTimeout, sharedConnection);
        return new RsyncFileSync(new Rsync(options, ssh, destination, time));
    }

    private List<Path> configurations() {
        if (sshConfig != null) {
            return List.of(sshConfig);
        }
        return Stream.of(Path.of(System.getProperty("user.home"), ".ssh", "config"), Path.of("/etc/ssh/ssh_config"))
                .filter(Files::isReadable)
                .toList();
    }
}
