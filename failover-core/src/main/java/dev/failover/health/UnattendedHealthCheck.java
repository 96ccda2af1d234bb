package dev.failover.health;

import dev.failover.internal.probe.Unattended;
import dev.failover.time.Outcome;
import dev.failover.time.Task;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A check that may need no thread while it waits for the site. A monitor asks it for that side; its users need not know. */
abstract class UnattendedHealthCheck implements HealthCheck {
    static {
        Unattended.revealBy(check -> check instanceof UnattendedHealthCheck own ? own.unattended() : Optional.empty());
    }

    /** Empty if this one, as it is set, does need a thread. */
    abstract Optional<Unattended<Health>> unattended();

    /** One probe, waited for, of which nothing is known beforehand. */
    static Health await(Unattended<Health> check, InetAddress address, Duration timeout) throws InterruptedException {
        CompletableFuture<Outcome<Health>> ended = new CompletableFuture<>();
        Unattended.Question question = new Unattended.Question(ProbeThreads.loop(), address, timeout, false);
        Task probe = check.begin(question, new Unattended.Listener<>() {
            @Override
            public void begins(long nanos) {
                // Nobody here asks how late it is.
            }

            @Override
            public void ends(Outcome<Health> found, long nanos, Duration held) {
                ended.complete(found);
            }
        });
        Outcome<Health> outcome;
        try {
            outcome = ended.get(timeout.multipliedBy(2).plusSeconds(1).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            probe.cancel();
            return Health.unknown("this machine was too late with it");
        } catch (InterruptedException e) {
            probe.cancel();
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return outcome.fold(health -> health, failure -> {
            throw failure instanceof RuntimeException bug ? bug : new IllegalStateException(failure);
        });
    }
}
