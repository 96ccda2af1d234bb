package dev.failover.restic;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.internal.process.Command;
import dev.failover.time.TimeSource;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a {@link ResticBackup}. Not thread-safe. */
public final class ResticBackupBuilder {
    private @Nullable Repository repository;
    private @Nullable Secret password;
    private final Map<String, Secret> environment = new TreeMap<>();
    private @Nullable Path cache;
    private String program = "restic";
    private @Nullable String rcloneProgram;
    private TimeSource time = TimeSource.system();

    ResticBackupBuilder() {}

    /** Where the repository is, as restic takes it: {@code /mnt/usb/repo}, {@code sftp:backup:/srv/repo}, {@code s3:https://host/bucket}. */
    public ResticBackupBuilder repository(String repository) {
        this.repository = Repository.of(repository);
        return this;
    }

    /** The repository's password. It travels in the environment, and never among the arguments, which every user of a machine may read. */
    public ResticBackupBuilder password(Secret password) {
        this.password = password;
        return this;
    }

    /**
     * A variable that restic sees, like {@code AWS_ACCESS_KEY_ID}; of this process's own it sees only what says where and who it is.
     *
     * @param value treated as a secret
     */
    public ResticBackupBuilder environment(String name, String value) {
        Command.checkVariable(name);
        if (name.startsWith("RESTIC_")) {
            throw new IllegalArgumentException("is set by this library, from the settings that are named like it");
        }
        environment.put(name, Secret.of(value));
        return this;
    }

    /** Where restic keeps what it has read of the repository's index; below the user's home, as restic does, unless set. */
    public ResticBackupBuilder cache(Path cache) {
        if (!cache.isAbsolute()) {
            throw new IllegalArgumentException("must be an absolute path, not \"" + cache + "\"");
        }
        this.cache = cache;
        return this;
    }

    /** restic; {@code restic}, as found on the path, unless set. */
    public ResticBackupBuilder resticProgram(String resticProgram) {
        if (resticProgram.isBlank() || resticProgram.startsWith("-") || resticProgram.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("must be a program's name or path, not \"" + resticProgram + "\"");
        }
        this.program = resticProgram;
        return this;
    }

    /**
     * What serves a repository that begins with {@code rclone:}, in the place of rclone here; restic takes it apart at blanks. By {@code
     * ssh backup}, where that account's key has the forced command {@code rclone serve restic --stdio --append-only /srv/repo}, snapshots
     * can be added, and not be removed.
     */
    public ResticBackupBuilder rcloneProgram(String rcloneProgram) {
        if (rcloneProgram.isBlank() || rcloneProgram.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("must be a program and its arguments, like ssh backup");
        }
        this.rcloneProgram = rcloneProgram;
        return this;
    }

    /** By what deadlines are measured; the machine's own clock unless set. */
    public ResticBackupBuilder time(TimeSource time) {
        this.time = time;
        return this;
    }

    /**
     * Makes the backup; starts nothing.
     *
     * @throws InvalidSettingsException if there is no repository or no password
     */
    public ResticBackup build() {
        new Problems()
                .present(repository, "repository", "where is it? Like /mnt/backup/repo, or sftp:backup:/srv/repo")
                .present(password, "password", "the repository's, best from a file: ${file:restic-password}")
                .throwIfAny();
        return new ResticBackup(new Restic(
                program,
                Objects.requireNonNull(repository),
                Objects.requireNonNull(password),
                environment,
                Optional.ofNullable(cache),
                Optional.ofNullable(rcloneProgram),
                time));
    }
}
