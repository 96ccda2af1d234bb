package dev.failover.component;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How {@link Components} speaks of a factory interface when one is missing. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ComponentKind {
    /** What users call it: {@code DNS provider}. */
    String value();

    /** What its modules' names start with: {@code provider}, for {@code provider-ovh}. */
    String modulePrefix();
}
