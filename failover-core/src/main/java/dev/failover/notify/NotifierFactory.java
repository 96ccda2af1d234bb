package dev.failover.notify;

import dev.failover.component.ComponentFactory;
import dev.failover.component.ComponentFactory.Kind;

/** Makes notifiers of one channel. */
@Kind(value = "notifier", modulePrefix = "notifier")
public interface NotifierFactory extends ComponentFactory<Notifier> {}
