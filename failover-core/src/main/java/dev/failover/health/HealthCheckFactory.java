package dev.failover.health;

import dev.failover.component.ComponentFactory;
import dev.failover.component.ComponentKind;

/** Makes health checks of one type. */
@ComponentKind(value = "health check", modulePrefix = "health")
public interface HealthCheckFactory extends ComponentFactory<HealthCheck> {}
