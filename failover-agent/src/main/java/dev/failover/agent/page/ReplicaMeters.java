package dev.failover.agent.page;

import dev.failover.agent.control.StatusDocument.Content;
import dev.failover.agent.control.StatusDocument.Replica;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How it stands with the content of the replicas here, as of the latest look. Thread-safe. */
final class ReplicaMeters {
    private static final double MILLIS = 1000;

    private final MultiGauge verifiedAge;

    ReplicaMeters(MeterRegistry registry) {
        verifiedAge = MultiGauge.builder("failover.replica.verified.age")
                .baseUnit("seconds")
                .description("How long ago the latest verification of all that it holds began")
                .register(registry);
    }

    void show(List<Replica> replicas, Instant now) {
        verifiedAge.register(
                replicas.stream()
                        .map(replica -> Row.of(
                                Tags.of("service", replica.service(), "replica", replica.replica()),
                                seconds(Optional.ofNullable(replica.content()).flatMap(Content::verifiedAsOf), now)))
                        .toList(),
                true);
    }

    /** Not a number as long as it is unknown. */
    private static Number seconds(Optional<Instant> since, Instant now) {
        return since.map(at -> Duration.between(at, now).toMillis() / MILLIS).orElse(Double.NaN);
    }
}
