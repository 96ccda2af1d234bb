package dev.failover.agent.config;

import dev.failover.component.ComponentFactory;
import dev.failover.component.Components;
import dev.failover.component.InvalidSettingsException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes components of one kind out of blocks with a {@code type}, by whatever factories are on the class path. */
final class ComponentReader<T> {
    private final Class<? extends ComponentFactory<T>> kind;
    private final Faults faults;
    private @Nullable Components<T> components;

    ComponentReader(Class<? extends ComponentFactory<T>> kind, Faults faults) {
        this.kind = kind;
        this.faults = faults;
    }

    /** The component that a block describes, by all its keys that were not taken yet; empty if it can't be made. */
    Optional<T> read(BlockReader block) {
        try {
            Components<T> known = components();
            Optional<String> type = block.requiredText("type", "which one? On the class path are " + known.names());
            if (type.isEmpty()) {
                block.reportSlips(List.of("type"));
                return Optional.empty();
            }
            return Optional.of(known.create(type.get(), block.rest()));
        } catch (InvalidSettingsException e) {
            faults.addAll(e);
            return Optional.empty();
        }
    }

    /** Looked for when first needed: loading classes is what a short command spends most of its time with. */
    private Components<T> components() {
        Components<T> loaded = components;
        if (loaded == null) {
            loaded = Components.load(kind);
            components = loaded;
        }
        return loaded;
    }
}
