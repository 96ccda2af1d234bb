package dev.failover.s3;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.CoordinatorFactory;

/**
 * Makes {@link S3Coordinator}s from the settings {@code bucket}, {@code region}, {@code endpoint}, {@code path-style}, {@code prefix},
 * {@code access-key-id}, {@code secret-access-key}, {@code session-token}, {@code trust-store} and {@code trust-store-password}.
 */
@AutoService(CoordinatorFactory.class)
public final class S3CoordinatorFactory implements CoordinatorFactory {
    /** For {@link java.util.ServiceLoader}. */
    public S3CoordinatorFactory() {}

    @Override
    public String name() {
        return "s3";
    }

    @Override
    public Coordinator create(Settings settings) {
        return read(settings, S3Coordinator.builder());
    }

    /** What a builder makes of these settings. */
    static <T> T read(Settings settings, S3Builder<T> builder) {
        return settings.reader()
                .text("bucket", builder::bucket)
                .text("region", builder::region)
                .text("endpoint", builder::endpoint)
                .flag("path-style", builder::pathStyle)
                .text("prefix", builder::prefix)
                .text("access-key-id", builder::accessKeyId)
                .secret("secret-access-key", builder::secretAccessKey)
                .secret("session-token", builder::sessionToken)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
