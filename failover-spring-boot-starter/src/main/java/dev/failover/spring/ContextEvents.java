package dev.failover.spring;

import dev.failover.FailoverEvent;
import dev.failover.FailoverListener;
import org.springframework.context.ApplicationEventPublisher;

/** Tells the context of everything that happens, for {@code @EventListener}s that take a {@link FailoverEvent}. */
final class ContextEvents implements FailoverListener {
    private final ApplicationEventPublisher context;

    ContextEvents(ApplicationEventPublisher context) {
        this.context = context;
    }

    @Override
    public void on(FailoverEvent event) {
        context.publishEvent(event);
    }
}
