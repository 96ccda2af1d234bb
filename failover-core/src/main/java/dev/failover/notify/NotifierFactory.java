package dev.failover.notify;

import dev.failover.component.ComponentFactory;
import dev.failover.component.ComponentKind;

/** Makes notifiers of one channel. */
@ComponentKind(value = "notifier", modulePrefix = "notifier")
public interface NotifierFactory extends ComponentFactory<Notifier> {}
