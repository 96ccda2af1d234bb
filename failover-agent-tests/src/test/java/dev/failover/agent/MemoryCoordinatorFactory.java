package dev.failover.agent;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.CoordinatorFactory;
import dev.failover.testkit.InMemoryCoordinator;

/** A store in which another watcher holds the lease, for a configuration to name. */
@AutoService(CoordinatorFactory.class)
public final class MemoryCoordinatorFactory implements CoordinatorFactory {
    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Coordinator create(Settings settings) {
        return settings.reader().build(() -> {
            InMemoryCoordinator store = new InMemoryCoordinator();
            store.changeBeforeNextWrite(
                    "{\"format\":1,\"lease\":{\"holder\":\"home\",\"sequence\":1,\"duration\":\"PT1H\"},\"votes\":{}}");
            return store;
        });
    }
}
