package dev.failover.internal.health;

import com.google.auto.service.AutoService;
import dev.failover.component.Components;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Settings;
import dev.failover.health.CompositeHealthCheck;
import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import dev.failover.health.HealthCheckFactory;
import dev.failover.health.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes checks of the blocks of other checks, which stand below {@code of}: {@code all}, {@code any}, {@code at-least}, {@code not}. */
public abstract class CompositeHealthCheckFactory implements HealthCheckFactory {
    private static final Map<String, String> OF_THE_WHOLE = Thresholds.SETTINGS.stream()
            .collect(Collectors.toMap(
                    Function.identity(),
                    key -> "belongs to the service's check as a whole, whose parts are all probed at once; move"
                            + " it up, beside the outermost type"));

    private static final Map<String, String> OF_AT_LEAST =
            Map.of("count", "is of type at-least only: write type: at-least to say how many must be UP");

    private final String name;

    private CompositeHealthCheckFactory(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    /** A part that is faulty keeps its place, so that nothing else is said about the number of parts. */
    private static void add(List<HealthCheck> parts, Settings block) {
        parts.add((address, timeout) -> Health.unknown("it could not be made"));
        parts.set(parts.size() - 1, Components.load(HealthCheckFactory.class).create(block.elsewhere(OF_THE_WHOLE)));
    }

    /** All of several. */
    @AutoService(HealthCheckFactory.class)
    public static final class All extends CompositeHealthCheckFactory {
        public All() {
            super("all");
        }

        @Override
        public HealthCheck create(Settings settings) {
            List<HealthCheck> parts = new ArrayList<>();
            return settings.elsewhere(OF_AT_LEAST)
                    .reader()
                    .blocks("of", block -> add(parts, block))
                    .build(() -> CompositeHealthCheck.all(parts));
        }
    }

    /** One of several. */
    @AutoService(HealthCheckFactory.class)
    public static final class Any extends CompositeHealthCheckFactory {
        public Any() {
            super("any");
        }

        @Override
        public HealthCheck create(Settings settings) {
            List<HealthCheck> parts = new ArrayList<>();
            return settings.elsewhere(OF_AT_LEAST)
                    .reader()
                    .blocks("of", block -> add(parts, block))
                    .build(() -> CompositeHealthCheck.any(parts));
        }
    }

    /** So many of several. */
    @AutoService(HealthCheckFactory.class)
    public static final class AtLeast extends CompositeHealthCheckFactory {
        public AtLeast() {
            super("at-least");
        }

        @Override
        public HealthCheck create(Settings settings) {
            List<HealthCheck> parts = new ArrayList<>();
            AtomicReference<@Nullable Integer> count = new AtomicReference<>();
            return settings.reader()
                    .integer("count", count::set)
                    .blocks("of", block -> add(parts, block))
                    .build(() -> {
                        Integer needed = count.get();
                        if (needed == null) {
                            throw new InvalidSettingsException("count", "is required: how many of them must be UP");
                        }
                        return CompositeHealthCheck.atLeast(needed, parts);
                    });
        }
    }

    /** The opposite of one. */
    @AutoService(HealthCheckFactory.class)
    public static final class Not extends CompositeHealthCheckFactory {
        public Not() {
            super("not");
        }

        @Override
        public HealthCheck create(Settings settings) {
            List<HealthCheck> parts = new ArrayList<>();
            return settings.reader().nested("of", block -> add(parts, block)).build(() -> {
                if (parts.isEmpty()) {
                    throw new InvalidSettingsException("of", "is required: the block of the check that must be DOWN");
                }
                return CompositeHealthCheck.not(parts.get(0));
            });
        }
    }
}
