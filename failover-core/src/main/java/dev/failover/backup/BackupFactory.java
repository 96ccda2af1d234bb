package dev.failover.backup;

import dev.failover.component.ComponentFactory;
import dev.failover.component.ComponentFactory.Kind;

/** Makes backups of one kind of repository. */
@Kind(value = "backup", modulePrefix = "backup")
public interface BackupFactory extends ComponentFactory<Backup> {}
