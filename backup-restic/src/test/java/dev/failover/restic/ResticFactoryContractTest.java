package dev.failover.restic;

import dev.failover.backup.Backup;
import dev.failover.backup.BackupFactory;
import dev.failover.component.ComponentFactory;
import dev.failover.testkit.FactoryContract;
import java.util.List;
import java.util.Map;
import java.util.Set;

class ResticFactoryContractTest extends FactoryContract<Backup> {
    @Override
    protected Class<? extends ComponentFactory<Backup>> spi() {
        return BackupFactory.class;
    }

    @Override
    protected String name() {
        return "restic";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "repository", "rest:https://www:s3cret-of-the-url@backup.example:8000/www",
                "password", "s3cret-of-the-repository",
                "environment.AWS_SECRET_ACCESS_KEY", "s3cret-of-the-bucket",
                "cache", "/var/cache/failover/restic",
                "restic-program", "/usr/bin/restic",
                "rclone-program", "ssh backup");
    }

    @Override
    protected Set<String> required() {
        return Set.of("repository", "password");
    }

    @Override
    protected Set<String> secret() {
        return Set.of("password", "environment.AWS_SECRET_ACCESS_KEY");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "repository", List.of("", "repo", "../repo", "sftp:", "ftp:host/repo", "/srv/a\nb"),
                "password", List.of("", "  "),
                "environment.AWS_SECRET_ACCESS_KEY", List.of(""),
                "cache", List.of("cache"),
                "restic-program", List.of("", " ", "--repo"),
                "rclone-program", List.of("", " ", "ssh\nbackup"));
    }
}
