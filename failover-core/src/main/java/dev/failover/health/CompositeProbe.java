package dev.failover.health;

import dev.failover.internal.probe.Unattended;
import dev.failover.time.Outcome;
import dev.failover.time.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One probe of a composite of which no part needs a thread. Thread-safe; it calls nobody while it holds its lock. */
final class CompositeProbe {
    /** What a composite makes of its parts. */
    interface Meaning {
        /** What a part that failed in itself found. */
        Health ofFailure(int part, Exception failure);

        /** What is found, once that is decided. */
        Health of(Tally decided, @Nullable Health[] found);
    }

    private final Meaning meaning;
    private final Unattended.Listener<Health> listener;
    private final @Nullable Health[] found;
    private final List<Task> tasks = new ArrayList<>();
    private Tally tally;
    private Duration held = Duration.ZERO;
    private boolean begun;
    private boolean over;

    private CompositeProbe(Tally tally, Meaning meaning, Unattended.Listener<Health> listener) {
        this.tally = tally;
        this.meaning = meaning;
        this.listener = listener;
        found = new Health[tally.parts()];
    }

    /** Begins all parts, side by side. */
    static Task begin(
            List<Unattended<Health>> parts,
            Tally tally,
            Meaning meaning,
            Unattended.Question question,
            Unattended.Listener<Health> listener) {
        CompositeProbe probe = new CompositeProbe(tally, meaning, listener);
        for (int i = 0; i < parts.size(); i++) {
            probe.add(parts.get(i).begin(question, probe.listenerTo(i)));
        }
        return probe::callOff;
    }

    private void add(Task task) {
        boolean late;
        synchronized (this) {
            tasks.add(task);
            late = over;
        }
        if (late) {
            task.cancel();
        }
    }

    private Unattended.Listener<Health> listenerTo(int part) {
        return new Unattended.Listener<>() {
            @Override
            public void begins(long nanos) {
                if (isFirst()) {
                    listener.begins(nanos);
                }
            }

            @Override
            public void ends(Outcome<Health> outcome, long nanos, Duration waited) {
                Health health = outcome.fold(value -> value, failure -> meaning.ofFailure(part, failure));
                if (decides(part, health, waited)) {
                    callOffParts();
                    listener.ends(new Outcome.Success<>(meaning.of(tally, found)), nanos, held);
                }
            }
        };
    }

    private synchronized boolean isFirst() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    /** Nothing changes any more after the part that decided. */
    private synchronized boolean decides(int part, Health health, Duration waited) {
        if (over) {
            return false;
        }
        found[part] = health;
        tally = tally.with(health.status());
        held = held.compareTo(waited) < 0 ? waited : held;
        over = tally.decided().isPresent();
        return over;
    }

    private void callOff() {
        synchronized (this) {
            over = true;
        }
        callOffParts();
    }

    private void callOffParts() {
        List<Task> all;
        synchronized (this) {
            all = List.copyOf(tasks);
        }
        all.forEach(Task::cancel);
    }
}
