package dev.failover.health;

import dev.failover.component.ComponentFactory;
import dev.failover.component.ComponentFactory.Kind;

/** Makes health checks of one type. */
@Kind(value = "health check", modulePrefix = "health")
public interface HealthCheckFactory extends ComponentFactory<HealthCheck> {}
