package dev.failover.sync;

import dev.failover.component.ComponentFactory;
import dev.failover.component.ComponentKind;

/** Makes file syncs of one transport. */
@ComponentKind(value = "file sync", modulePrefix = "sync")
public interface FileSyncFactory extends ComponentFactory<FileSync> {}
