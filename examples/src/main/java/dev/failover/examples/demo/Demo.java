package dev.failover.examples.demo;

import dev.failover.component.ComponentException;
import dev.failover.examples.demo.DemoReport.Endpoints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One performance of a play, and the report of it. For one use. */
final class Demo {
    private final Play play;
    private final DemoOutput output;
    private final Timeline timeline;
    private final List<Measurement> table = new ArrayList<>();
    private @Nullable Endpoints endpoints;

    Demo(Play play, DemoOutput output) {
        this.play = play;
        this.output = output;
        this.timeline = new Timeline(output::happened);
    }

    Timeline timeline() {
        return timeline;
    }

    /** Everything is started. */
    void begins(Endpoints where, Map<String, String> settings) {
        endpoints = where;
        output.begins(settings);
    }

    /** What was measured, as it is. */
    void measured(Measurement measurement) {
        table.add(measurement);
    }

    /** Performs it, and says whether all of it happened. */
    boolean perform() {
        Optional<String> failure = Optional.empty();
        try {
            play.perform(this);
        } catch (UnmetExpectationException e) {
            failure = Optional.of(e.getMessage() + ".");
        } catch (IOException | ComponentException e) {
            failure = Optional.of("The demonstration can't be given here: " + e.getMessage() + ".");
        } catch (InterruptedException e) {
            failure = Optional.of("It was interrupted.");
        }
        output.ended(new DemoReport(
                failure, Optional.ofNullable(endpoints), timeline.moments(), List.copyOf(table), timeline.elapsed()));
        return failure.isEmpty();
    }
}
