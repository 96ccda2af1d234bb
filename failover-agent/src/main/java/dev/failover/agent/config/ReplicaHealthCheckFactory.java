package dev.failover.agent.config;

import com.google.auto.service.AutoService;
import dev.failover.component.Problems;
import dev.failover.component.Settings;
import dev.failover.health.HealthCheck;
import dev.failover.health.HealthCheckFactory;
import dev.failover.sync.DataSet;
import dev.failover.sync.ReplicaAge;
import dev.failover.sync.ReplicaHealthCheck;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes {@link ReplicaHealthCheck}s, by the name {@code replica}. It is the agent's, as are the replicas of this machine. */
@AutoService(HealthCheckFactory.class)
public final class ReplicaHealthCheckFactory implements HealthCheckFactory {
    @Override
    public String name() {
        return "replica";
    }

    private static final class Draft {
        private @Nullable String dataSet;
        private @Nullable Path directory;
        private @Nullable Duration maxAge;

        HealthCheck build() {
            new Problems()
                    .present(dataSet, "data-set", "the name of what the site sends")
                    .present(directory, "directory", "where it arrives on this machine")
                    .present(maxAge, "max-age", "how old it may be, like 90s")
                    .throwIfAny();
            if (dataSet == null || directory == null || maxAge == null) {
                throw new IllegalStateException("said already");
            }
            return ReplicaHealthCheck.of(ReplicaAge.of(DataSet.of(dataSet, directory)), maxAge);
        }
    }

    @Override
    public HealthCheck create(Settings settings) {
        Draft draft = new Draft();
        return settings.reader()
                .text("data-set", name -> draft.dataSet = name)
                .path("directory", directory -> draft.directory = directory)
                .duration("max-age", age -> draft.maxAge = age)
                .build(draft::build);
    }
}
