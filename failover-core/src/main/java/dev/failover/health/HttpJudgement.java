package dev.failover.health;

import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What an http check wants of an answer, and so what it makes of one, whoever read that. Immutable and thread-safe. */
final class HttpJudgement {
    private final ExpectedStatuses expected;
    private final int bodyLimit;
    private final List<BodyExpectation> body;
    private final boolean mayTakeLong;
    private final Optional<Duration> maxLatency;

    /**
     * @param bodyLimit how many bytes of the body are in an answer's text at most
     * @param maxLatency how long an answer may take that is right
     */
    HttpJudgement(ExpectedStatuses expected, int bodyLimit, List<BodyExpectation> body, Optional<Duration> maxLatency) {
        this.expected = expected;
        this.bodyLimit = bodyLimit;
        this.body = List.copyOf(body);
        mayTakeLong = body.stream().anyMatch(BodyExpectation::mayTakeLong);
        this.maxLatency = maxLatency;
    }

    /** Whether an answer needs its text. */
    boolean looksAtBody() {
        return !body.isEmpty();
    }

    /** Whether judging may take until the deadline, and so does not belong on a thread that others wait for. */
    boolean mayTakeLong() {
        return mayTakeLong;
    }

    /**
     * What the answer means.
     *
     * @param took from the beginning of the probe to the end of the answer
     * @param deadline of the probe, which a search through the body keeps; asked for if there is one
     */
    Health of(HttpAnswer answer, Duration took, Supplier<Deadline> deadline) {
        if (!expected.contains(answer.status())) {
            return Health.down(answer.told());
        }
        Optional<String> missing =
                looksAtBody() ? missing(new TimedText(answer.text(), deadline.get())) : Optional.empty();
        if (missing.isPresent()) {
            return Health.down(answer.told() + " " + missing.get());
        }
        if (maxLatency.isPresent() && took.compareTo(maxLatency.get()) > 0) {
            return Health.down("%s after %s, and must within %s"
                    .formatted(answer.told(), Durations.format(took), Durations.format(maxLatency.get())));
        }
        return Health.up(answer.told());
    }

    private Optional<String> missing(TimedText text) {
        try {
            for (BodyExpectation wanted : body) {
                Optional<String> missing = wanted.missing(text, bodyLimit);
                if (missing.isPresent()) {
                    return missing;
                }
            }
            return Optional.empty();
        } catch (TimedText.OverException e) {
            return Optional.of("with a body that could not be searched in time");
        } catch (StackOverflowError e) {
            return Optional.of("with a body that is too much for the pattern to be looked for");
        }
    }
}
