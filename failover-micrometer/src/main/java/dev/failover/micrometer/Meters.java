package dev.failover.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Meters of one thing in one registry, under the same tags, which come and go together. For one thread at a time. */
final class Meters {
    private static final double NANOS = Duration.ofSeconds(1).toNanos();

    private final MeterRegistry registry;
    private final Tags tags;
    private final Set<Meter> all = new LinkedHashSet<>();
    /** A function counter holds its source weakly only. */
    private final Set<Object> sources = new LinkedHashSet<>();

    /** @param keysAndValues the tags of each */
    Meters(MeterRegistry registry, String... keysAndValues) {
        this.registry = registry;
        this.tags = Tags.of(keysAndValues);
    }

    void gauge(String name, Supplier<Number> value, String... more) {
        all.add(Gauge.builder(name, value)
                .tags(tags.and(more))
                .description(Descriptions.of(name))
                .register(registry));
    }

    /** 1 if it is so, 0 if not. */
    void flag(String name, BooleanSupplier value, String... more) {
        gauge(name, () -> value.getAsBoolean() ? 1 : 0, more);
    }

    /** Not a number as long as it is unknown. */
    void seconds(String name, Supplier<Optional<Duration>> value) {
        all.add(Gauge.builder(
                        name,
                        () -> value.get()
                                .map(duration -> (Number) (duration.getSeconds() + duration.getNano() / NANOS))
                                .orElse(Double.NaN))
                .baseUnit("seconds")
                .tags(tags)
                .description(Descriptions.of(name))
                .register(registry));
    }

    /** What is counted elsewhere. */
    void counter(String name, Supplier<Long> value) {
        all.add(FunctionCounter.builder(name, value, Supplier::get)
                .tags(tags)
                .description(Descriptions.of(name))
                .register(registry));
        sources.add(value);
    }

    /** The same one each time. */
    Counter counter(String name, String... more) {
        Counter counter = Counter.builder(name)
                .tags(tags.and(more))
                .description(Descriptions.of(name))
                .register(registry);
        all.add(counter);
        return counter;
    }

    /** The same one each time. */
    Timer timer(String name, String... more) {
        Timer timer = Timer.builder(name)
                .tags(tags.and(more))
                .description(Descriptions.of(name))
                .register(registry);
        all.add(timer);
        return timer;
    }

    void remove() {
        all.forEach(registry::remove);
        all.clear();
        sources.clear();
    }
}
