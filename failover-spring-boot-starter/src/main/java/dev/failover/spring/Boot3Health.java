package dev.failover.spring;

import dev.failover.Failover;
import dev.failover.decision.Condition;
import java.util.Set;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** The health of a failover, for Boot 3.5. */
final class Boot3Health implements HealthIndicator {
    private final Failover failover;
    private final Set<Condition.Kind> outOfServiceOn;

    Boot3Health(Failover failover, Set<Condition.Kind> outOfServiceOn) {
        this.failover = failover;
        this.outOfServiceOn = outOfServiceOn;
    }

    @Override
    public Health health() {
        HealthReport report = HealthReport.of(failover, outOfServiceOn);
        Health.Builder health = switch (report.level()) {
            case UP -> Health.up();
            case OUT_OF_SERVICE -> Health.outOfService();
            case DOWN -> Health.down();
        };
        return health.withDetails(report.details()).build();
    }
}
