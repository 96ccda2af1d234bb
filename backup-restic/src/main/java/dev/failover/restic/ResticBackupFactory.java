package dev.failover.restic;

import com.google.auto.service.AutoService;
import dev.failover.backup.Backup;
import dev.failover.backup.BackupFactory;
import dev.failover.component.Settings;

/** Makes {@link ResticBackup}s from the settings {@code repository}, {@code password}, {@code environment}, {@code cache}, {@code restic-program} and {@code rclone-program}. */
@AutoService(BackupFactory.class)
public final class ResticBackupFactory implements BackupFactory {
    /** For {@link java.util.ServiceLoader}. */
    public ResticBackupFactory() {}

    @Override
    public String name() {
        return "restic";
    }

    @Override
    public Backup create(Settings settings) {
        ResticBackupBuilder builder = ResticBackup.builder();
        return settings.reader()
                .text("repository", builder::repository)
                .secret("password", builder::password)
                .entries("environment", builder::environment)
                .path("cache", builder::cache)
                .text("restic-program", builder::resticProgram)
                .text("rclone-program", builder::rcloneProgram)
                .build(builder::build);
    }
}
