package dev.failover.internal.watch;

import dev.failover.sync.ReplicaAge;
import dev.failover.sync.ReplicaAge.Reading;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps known how old a site's replica is, by looking now and then off the event thread (S19). Lives on the event thread. */
public final class ReplicaWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReplicaWatch.class);
    /** As long as nobody looks it is taken for older than it is, never for younger. */
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Scheduler scheduler;
    private final String site;
    private final ReplicaAge source;
    private Reading latest = Reading.unknown("it was not looked at yet");
    private Task next = () -> {};
    private @Nullable Task looking;

    public ReplicaWatch(Scheduler scheduler, String site, ReplicaAge source) {
        this.scheduler = scheduler;
        this.site = site;
        this.source = source;
    }

    /** Looks now, unless a look is under way. */
    public void look() {
        if (looking == null) {
            next.cancel();
            looking = scheduler.call(
                    "looking at the replica of " + site,
                    TIMEOUT.plusSeconds(1),
                    () -> source.read(TIMEOUT),
                    this::looked);
        }
    }

    private void looked(Outcome<Reading> outcome) {
        looking = null;
        Reading before = latest;
        latest = outcome.fold(reading -> reading, failure -> Reading.unknown(String.valueOf(failure.getMessage())));
        if (!latest.why().equals(before.why())) {
            log.info("{}: {}", site, latest.sentence(scheduler.instant()));
        }
        next = scheduler.schedule(INTERVAL, this::look);
    }

    /** How old it is by now; empty if that is not known. */
    public Optional<Duration> age() {
        return latest.age(scheduler.instant());
    }

    @Override
    public void close() {
        next.cancel();
        Task underWay = looking;
        if (underWay != null) {
            underWay.cancel();
        }
    }
}
