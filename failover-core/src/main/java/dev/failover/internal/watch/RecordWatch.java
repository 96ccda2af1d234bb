package dev.failover.internal.watch;

import dev.failover.decision.Place;
import dev.failover.decision.RecordLook;
import dev.failover.dns.Authorities;
import dev.failover.dns.Publication;
import dev.failover.dns.Publication.Silent;
import dev.failover.dns.RecordSet;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps what the zones' own servers give for a service's records known. Lives on the event thread. */
public final class RecordWatch implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    /** Each is a thread and a socket or more for as long as it lasts; a zone's servers take a burst of so many for usual. */
    private static final int AT_ONCE = 64;

    private final Scheduler scheduler;
    private final Authorities authorities;
    private final Map<Place, String> zones;
    private final Runnable looked;
    private final Map<Place, Publication> published = new LinkedHashMap<>();
    private final Map<Place, Publication> gathering = new LinkedHashMap<>();
    private final Map<Place, Task> looks = new LinkedHashMap<>();
    private final Queue<Place> waiting = new ArrayDeque<>();
    private Set<Place> changed = Set.of();
    private boolean asBefore;
    private Task next = () -> {};
    private long started;
    private boolean again;
    private boolean closed;
    private @Nullable Long lastStarted;
    private @Nullable Instant lookedAt;
    private Reached reached = Reached.NOT_TRIED;
    private Duration pause = Duration.ZERO;

    /**
     * @param zones the places watched, and the zone each is in
     * @param looked called after each complete look
     */
    public RecordWatch(Scheduler scheduler, Authorities authorities, Map<Place, String> zones, Runnable looked) {
        this.scheduler = scheduler;
        this.authorities = authorities;
        this.zones = zones;
        this.looked = looked;
    }

    /** Looks for the first time, so much later than it could: many watches don't look at once, now nor in any later round. */
    public void start(Duration phase) {
        if (phase.isZero()) {
            look();
        } else {
            next = scheduler.schedule(phase, this::look);
        }
    }

    /** Looks now; if a look is under way, once more after it. */
    public void look() {
        if (closed) {
            return;
        }
        if (!looks.isEmpty()) {
            again = true;
            return;
        }
        next.cancel();
        again = false;
        started = scheduler.nanoTime();
        gathering.clear();
        waiting.addAll(zones.keySet());
        while (looks.size() < AT_ONCE && !waiting.isEmpty()) {
            look(waiting.remove());
        }
    }

    private void look(Place place) {
        String zone = Objects.requireNonNull(zones.get(place));
        looks.put(
                place,
                scheduler.call(
                        "asking the servers of " + zone,
                        TIMEOUT.plusSeconds(1),
                        () -> authorities.look(zone, place.key(), TIMEOUT),
                        outcome -> gather(place, zone, outcome)));
    }

    private void gather(Place place, String zone, Outcome<Publication> outcome) {
        gathering.put(
                place,
                outcome.fold(
                        publication -> publication,
                        failure -> new Publication(
                                place.key(), List.of(new Silent(zone, String.valueOf(failure.getMessage()))))));
        looks.remove(place);
        if (!waiting.isEmpty() && !closed) {
            look(waiting.remove());
        } else if (looks.isEmpty()) {
            changed = gathering.keySet().stream().filter(this::isAnotherAnswer).collect(Collectors.toUnmodifiableSet());
            asBefore = published.equals(gathering);
            published.putAll(gathering);
            lastStarted = started;
            lookedAt = scheduler.instant();
            reached = isAnythingServed() ? Reached.YES : Reached.NO;
            next = scheduler.schedule(again ? Duration.ZERO : pauseBeforeNext(), this::look);
            looked.run();
        }
    }

    private boolean isAnotherAnswer(Place place) {
        Publication before = published.get(place);
        Publication now = Objects.requireNonNull(gathering.get(place));
        return before != null && !before.served().equals(now.served());
    }

    /** Where the latest look saw something else than the one before. */
    public Set<Place> changed() {
        return changed;
    }

    /** Whether the latest look saw of every server what the one before did, and there was one. */
    public boolean isAsBefore() {
        return asBefore;
    }

    private Duration pauseBeforeNext() {
        if (pause.isZero()) {
            return INTERVAL;
        }
        Duration current = pause;
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        return current;
    }

    /** Starts anew: what was given until now, or not given, no longer counts. */
    public void forget() {
        looks.values().forEach(Task::cancel);
        looks.clear();
        waiting.clear();
        published.clear();
        lastStarted = null;
        lookedAt = null;
        reached = Reached.NOT_TRIED;
        look();
    }

    /** Looks now and keeps looking, at growing pauses, until told to {@linkplain #relax relax}. */
    public void hurry() {
        pause = FIRST_PAUSE;
        look();
    }

    /** Goes back to looking now and then. */
    public void relax() {
        pause = Duration.ZERO;
    }

    /** What was given at the last look; empty before the first. */
    public Map<Place, Publication> published() {
        return published;
    }

    /** The same, each record set beside what is decided for it; empty before the first look. */
    public Optional<RecordLook> latest(Map<Place, RecordSet> decided) {
        return Optional.ofNullable(lookedAt)
                .map(at -> new RecordLook(
                        at,
                        zones.entrySet().stream()
                                .map(watched -> new RecordLook.Looked(
                                        watched.getKey(),
                                        watched.getValue(),
                                        Objects.requireNonNull(published.get(watched.getKey())),
                                        Optional.ofNullable(decided.get(watched.getKey()))))
                                .toList()));
    }

    /** Whether, at a look started at or after {@code nanos}, at least one server of any zone answered. */
    public Reached reachedSince(long nanos) {
        Long last = lastStarted;
        if (last == null || last - nanos < 0) {
            return Reached.NOT_TRIED;
        }
        return reachedAtLast();
    }

    /** Whether at the last look at least one server of any zone answered. */
    public Reached reachedAtLast() {
        return reached;
    }

    /** What a switch on this machine says proves nothing of the world. */
    private boolean isAnythingServed() {
        return published.entrySet().stream()
                .filter(looked -> !looked.getKey().isSwitch())
                .anyMatch(looked -> !looked.getValue().served().isEmpty());
    }

    /** Whether the world was reached. */
    public enum Reached {
        YES,
        NO,
        NOT_TRIED
    }

    @Override
    public void close() {
        closed = true;
        next.cancel();
        waiting.clear();
        looks.values().forEach(Task::cancel);
        looks.clear();
    }
}
