package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.component.ComponentException;
import dev.failover.decision.Place;
import dev.failover.dns.Authorities;
import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordSet;
import dev.failover.dns.ZoneSurvey;
import dev.failover.dns.ZoneSurvey.ServiceHints;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Looks at several record sets side by side. Asks, and changes nothing. */
final class RecordLooks implements AutoCloseable {
    private static final Duration PROVIDER_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SERVER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SURVEY_TIMEOUT = Duration.ofSeconds(5);

    /** Vendors limit how fast they may be asked. */
    private static final int AT_ONCE = 8;

    private final Configuration configuration;
    private final StillWaiting waiting;
    private final DnsAuthorities authorities;
    private final Authorities served;
    private final Once<Place, Stored> stored;
    private final Once<String, ZoneSurvey> surveys;
    private final Once<Named, ServiceHints> hints;
    private final Once<InetAddress, Set<String>> reverseNames;
    /** How many services are still to be planned for: as long as they take all threads, none needs more than its own. */
    private final AtomicInteger left;
    /** Nanoseconds of processor time that services took on their threads. */
    private final LongAdder taken = new LongAdder();
    /** Nobody asks what a single portion costs, and to be able to say takes the JVM a while. */
    private final boolean counted;

    private final ExecutorService threads = threads("failover-plan", AT_ONCE);
    /** Apart, as who plans for a service waits for looks; one until there is nothing else to do, as checks are not to be late. */
    private final ThreadPoolExecutor services = threads("failover-plan-service", 1);

    /** A name in a zone. */
    private record Named(String zone, String name) {}

    /** What a provider has; empty if it did not say. */
    private record Stored(Optional<Optional<RecordSet>> found, String failure) {}

    RecordLooks(Configuration configuration, StillWaiting waiting) {
        this.configuration = configuration;
        this.waiting = waiting;
        this.left = new AtomicInteger(configuration.services().size());
        this.counted = configuration.services().size() > Portions.FIRST;
        this.authorities = configuration.authorities();
        this.served = configuration.served(authorities);
        this.stored = new Once<>(this::find);
        this.hints = new Once<>(named -> StaleHints.look(authorities, named.zone(), named.name()));
        this.surveys = new Once<>(zone -> authorities.survey(zone, SURVEY_TIMEOUT));
        this.reverseNames = new Once<>(address -> authorities.reverseNames(address, SURVEY_TIMEOUT));
    }

    private static ThreadPoolExecutor threads(String name, int atOnce) {
        return new ThreadPoolExecutor(atOnce, atOnce, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    private DnsProvider provider(Place place) {
        DnsProvider provider = configuration.providers().get(place.provider());
        if (provider == null) {
            throw new IllegalStateException("a valid configuration has a provider for each record");
        }
        return provider;
    }

    /**
     * Begins to ask what is asked about a service in any case, behind what was begun before: the answers are there when they are needed.
     *
     * @param managed where its records are
     * @param neighbours other places under their names
     */
    void lookAhead(List<Place> managed, List<Place> neighbours) {
        Future<?> unused = submit(() -> {
            for (Place place : managed) {
                String zone = provider(place).zone();
                stored.answer(place);
                surveys.answer(zone);
                hints(zone, place.key().in(zone));
            }
            for (Place place : neighbours) {
                stored.answer(place);
            }
            return true;
        });
    }

    /** What HTTPS and SVCB records say of a name. */
    ServiceHints hints(String zone, String name) throws InterruptedException {
        return hints.answer(new Named(zone, name));
    }

    /** What a zone says of itself. */
    ZoneSurvey survey(String zone) throws InterruptedException {
        return surveys.answer(zone);
    }

    /** The names that an address is known by. */
    Set<String> reverseNames(InetAddress address) throws InterruptedException {
        return reverseNames.answer(address);
    }

    /**
     * What is there, in the order asked for.
     *
     * @param known what the zone's servers have said of a place already; empty if they are to be asked
     */
    List<FoundRecord> look(List<Place> places, Function<Place, Optional<Publication>> known)
            throws InterruptedException {
        return all(places.stream()
                .map(place -> (Callable<FoundRecord>) () -> look(place, known.apply(place)))
                .toList());
    }

    /** Runs work that has deadlines of its own, side by side as soon as other services leave threads free. */
    <T> List<T> all(List<Callable<T>> work) throws InterruptedException {
        List<Future<T>> underWay = new ArrayList<>();
        for (Callable<T> each : work) {
            if (left.get() < AT_ONCE) {
                underWay.add(threads.submit(each));
            } else {
                FutureTask<T> here = new FutureTask<>(each);
                here.run();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                underWay.add(here);
            }
        }
        return results(underWay);
    }

    /** Begins what is to be done for a service, once, behind what was begun before; it may have looks made. */
    <T> Future<T> begin(Callable<T> work) {
        return submit(() -> {
            try {
                return work.call();
            } finally {
                left.decrementAndGet();
            }
        });
    }

    private <T> Future<T> submit(Callable<T> work) {
        return services.submit(() -> {
            long before = processorTime();
            try {
                return work.call();
            } finally {
                taken.add(processorTime() - before);
            }
        });
    }

    /** The calling thread's, in nanoseconds; always the same where it is not counted, or the system does not tell. */
    private long processorTime() {
        if (!counted) {
            return 0;
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : 0;
    }

    /** What was begun for services, and has ended, has cost until now: in nanoseconds of processor time, and zero for few services. */
    long cost() {
        return taken.sum();
    }

    /**
     * Waits for what was begun for each service, side by side from now on.
     *
     * @param underWay by what it is called
     */
    <T> List<T> results(Map<String, Future<T>> underWay) throws InterruptedException {
        services.setMaximumPoolSize(AT_ONCE);
        services.setCorePoolSize(AT_ONCE);
        waiting.on(underWay, UnaryOperator.identity());
        return results(underWay.values());
    }

    private static <T> List<T> results(Collection<? extends Future<T>> work) throws InterruptedException {
        List<T> results = new ArrayList<>();
        for (Future<T> each : work) {
            try {
                results.add(each.get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof InterruptedException interrupted) {
                    throw interrupted;
                }
                throw new IllegalStateException("a look failed", e.getCause());
            }
        }
        return results;
    }

    private FoundRecord look(Place place, Optional<Publication> known) throws InterruptedException {
        String zone = provider(place).zone();
        List<String> failures = new ArrayList<>();
        Optional<Publication> published = known;
        Stored there = stored.answer(place);
        if (there.found().isEmpty()) {
            failures.add(place.provider() + ": " + there.failure());
        }
        try {
            if (published.isEmpty()) {
                published = Optional.of(served.look(zone, place.key(), SERVER_TIMEOUT));
            }
        } catch (ComponentException e) {
            failures.add(String.valueOf(e.getMessage()));
        }
        return new FoundRecord(place.provider(), zone, place.key(), there.found(), published, failures);
    }

    private Stored find(Place place) throws InterruptedException {
        try {
            return new Stored(Optional.of(provider(place).find(place.key(), PROVIDER_TIMEOUT)), "");
        } catch (ComponentException e) {
            return new Stored(Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        services.shutdownNow();
        threads.shutdownNow();
    }
}
