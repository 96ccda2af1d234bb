package dev.failover.agent.config;

import dev.failover.sync.MirrorEvent;
import java.util.function.Consumer;

/** Hands on what a mirror tells, to whoever listens by then: it is made before anybody does. Thread-safe. */
public final class MirrorEvents implements Consumer<MirrorEvent> {
    private volatile Consumer<MirrorEvent> listener = event -> {};

    /** From now on told of everything; must return at once. */
    public void tell(Consumer<MirrorEvent> value) {
        listener = value;
    }

    @Override
    public void accept(MirrorEvent event) {
        listener.accept(event);
    }
}
