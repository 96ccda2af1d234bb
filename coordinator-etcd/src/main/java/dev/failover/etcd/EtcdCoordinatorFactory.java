package dev.failover.etcd;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.CoordinatorFactory;

/**
 * Makes {@link EtcdCoordinator}s from the settings {@code endpoints}, {@code user}, {@code password}, {@code prefix}, {@code
 * trust-store} and {@code trust-store-password}.
 */
@AutoService(CoordinatorFactory.class)
public final class EtcdCoordinatorFactory implements CoordinatorFactory {
    /** For {@link java.util.ServiceLoader}. */
    public EtcdCoordinatorFactory() {}

    @Override
    public String name() {
        return "etcd";
    }

    @Override
    public Coordinator create(Settings settings) {
        EtcdCoordinatorBuilder builder = EtcdCoordinator.builder();
        return settings.reader()
                .texts("endpoints", builder::endpoints)
                .text("user", builder::user)
                .secret("password", builder::password)
                .text("prefix", builder::prefix)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
