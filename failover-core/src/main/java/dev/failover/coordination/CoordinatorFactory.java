package dev.failover.coordination;

import dev.failover.component.ComponentFactory;
import dev.failover.component.ComponentFactory.Kind;

/** Makes coordinators of one kind of store. */
@Kind(value = "coordinator", modulePrefix = "coordinator")
public interface CoordinatorFactory extends ComponentFactory<Coordinator> {}
