package dev.failover.agent.drill;

import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.Service;
import dev.failover.Service.ManagedRecord;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.drill.DrillBook.Leftover;
import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.dns.Authorities;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.time.Durations;
import dev.failover.time.Scheduler;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A failover and the way back on names that are made for it, in the real zones, between the real sites: all is as in an outage, but
 * for the names and the failure. Blocks; for one use.
 */
public final class ShadowDrill {
    private static final Duration CALL = Duration.ofSeconds(60);
    /** Some vendors need minutes until all of their servers have forgotten a name. */
    private static final Duration CLEAN_UP = Duration.ofMinutes(5);

    private final Configuration configuration;
    private final Service service;
    private final Begun begun;
    private final DrillBook book;
    private final TimeSource time;
    private final Consumer<String> progress;
    private final CompletableFuture<String> stopped = new CompletableFuture<>();

    /** @param progress told what is done next, in a sentence each */
    public ShadowDrill(
            Configuration configuration,
            Service service,
            Begun begun,
            DrillBook book,
            TimeSource time,
            Consumer<String> progress) {
        this.configuration = configuration;
        this.service = service;
        this.begun = begun;
        this.book = book;
        this.time = time;
        this.progress = progress;
    }

    /** Ends it as soon as its names are taken away; from any thread. */
    public void stop(String why) {
        stopped.complete(why);
    }

    /**
     * Takes away what earlier drills have left, as they were killed or a server did not answer.
     *
     * @return what is still left, a sentence each
     */
    public static List<String> cleanUpAfterOthers(
            Configuration configuration, DrillBook book, TimeSource time, Consumer<String> progress)
            throws InterruptedException {
        List<String> left = new ArrayList<>();
        for (Leftover leftover : book.leftovers()) {
            progress.accept("takes away what %s has left".formatted(leftover.drill()));
            try {
                Collection<DrillZone> zones =
                        zones(configuration, leftover.keys()).values();
                CleanUp done = CleanUp.make(zones, configuration.authorities(), time, CLEAN_UP);
                if (done.proven()) {
                    book.cleaned(leftover.drill());
                }
                left.addAll(done.left());
            } catch (RejectedException e) {
                left.add("%s: %s".formatted(leftover.drill(), e.getMessage()));
            }
        }
        return left;
    }

    private static Map<String, DrillZone> zones(Configuration configuration, Map<String, Set<RecordKey>> keys) {
        Map<String, DrillZone> zones = new LinkedHashMap<>();
        keys.forEach((name, ofOne) -> {
            DnsProvider provider = configuration.providers().get(name);
            if (provider == null) {
                throw new RejectedException(
                        "there is no provider \"%s\" any more, which has %s".formatted(name, ofOne));
            }
            zones.put(name, new DrillZone(provider, ofOne));
        });
        return zones;
    }

    /** Makes it, and keeps the report. */
    public DrillReport make() throws InterruptedException {
        DrillNames names = DrillNames.of(begun.drill(), service);
        Map<String, DrillZone> zones = zones(configuration, names.byProvider());
        Optional<String> hindrance = hindrance(zones);
        if (hindrance.isPresent()) {
            return report(Course.blocked(hindrance.get()), CleanUp.nothingToDo());
        }
        Outside before;
        List<RecordSet> initial;
        try {
            before = Outside.look(service, configuration.providers());
            initial = initial(before, names);
        } catch (ComponentException e) {
            return report(Course.blocked(String.valueOf(e.getMessage())), CleanUp.nothingToDo());
        }
        book.begin(names.id(), names.byProvider());
        Course course = Course.blocked("it was ended before it began");
        CleanUp cleaned = new CleanUp(false, List.of(), List.of("nothing was taken away"));
        try {
            course = course(names, zones, initial);
        } finally {
            progress.accept("takes its names away");
            cleaned = CleanUp.make(zones.values(), configuration.authorities(), time, CLEAN_UP);
        }
        if (cleaned.proven()) {
            book.cleaned(names.id());
        }
        return report(judged(course, before).noted(untried()), cleaned);
    }

    /** A traffic switch has one place, where the users are: nothing of a drill's own could be moved by it. */
    private List<String> untried() {
        return service.trafficSwitches().stream()
                .map(name ->
                        "the traffic switch %s was not tried, as it has no place but that of the users: a live drill moves it"
                                .formatted(name))
                .toList();
    }

    private static Optional<String> hindrance(Map<String, DrillZone> zones) {
        return zones.entrySet().stream()
                .filter(zone -> !zone.getValue().canRemove())
                .map(zone -> "provider %s can't take names away again, so a drill must not make any: use another level"
                        .formatted(zone.getKey()))
                .findFirst();
    }

    /** The drill's record sets as the service's are now. */
    private List<RecordSet> initial(Outside before, DrillNames names) {
        List<RecordSet> initial = new ArrayList<>();
        for (int i = 0; i < names.records().size(); i++) {
            ManagedRecord real = service.records().get(i);
            ManagedRecord drilled = names.records().get(i);
            RecordSet found = before.at(real.provider(), real.key())
                    .orElseThrow(() -> new RejectedException(
                            "%s is not there at provider %s".formatted(real.key(), real.provider())));
            initial.add(new RecordSet(drilled.key(), drilled.ttl(), found.values()));
        }
        return initial;
    }

    private Course course(DrillNames names, Map<String, DrillZone> zones, List<RecordSet> initial)
            throws InterruptedException {
        progress.accept("makes %s and looks at the sites".formatted(names.id()));
        try {
            for (Map.Entry<String, DrillZone> zone : zones.entrySet()) {
                List<RecordChange> changes = new ArrayList<>();
                for (int i = 0; i < initial.size(); i++) {
                    if (names.records().get(i).provider().equals(zone.getKey())) {
                        changes.add(RecordChange.create(initial.get(i)));
                    }
                }
                zone.getValue().apply(changes, CALL);
            }
        } catch (ComponentException e) {
            return Course.blocked("its names can't be made: " + e.getMessage());
        }
        Authorities authorities = configuration.authorities();
        Rehearsed rehearsed = Rehearsed.of(service, names);
        try (Scheduler scheduler = Scheduler.system()) {
            Map<RecordKey, String> places = new LinkedHashMap<>();
            names.records()
                    .forEach(record -> places.put(
                            record.key(),
                            Objects.requireNonNull(zones.get(record.provider())).zone()));
            Exercise exercise = new Exercise(
                    scheduler,
                    service,
                    rehearsed,
                    new ClientView(authorities, scheduler, places),
                    initial,
                    begun.by(),
                    progress);
            Failover.Builder acting = Failover.builder()
                    .mode(Mode.ACT)
                    .stateDirectory(book.stateOf(names.id()))
                    .authorities(authorities)
                    .references(configuration.references())
                    .scheduler(scheduler)
                    .service(rehearsed.service())
                    .listener(exercise::hear);
            zones.forEach(acting::provider);
            Failover.Builder watching = configuration
                    .with(List.of(service))
                    .alone()
                    .failover(Mode.OBSERVE)
                    .scheduler(scheduler);
            try (Failover drilled = acting.build();
                    Failover observer = watching.build()) {
                drilled.start();
                observer.start();
                return awaited(exercise, exercise.begin(drilled, observer));
            }
        }
    }

    private Course awaited(Exercise exercise, CompletableFuture<Course> course) throws InterruptedException {
        CompletableFuture<?> unused = stopped.thenAccept(exercise::interrupt);
        try {
            return course.get(exercise.longest().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Course.blocked("it did not end within " + Durations.format(exercise.longest()));
        } catch (ExecutionException e) {
            throw new IllegalStateException("a drill failed", e.getCause());
        }
    }

    /** S18: what is not the drill's is as it was; and what was declared was kept. */
    private Course judged(Course course, Outside before) throws InterruptedException {
        List<String> changes;
        try {
            changes = before.changes(Outside.look(service, configuration.providers()));
        } catch (ComponentException e) {
            changes = List.of("what the service's own record sets are now is not known: " + e.getMessage());
        }
        if (course.outcome() != DrillOutcome.SUCCEEDED) {
            return course;
        }
        if (!changes.isEmpty()) {
            return course.failed("the service's own record sets are not as they were: " + String.join("; ", changes));
        }
        return course.within(service.rto(), service.rpo());
    }

    private DrillReport report(Course course, CleanUp cleaned) {
        Course judged = course.outcome() == DrillOutcome.SUCCEEDED && !cleaned.proven()
                ? course.failed("there and back, but its names are not seen gone everywhere")
                : course;
        DrillReport report = DrillReport.of(begun, "shadow", service, judged, cleaned, time.instant());
        book.write(report);
        return report;
    }
}
