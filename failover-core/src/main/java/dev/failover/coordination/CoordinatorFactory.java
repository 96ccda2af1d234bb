package dev.failover.coordination;

import dev.failover.component.ComponentFactory;
import dev.failover.component.ComponentKind;

/** Makes coordinators of one kind of store. */
@ComponentKind(value = "coordinator", modulePrefix = "coordinator")
public interface CoordinatorFactory extends ComponentFactory<Coordinator> {}
