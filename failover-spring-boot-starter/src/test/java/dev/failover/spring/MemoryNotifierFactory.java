package dev.failover.spring;

import dev.failover.component.Settings;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierFactory;
import dev.failover.testkit.RecordingNotifier;

/** A channel that is found on the class path, without settings of its own. */
public final class MemoryNotifierFactory implements NotifierFactory {
    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Notifier create(Settings settings) {
        return settings.reader().build(RecordingNotifier::new);
    }
}
