package dev.failover.component;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What {@link java.util.ServiceLoader} finds: makes one kind of component from settings.
 *
 * <p>A factory only turns {@link Settings} into a call of the component's own builder, so that there is one place
 * which validates. Implementations are stateless, thread-safe and have a public constructor without parameters. Creating
 * does no I/O beyond reading files that the settings name.
 *
 * @param <T> the component made
 */
public interface ComponentFactory<T> {
    /** The name users write, in lower case: {@code ovh}. Never changes. */
    String name();

    /**
     * Makes a component.
     *
     * @throws InvalidSettingsException if a setting is missing, malformed or unknown; it names all of them
     */
    T create(Settings settings);

    /** How {@link Components} speaks of a factory interface when one is missing. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Kind {
        /** What users call it: {@code DNS provider}. */
        String value();

        /** What its modules' names start with: {@code provider}, for {@code provider-ovh}. */
        String modulePrefix();
    }
}
