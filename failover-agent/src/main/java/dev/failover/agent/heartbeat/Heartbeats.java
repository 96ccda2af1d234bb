package dev.failover.agent.heartbeat;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.HeartbeatDefinition;
import dev.failover.component.ComponentException;
import dev.failover.internal.notify.Outbox;
import dev.failover.internal.storage.StateDirectory;
import dev.failover.time.Durations;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells services elsewhere that the agent works, for as long as it does, and otherwise why not: each of them raises an alarm when it hears
 * nothing, which is what a machine without power says. On a scheduler of its own, as the one that is asked may be what is stuck; follows
 * the configuration that is in force. What fails is logged when it begins, and tried again at the next interval. Thread-safe.
 */
public final class Heartbeats implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);
    private static final Duration PACE = Duration.ofSeconds(1);
    /** A call has a timeout of its own; one that does not even heed that is left behind. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Scheduler scheduler;
    private final Supplier<Map<String, HeartbeatDefinition>> wanted;
    private final Soundness soundness;
    private final Line line;
    private final Supplier<String> status;
    private final Map<String, Beat> beats = new LinkedHashMap<>();
    private volatile List<HeartbeatStatus> shown = List.of();
    private String whyNot = "";
    private boolean asking;
    private boolean begun;
    private boolean closed;
    private Task next = () -> {};

    /** One of them. */
    private static final class Beat {
        private final HeartbeatDefinition definition;
        private @Nullable Long begun;
        private boolean underWay;
        private @Nullable Instant latestPing;
        private String problem = "";

        Beat(HeartbeatDefinition definition) {
            this.definition = definition;
        }

        boolean isDue(long nanoTime) {
            return !underWay
                    && (begun == null || nanoTime - begun >= definition.every().toNanos());
        }

        HeartbeatStatus status(String whyNot) {
            return new HeartbeatStatus(
                    definition.name(), Optional.ofNullable(latestPing), problem.isEmpty() ? whyNot : problem);
        }
    }

    Heartbeats(
            Scheduler scheduler,
            Supplier<Map<String, HeartbeatDefinition>> wanted,
            Soundness soundness,
            Line line,
            Supplier<String> status) {
        this.scheduler = scheduler;
        this.wanted = wanted;
        this.soundness = soundness;
        this.line = line;
        this.status = status;
    }

    /**
     * Begins; returns at once.
     *
     * @param inForce the configuration that is in force at present
     * @param ready nothing is told before it completes
     * @param turns asks what decides; completes once it has come to it
     * @param status one line on how the agent is doing
     */
    public static Heartbeats begin(
            Supplier<Configuration> inForce,
            CompletableFuture<?> ready,
            Supplier<CompletableFuture<?>> turns,
            Supplier<String> status) {
        Scheduler scheduler = Scheduler.system();
        Path directory = inForce.get().stateDirectory();
        Heartbeats heartbeats = new Heartbeats(
                scheduler,
                () -> inForce.get().heartbeats(),
                new Soundness(scheduler, turns, () -> unsaidSince(directory)),
                new HttpLine(),
                status);
        heartbeats.beginAfter(ready);
        return heartbeats;
    }

    /** Looks at all that is kept, as the next start would, and writes. */
    static Optional<Instant> unsaidSince(Path directory) {
        StateDirectory.requireWritable(directory);
        StateDirectory.read(directory, "journal");
        return StateDirectory.read(directory, "outbox").flatMap(Outbox::unsaidSince);
    }

    /**
     * Tells one that all is well, now; for a check.
     *
     * @throws ComponentException if it was not taken
     */
    public static void test(HeartbeatDefinition heartbeat) throws InterruptedException {
        new HttpLine().tell(heartbeat, Optional.empty(), "A test: somebody ran a check");
    }

    void beginAfter(CompletableFuture<?> ready) {
        CompletableFuture<?> unused = ready.whenComplete((answer, failure) -> scheduler.schedule(Duration.ZERO, () -> {
            begun = true;
            turn();
        }));
    }

    /** Others may be wanted than before. Returns at once. */
    public void reconfigured() {
        scheduler.schedule(Duration.ZERO, this::turn);
    }

    private void turn() {
        next.cancel();
        if (!begun || closed) {
            return;
        }
        next = scheduler.schedule(PACE, this::turn);
        follow(wanted.get());
        if (beats.isEmpty()) {
            next.cancel();
            return;
        }
        long now = scheduler.nanoTime();
        if (!asking && beats.values().stream().anyMatch(beat -> beat.isDue(now))) {
            asking = true;
            soundness.ask(this::answered);
        }
    }

    private void follow(Map<String, HeartbeatDefinition> definitions) {
        beats.values().removeIf(beat -> !beat.definition.equals(definitions.get(beat.definition.name())));
        definitions.forEach((name, definition) -> beats.computeIfAbsent(name, added -> new Beat(definition)));
        show();
    }

    private void answered(Optional<String> answer) {
        asking = false;
        if (closed) {
            return;
        }
        String now = answer.orElse("");
        if (now.isEmpty() != whyNot.isEmpty()) {
            if (now.isEmpty()) {
                log.info("All is well again, and heartbeats say so");
            } else {
                log.error("Heartbeats do not say that all is well: {}", now);
            }
        }
        whyNot = now;
        long nanoTime = scheduler.nanoTime();
        beats.values().stream().filter(beat -> beat.isDue(nanoTime)).toList().forEach(beat -> tell(beat, answer));
        show();
    }

    private void tell(Beat beat, Optional<String> answer) {
        beat.begun = scheduler.nanoTime();
        beat.underWay = true;
        scheduler.call(
                "the heartbeat " + beat.definition.name(),
                beat.definition.timeout().plus(GRACE),
                () -> line.tell(beat.definition, answer, status.get()),
                outcome -> told(beat, answer.isEmpty(), outcome));
    }

    private void told(Beat beat, boolean well, Outcome<Boolean> outcome) {
        beat.underWay = false;
        String problem = outcome.fold(
                taken -> "",
                failure -> failure instanceof ComponentException
                        ? String.valueOf(failure.getMessage())
                        : "it failed with an unexpected " + failure.getClass().getSimpleName());
        if (!problem.isEmpty() && beat.problem.isEmpty()) {
            log.warn(
                    "The heartbeat {} is not taken: {}. Next one in {}",
                    beat.definition.name(),
                    problem,
                    Durations.format(beat.definition.every()));
        } else if (problem.isEmpty() && !beat.problem.isEmpty()) {
            log.info("The heartbeat {} is taken again", beat.definition.name());
        }
        beat.problem = problem;
        if (problem.isEmpty() && well) {
            beat.latestPing = scheduler.instant();
        }
        show();
    }

    private void show() {
        shown = beats.values().stream().map(beat -> beat.status(whyNot)).toList();
    }

    /** How it stands with each. */
    public List<HeartbeatStatus> status() {
        return shown;
    }

    /** Falls silent. Idempotent. */
    @Override
    public void close() {
        scheduler.schedule(Duration.ZERO, () -> closed = true);
        scheduler.close();
    }
}
