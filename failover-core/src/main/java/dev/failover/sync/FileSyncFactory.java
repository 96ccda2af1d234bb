package dev.failover.sync;

import dev.failover.component.ComponentFactory;
import dev.failover.component.ComponentFactory.Kind;

/** Makes file syncs of one transport. */
@Kind(value = "file sync", modulePrefix = "sync")
public interface FileSyncFactory extends ComponentFactory<FileSync> {}
