package dev.failover.agent.page;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One metric of all things of a kind, as of the latest look. Thread-safe. */
final class Rows<T> {
    private static final double MILLIS = 1000;

    private final MultiGauge gauge;
    private final Function<T, Tags> tags;
    private final Function<T, Number> value;

    private Rows(MultiGauge gauge, Function<T, Tags> tags, Function<T, Number> value) {
        this.gauge = gauge;
        this.tags = tags;
        this.value = value;
    }

    /** @param unit empty for a number of things */
    static <T> Rows<T> of(
            MeterRegistry registry,
            String name,
            String unit,
            String description,
            Function<T, Tags> tags,
            Function<T, Number> value) {
        MultiGauge.Builder builder = MultiGauge.builder(name).description(description);
        return new Rows<>((unit.isEmpty() ? builder : builder.baseUnit(unit)).register(registry), tags, value);
    }

    /** In seconds; not a number as long as it is unknown. */
    static <T> Rows<T> seconds(
            MeterRegistry registry,
            String name,
            String description,
            Function<T, Tags> tags,
            Function<T, Optional<Duration>> value) {
        return of(
                registry,
                name,
                "seconds",
                description,
                tags,
                each -> value.apply(each)
                        .map(known -> (Number) (known.toMillis() / MILLIS))
                        .orElse(Double.NaN));
    }

    /** What is not among them is not shown any more. */
    void show(List<T> things) {
        gauge.register(
                things.stream()
                        .map(thing -> Row.of(tags.apply(thing), value.apply(thing)))
                        .toList(),
                true);
    }
}
