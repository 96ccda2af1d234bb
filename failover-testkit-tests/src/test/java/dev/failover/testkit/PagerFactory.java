package dev.failover.testkit;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierFactory;

/** What ServiceLoader finds; what it does is up to the test that runs. */
@AutoService(NotifierFactory.class)
public final class PagerFactory implements NotifierFactory {
    static final String NAME = "pager";
    static NotifierFactory behaviour = new Right();

    @Override
    public String name() {
        return behaviour.name();
    }

    @Override
    public Notifier create(Settings settings) {
        return behaviour.create(settings);
    }

    /** A right factory. */
    static class Right implements NotifierFactory {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Notifier create(Settings settings) {
            Pager.Builder pager = new Pager.Builder();
            return settings.reader()
                    .uri("url", pager::url)
                    .secret("key", pager::key)
                    .integer("priority", pager::priority)
                    .build(pager::build);
        }
    }
}
