package dev.failover.agent.page;

import dev.failover.agent.control.ServiceView;
import dev.failover.agent.control.StatusDocument;
import dev.failover.agent.control.StatusDocument.Drill;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What was declared of each service, and what its latest drill measured. Thread-safe. */
final class RecoveryMeters {
    private final Rows<ServiceView> timeObjective;
    private final Rows<ServiceView> pointObjective;
    private final List<Rows<Drill>> drilled;

    RecoveryMeters(MeterRegistry registry) {
        timeObjective = objective(
                registry,
                "failover.recovery.time.objective",
                "How soon users are to be served again, as declared",
                service -> service.rtoSeconds());
        pointObjective = objective(
                registry,
                "failover.recovery.point.objective",
                "How much may be lost at most, as declared",
                RecoveryMeters::rpo);
        drilled = List.of(
                drilled(
                        registry,
                        "failover.recovery.time.drilled",
                        "How long the latest drill took until clients were at the standby",
                        drill -> known(drill.recoverySeconds())),
                drilled(
                        registry,
                        "failover.recovery.point.drilled",
                        "How old the replica was that the latest drill went to",
                        drill -> known(drill.replicaAgeSeconds())));
    }

    private static Rows<ServiceView> objective(
            MeterRegistry registry, String name, String what, Function<ServiceView, Optional<Duration>> value) {
        return Rows.seconds(registry, name, what, service -> Tags.of("service", service.service()), value);
    }

    private static Rows<Drill> drilled(
            MeterRegistry registry, String name, String what, Function<Drill, Optional<Duration>> value) {
        return Rows.seconds(
                registry, name, what, drill -> Tags.of("service", drill.service(), "level", drill.level()), value);
    }

    void show(StatusDocument status) {
        timeObjective.show(status.services().stream()
                .filter(service -> service.rtoSeconds().isPresent())
                .toList());
        pointObjective.show(status.services().stream()
                .filter(service -> rpo(service).isPresent())
                .toList());
        List<Drill> drills = Objects.requireNonNullElse(status.drills(), List.of());
        drilled.forEach(rows -> rows.show(drills));
    }

    private static Optional<Duration> rpo(ServiceView service) {
        return known(service.rpoSeconds());
    }

    /** What an earlier version did not say is unknown. */
    @SuppressWarnings("NullableOptional")
    private static Optional<Duration> known(@Nullable Optional<Duration> said) {
        return said == null ? Optional.empty() : said;
    }
}
