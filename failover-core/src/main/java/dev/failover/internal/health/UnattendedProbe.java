package dev.failover.internal.health;

import dev.failover.component.UnavailableException;
import dev.failover.health.Health;
import dev.failover.internal.probe.Unattended;
import dev.failover.time.Durations;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One probe that no thread waits for, as {@link Scheduler#call} is one that holds a thread: whichever comes first of its end, the
 * limit and its cancellation decides. Lives on the event thread; what it is told elsewhere it takes there.
 */
final class UnattendedProbe implements Unattended.Listener<Health>, Task {
    private final Scheduler scheduler;
    private final ProbeTimes times;
    private final Consumer<Outcome<Health>> done;
    private final Task timer;
    private Task probe = () -> {};
    private boolean over;

    private UnattendedProbe(
            Scheduler scheduler, String name, Duration limit, ProbeTimes times, Consumer<Outcome<Health>> done) {
        this.scheduler = scheduler;
        this.times = times;
        this.done = done;
        timer = scheduler.schedule(limit, () -> expire(name, limit));
    }

    /**
     * Begins one.
     *
     * @param name of the check, as it should read in "… did not end within 30s"
     * @param begin begins what this waits for
     */
    static Task begin(
            Scheduler scheduler,
            String name,
            Duration limit,
            ProbeTimes times,
            Function<Unattended.Listener<Health>, Task> begin,
            Consumer<Outcome<Health>> done) {
        UnattendedProbe waiting = new UnattendedProbe(scheduler, name, limit, times, done);
        waiting.probe = begin.apply(waiting);
        return waiting;
    }

    @Override
    public void begins(long nanos) {
        times.begins(nanos);
    }

    @Override
    public void ends(Outcome<Health> found, long nanos, Duration held) {
        times.ends(nanos, held);
        scheduler.schedule(Duration.ZERO, () -> end(found));
    }

    private void expire(String name, Duration limit) {
        probe.cancel();
        end(new Outcome.Failure<>(new UnavailableException(name + " did not end within " + Durations.format(limit))));
    }

    private void end(Outcome<Health> outcome) {
        if (!over) {
            over = true;
            timer.cancel();
            done.accept(outcome);
        }
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            timer.cancel();
            probe.cancel();
        }
    }
}
