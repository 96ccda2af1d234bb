package dev.failover.agent.drill;

import dev.failover.Prediction;
import dev.failover.agent.drill.Course.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When what happened on one way, by a clock that nobody can set. */
final class Stopwatch {
    static final String ALL = "all";

    /** What there is to be measured, in its order. */
    enum Mark {
        BEGUN,
        VERDICT,
        DECIDED,
        PUBLISHED,
        VISIBLE
    }

    private final Map<Mark, Long> marks = new EnumMap<>(Mark.class);

    /** Only the first time counts. */
    void mark(Mark mark, long nanos) {
        marks.putIfAbsent(mark, nanos);
    }

    boolean has(Mark mark) {
        return marks.containsKey(mark);
    }

    /** Of an outage. */
    List<Phase> away(Prediction predicted) {
        List<Phase> phases = new ArrayList<>();
        add(phases, "detection", Mark.BEGUN, Mark.VERDICT, Optional.of(predicted.detection()));
        add(phases, "gates", Mark.VERDICT, Mark.DECIDED, Optional.of(predicted.gates()));
        add(phases, "publishing", Mark.DECIDED, Mark.PUBLISHED, Optional.of(predicted.publishing()));
        add(phases, "caches", Mark.PUBLISHED, Mark.VISIBLE, Optional.of(predicted.caching()));
        add(phases, ALL, Mark.BEGUN, Mark.VISIBLE, Optional.of(predicted.visible()));
        return phases;
    }

    /** Of a way that a human chose. */
    List<Phase> asked(Prediction predicted) {
        List<Phase> phases = new ArrayList<>();
        add(phases, "publishing", Mark.DECIDED, Mark.PUBLISHED, Optional.of(predicted.publishing()));
        add(phases, "caches", Mark.PUBLISHED, Mark.VISIBLE, Optional.of(predicted.caching()));
        add(
                phases,
                ALL,
                Mark.DECIDED,
                Mark.VISIBLE,
                Optional.of(predicted.publishing().plus(predicted.caching())));
        return phases;
    }

    private void add(List<Phase> phases, String name, Mark from, Mark to, Optional<Duration> predicted) {
        Long begun = marks.get(from);
        Long ended = marks.get(to);
        if (begun != null && ended != null) {
            phases.add(new Phase(name, Duration.ofNanos(Math.max(0, ended - begun)), predicted));
        }
    }
}
