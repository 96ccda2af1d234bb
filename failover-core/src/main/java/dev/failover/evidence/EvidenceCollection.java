package dev.failover.evidence;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.Problems;
import dev.failover.evidence.EvidenceCollector.Cost;
import dev.failover.evidence.EvidenceCollector.Description;
import dev.failover.evidence.EvidenceCollector.Reach;
import dev.failover.evidence.Manifest.Asked;
import dev.failover.time.Deadline;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Collects evidence beside a switch, which never waits for it. Out-of-band sources are asked first, all at once, as the others may hang on
 * a machine that dies; then those. Each has a time of its own, all together have one, and what came by then is kept. Immutable;
 * thread-safe.
 *
 * <p>{@link Scheduler} of its own, or the one of a {@code Failover}: nothing here blocks its event thread.
 */
public final class EvidenceCollection {
    /** For what is written to a disk that may hang. */
    private static final Duration TO_WRITE = Duration.ofSeconds(15);
    /** So that what a collector has started can be ended within its time. */
    private static final Duration LONGEST_END = Duration.ofSeconds(3);

    private static final String UNASKED = "was not asked yet";

    private final Scheduler scheduler;
    private final EvidenceStore store;
    private final EvidenceBudget budget;
    private final Redaction redaction;

    public EvidenceCollection(Scheduler scheduler, EvidenceStore store, EvidenceBudget budget, Redaction redaction) {
        this.scheduler = scheduler;
        this.store = store;
        this.budget = budget;
        this.redaction = redaction;
    }

    /**
     * Who is asked.
     *
     * @param name the collector's: letters, digits and {@code . _ -}, at most 60
     * @param timeout for its call; more than zero
     * @param mostBytes of each of its items; what is longer loses its beginning; 1 KiB or more
     */
    public record Source(String name, EvidenceCollector collector, Duration timeout, long mostBytes) {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,59}");
        private static final long LEAST = 1 << 10;

        /** @throws IllegalArgumentException naming everything that is out of range */
        public Source {
            new Problems()
                    .unless(NAME.matcher(name).matches(), "name", "must be letters, digits and . _ -, at most 60")
                    .positive(timeout, "timeout")
                    .unless(mostBytes >= LEAST, "max-size", "must be 1 KiB or more")
                    .throwAsArgument();
        }
    }

    /**
     * Begins, and returns at once.
     *
     * @param journal looks up the entry of the switch; may block
     * @param done told on the event thread, once, what was collected, or why nothing could be kept
     */
    public void begin(
            Incident incident,
            List<Source> sources,
            Callable<Optional<JournalLink>> journal,
            Consumer<Outcome<Manifest>> done) {
        List<Asked> asked = sources.stream()
                .map(source -> asked(source, Optional.empty(), Optional.of(UNASKED)))
                .toList();
        scheduler.call(
                "opening the evidence of " + incident.id(),
                TO_WRITE,
                () -> store.begin(incident, asked, link(journal), budget.bytes()),
                opened -> opened.fold(
                        ongoing -> {
                            new Run(incident, List.copyOf(sources), ongoing, done).begin();
                            return true;
                        },
                        cause -> {
                            done.accept(new Outcome.Failure<>(cause));
                            return false;
                        }));
    }

    /** Evidence without a place in the journal is better than none. */
    private static Optional<JournalLink> link(Callable<Optional<JournalLink>> journal) throws Exception {
        try {
            return journal.call();
        } catch (ComponentException e) {
            return Optional.empty();
        }
    }

    /** What can't describe itself is asked last, and fails then. */
    private static Description describe(Source source) {
        try {
            return source.collector().describe();
        } catch (RuntimeException | LinkageError e) {
            return new Description("", Reach.IN_BAND, Cost.NONE);
        }
    }

    private Asked asked(Source source, Optional<Instant> ended, Optional<String> failure) {
        Description description = describe(source);
        return new Asked(
                source.name(),
                Excerpt.of(redaction.clean(description.what())),
                description.reach(),
                description.cost(),
                ended,
                failure);
    }

    /** One incident; touched on the event thread only. */
    private final class Run {
        private final Incident incident;
        private final List<Source> sources;
        private final EvidenceStore.Ongoing ongoing;
        private final Consumer<Outcome<Manifest>> done;
        private final Deadline deadline;
        private int underWay;

        Run(Incident incident, List<Source> sources, EvidenceStore.Ongoing ongoing, Consumer<Outcome<Manifest>> done) {
            this.incident = incident;
            this.sources = sources;
            this.ongoing = ongoing;
            this.done = done;
            deadline = Deadline.in(budget.time(), scheduler::nanoTime);
        }

        void begin() {
            List<Source> inBand = reached(Reach.IN_BAND);
            // Those that hang must leave time for the others.
            Duration most = inBand.isEmpty() ? budget.time() : budget.time().dividedBy(2);
            wave(reached(Reach.OUT_OF_BAND), most, () -> wave(inBand, deadline.left(), this::end));
        }

        private List<Source> reached(Reach reach) {
            return sources.stream()
                    .filter(source -> describe(source).reach() == reach)
                    .toList();
        }

        private void wave(List<Source> some, Duration most, Runnable next) {
            if (some.isEmpty()) {
                next.run();
                return;
            }
            underWay = some.size();
            for (Source source : some) {
                Duration limit = source.timeout().compareTo(most) < 0 ? source.timeout() : most;
                collect(source, limit, next);
            }
        }

        private void collect(Source source, Duration limit, Runnable next) {
            CollectorSink sink = ongoing.sink(source.name(), redaction, source.mostBytes());
            if (limit.isZero()) {
                seal(source, sink, Optional.of("there was no time left for it"), next);
                return;
            }
            Duration tenth = limit.dividedBy(10);
            Duration timeout = limit.minus(tenth.compareTo(LONGEST_END) < 0 ? tenth : LONGEST_END);
            scheduler.call(
                    "collecting evidence by " + source.name(),
                    limit,
                    () -> {
                        source.collector().collect(incident, sink, timeout);
                        return true;
                    },
                    outcome -> seal(source, sink, outcome.fold(ok -> Optional.empty(), this::reason), next));
        }

        private Optional<String> reason(Exception cause) {
            String said = cause instanceof ComponentException
                    ? String.valueOf(cause.getMessage())
                    : "a bug: " + cause.getClass().getName();
            return Optional.of(Excerpt.of(redaction.clean(said)));
        }

        private void seal(Source source, CollectorSink sink, Optional<String> failure, Runnable next) {
            Instant ended = scheduler.instant();
            scheduler.call(
                    "keeping what came from " + source.name(),
                    TO_WRITE,
                    () -> {
                        ongoing.add(asked(source, Optional.of(ended), failure), sink.seal());
                        return true;
                    },
                    // What could not be written down stays unasked in the manifest: it is missing, and says so.
                    outcome -> {
                        underWay--;
                        if (underWay == 0) {
                            next.run();
                        }
                    });
        }

        private void end() {
            scheduler.call("ending the evidence of " + incident.id(), TO_WRITE, ongoing::end, done);
        }
    }
}
