package dev.failover.component;

import java.util.Iterator;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/**
 * The factories of one kind on the class path, by name: the one place where components are discovered.
 *
 * <p>Immutable once loaded; thread-safe.
 *
 * @param <T> the component made
 */
public final class Components<T> {
    private final ComponentKind kind;
    private final Map<String, ComponentFactory<T>> byName;

    private Components(ComponentKind kind, Map<String, ComponentFactory<T>> byName) {
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
     * @param spi a factory interface that carries {@link ComponentKind}
     * @throws InvalidSettingsException if two factories share a name, or one can't be loaded: a broken plug-in is loud
     */
    public static <T, F extends ComponentFactory<T>> Components<T> load(Class<F> spi, ClassLoader loader) {
        ComponentKind kind = spi.getAnnotation(ComponentKind.class);
        if (kind == null) {
            throw new IllegalArgumentException(spi.getName() + " does not carry @ComponentKind");
        }
        Map<String, ComponentFactory<T>> byName = new TreeMap<>();
        Iterator<F> found = ServiceLoader.load(spi, loader).iterator();
        try {
            while (found.hasNext()) {
                F factory = found.next();
                ComponentFactory<T> other = byName.putIfAbsent(factory.name(), factory);
                if (other != null) {
                    throw new InvalidSettingsException(
                            "",
                            "Two %ss are named \"%s\": %s and %s. Remove one from the class path."
                                    .formatted(
                                            kind.value(),
                                            factory.name(),
                                            other.getClass().getName(),
                                            factory.getClass().getName()));
                }
            }
        } catch (ServiceConfigurationError e) {
            throw new InvalidSettingsException(
                    "", "A %s on the class path can't be loaded: %s".formatted(kind.value(), e.getMessage()));
        }
        return new Components<>(kind, byName);
    }

    /** The names found, sorted. */
    public Set<String> names() {
        return Set.copyOf(byName.keySet());
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
