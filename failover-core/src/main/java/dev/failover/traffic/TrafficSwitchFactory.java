package dev.failover.traffic;

import dev.failover.component.ComponentFactory;
import dev.failover.component.ComponentFactory.Kind;

/** Makes traffic switches of one kind. */
@Kind(value = "traffic switch", modulePrefix = "switch")
public interface TrafficSwitchFactory extends ComponentFactory<TrafficSwitch> {}
