package dev.failover.agent.config;

import com.google.auto.service.AutoService;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Settings;
import dev.failover.health.HealthCheck;
import dev.failover.health.HealthCheckFactory;
import dev.failover.health.HeartbeatHealthCheck;
import java.util.concurrent.atomic.AtomicBoolean;

/** Makes {@link HeartbeatHealthCheck}s, by the name {@code heartbeat}. It is the agent's, as only the agent hears what they wait for. */
@AutoService(HealthCheckFactory.class)
public final class HeartbeatHealthCheckFactory implements HealthCheckFactory {
    @Override
    public String name() {
        return "heartbeat";
    }

    @Override
    public HealthCheck create(Settings settings) {
        HeartbeatHealthCheck.Builder builder = HeartbeatHealthCheck.builder();
        AtomicBoolean known = new AtomicBoolean();
        return settings.reader()
                .duration("silence", builder::silence)
                .secret("token", token -> {
                    builder.token(token);
                    known.set(true);
                })
                .build(() -> {
                    if (!known.get()) {
                        throw new InvalidSettingsException(
                                "token",
                                "is required: what the site knows and nobody else; `openssl rand -hex 16` makes one");
                    }
                    return builder.build();
                });
    }
}
