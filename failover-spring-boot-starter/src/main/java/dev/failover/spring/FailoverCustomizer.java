package dev.failover.spring;

import dev.failover.Failover;

/**
 * A bean that says what properties cannot, such as advice, authorities or a state store, before the failover is built. Beans are called in
 * the order of their {@code @Order}, once for each context.
 */
@FunctionalInterface
public interface FailoverCustomizer {
    /** @param builder holds what properties and beans say; what is set here counts */
    void customize(Failover.Builder builder);
}
