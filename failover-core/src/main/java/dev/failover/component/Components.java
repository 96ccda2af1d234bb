package dev.failover.component;

import dev.failover.component.ComponentFactory.Kind;
import dev.failover.component.InvalidSettingsException.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The factories of one kind on the class path, by name: the one place where components are discovered.
 *
 * <p>Immutable once loaded; thread-safe.
 *
 * @param <T> the component made
 */
public final class Components<T> {
    private static final String TYPE = "type";

    private final Kind kind;
    private final Map<String, ComponentFactory<T>> byName;

    private Components(Kind kind, Map<String, ComponentFactory<T>> byName) {
        this.kind = kind;
        this.byName = byName;
    }

    /** The factories that the current thread's class loader sees; see {@link #load(Class, ClassLoader)}. */
    public static <T, F extends ComponentFactory<T>> Components<T> load(Class<F> spi) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return load(spi, context == null ? spi.getClassLoader() : context);
    }

    /**
     * The factories of one kind.
     *
     * @param spi a factory interface that carries {@link Kind}
     * @throws InvalidSettingsException if two factories share a name, or one can't be loaded: a broken plug-in is loud
     */
    public static <T, F extends ComponentFactory<T>> Components<T> load(Class<F> spi, ClassLoader loader) {
        Kind kind = spi.getAnnotation(Kind.class);
        if (kind == null) {
            throw new IllegalArgumentException(spi.getName() + " does not carry @ComponentFactory.Kind");
        }
        Map<String, ComponentFactory<T>> byName = new TreeMap<>();
        Iterator<F> found = ServiceLoader.load(spi, loader).iterator();
        try {
            while (found.hasNext()) {
                F factory = found.next();
                String name = name(kind, factory);
                ComponentFactory<T> other = byName.putIfAbsent(name, factory);
                if (other != null) {
                    throw new InvalidSettingsException(
                            "",
                            "Two %ss are named \"%s\": %s and %s. Remove one from the class path."
                                    .formatted(
                                            kind.value(),
                                            name,
                                            other.getClass().getName(),
                                            factory.getClass().getName()));
                }
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            String why = e.getCause() == null ? "" : " (" + e.getCause() + ")";
            throw new InvalidSettingsException(
                    "", "A %s on the class path can't be loaded: %s%s".formatted(kind.value(), e.getMessage(), why));
        }
        return new Components<>(kind, byName);
    }

    private static String name(Kind kind, ComponentFactory<?> factory) {
        @Nullable String name;
        @Nullable RuntimeException failure = null;
        try {
            name = factory.name();
        } catch (RuntimeException e) {
            name = null;
            failure = e;
        }
        if (name == null || name.isBlank()) {
            throw new InvalidSettingsException(
                    "",
                    "A %s on the class path does not say its name: %s%s"
                            .formatted(
                                    kind.value(),
                                    factory.getClass().getName(),
                                    failure == null ? "" : " (" + failure + ")"));
        }
        return name;
    }

    /** The names found, sorted. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /**
     * Makes the component that a block describes: its {@code type} is the name, and all its other settings are the component's.
     *
     * @throws InvalidSettingsException if there is no type, none of that name, or its settings can't be used
     */
    public T create(Settings block) {
        String type = block.values().get(TYPE);
        if (type != null) {
            return create(type, block.without(TYPE));
        }
        List<Problem> problems = new ArrayList<>();
        problems.add(new Problem(TYPE, "is missing: which one? On the class path are " + names()));
        block.values().keySet().stream()
                .filter(key -> ClosestName.find(key, List.of(TYPE)).isPresent())
                .forEach(key -> problems.add(
                        new Problem(key, "unknown setting; known are " + ClosestName.among(key, List.of(TYPE)))));
        throw new InvalidSettingsException(problems).under(block.path());
    }

    /**
     * Makes the component of that name.
     *
     * @throws InvalidSettingsException if there is none of that name, or its settings can't be used
     */
    public T create(String name, Settings settings) {
        ComponentFactory<T> factory = byName.get(name);
        if (factory == null) {
            throw new InvalidSettingsException(
                            "type",
                            "No %s named \"%s\"; found %s. Is %s-%s on the class path?"
                                    .formatted(kind.value(), name, byName.keySet(), kind.modulePrefix(), name))
                    .under(settings.path());
        }
        return factory.create(settings);
    }
}
