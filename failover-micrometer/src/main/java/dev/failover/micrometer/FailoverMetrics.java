package dev.failover.micrometer;

import dev.failover.Failover;
import dev.failover.FailoverEvent;
import dev.failover.FailoverListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Tells registries of Micrometer how a {@link Failover} stands and what it does:
 *
 * <pre>{@code
 * FailoverMetrics metrics = new FailoverMetrics(InstantSource.system());
 * metrics.bindTo(registry);
 * Failover failover = Failover.builder()...listener(metrics).build();
 * metrics.watch(failover);
 * failover.start();
 * }</pre>
 *
 * <p>Counters and timers are counted from the moment of binding on, gauges are read when the registry asks for them. Durations are in
 * seconds. Tags are the names of services, sites, providers and notifiers, and values of enumerations: never an address or a text.
 * What a {@linkplain Failover#reconfigure reconfigured} failover no longer watches is removed within {@value #PACE_SECONDS} s of the
 * next event. Thread-safe.
 */
public final class FailoverMetrics implements FailoverListener, MeterBinder {
    static final int PACE_SECONDS = 10;

    private final InstantSource time;
    private final List<BoundMeters> bound = new CopyOnWriteArrayList<>();
    private @Nullable Failover failover;

    /** @param time what the failover takes for the time of day, usually {@code InstantSource.system()} */
    public FailoverMetrics(InstantSource time) {
        this.time = time;
    }

    /** The one whose state is shown, and whose listener this is; in the place of the one before, if there was one. */
    public synchronized void watch(Failover watched) {
        failover = watched;
        bound.forEach(meters -> meters.watch(watched));
    }

    /** Shows it in this registry, too. To be done once for each; a composite registry counts as one. */
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        BoundMeters meters = new BoundMeters(registry, time);
        bound.add(meters);
        if (failover != null) {
            meters.watch(failover);
        }
    }

    @Override
    public boolean hearsChecks() {
        return !bound.isEmpty();
    }

    @Override
    public synchronized void on(FailoverEvent event) {
        bound.forEach(meters -> meters.on(event));
    }
}
