package dev.failover;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.coordination.Coordination;
import dev.failover.decision.Decision;
import dev.failover.decision.SwitchRequest;
import dev.failover.decision.Trial;
import dev.failover.dns.Authorities;
import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.DnsProvider;
import dev.failover.internal.health.Phases;
import dev.failover.internal.notify.Outbox;
import dev.failover.internal.notify.Speakers;
import dev.failover.internal.watch.References;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.StateStore;
import dev.failover.notify.Notification;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierStatus;
import dev.failover.time.Durations;
import dev.failover.time.Scheduler;
import dev.failover.traffic.TrafficSwitch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Watches services and switches them between their sites.
 *
 * <p>Thread-safe. Everything it decides happens on its scheduler's event thread, one thing at a time; what may block runs
 * elsewhere and reports back. Whatever it must not forget is in its state directory before it acts, so a process that is
 * killed at any moment and started again goes on where it was.
 */
public final class Failover implements AutoCloseable {
    private final Scheduler scheduler;
    private final StateStore store;
    private final LoopContext context;
    private final ServiceLoops loops;
    private final @Nullable References references;
    private final Assembly assembly;
    /** Done before anything is watched. */
    private final Runnable first;

    private final Questions questions;
    private final AtomicReference<Life> life = new AtomicReference<>(Life.BUILT);
    private volatile Set<String> notifiers;

    private enum Life {
        BUILT,
        STARTED,
        CLOSED
    }

    private Failover(LoopContext context, List<Service> services, Set<String> notifiers, Assembly assembly) {
        this.context = context;
        this.notifiers = notifiers;
        this.first = assembly.first();
        this.scheduler = context.scheduler();
        this.store = context.store();
        this.references = context.references();
        this.assembly = assembly;
        this.loops = new ServiceLoops(context, services);
        this.questions = new Questions(scheduler);
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts to watch; returns at once.
     *
     * @throws IllegalStateException if it was started or closed before
     */
    public void start() {
        Life before = life.compareAndExchange(Life.BUILT, Life.STARTED);
        if (before != Life.BUILT) {
            throw new IllegalStateException(
                    before == Life.CLOSED ? "this failover is closed" : "this failover was started before");
        }
        if (references != null) {
            references.start();
        }
        if (context.outbox() != null) {
            context.outbox().start();
        }
        scheduler.schedule(Duration.ZERO, first);
        // Each on its own: a bug that keeps one from starting keeps no other from it.
        loops.all().forEach(this::begin);
    }

    private void begin(ServiceLoop loop) {
        scheduler.schedule(Duration.ZERO, loop::start);
    }

    /**
     * Watches what another builder says, from now on. A service that is the same object as before, over the same objects for
     * providers and traffic switches, keeps running untouched: its verdicts and whatever is under way stay. The others end, without any write, and those
     * that are new begin from what is journalled of them, as after a restart. A notifier that is the same object goes on with what
     * it is at. What concerns the whole stays as it was built, whatever the other builder says: state directory or store, mode, time, tick, group wait,
     * listeners, references, authorities and advice.
     *
     * @return completes once it is so; what is no longer used may be closed then. Exceptionally, {@link IllegalStateException} if
     *     this failover was closed
     * @throws InvalidSettingsException naming everything that does not fit together; nothing has changed
     * @throws IllegalStateException if it was not started
     */
    public CompletableFuture<Void> reconfigure(Builder next) {
        next.validate();
        if (life.get() == Life.BUILT) {
            throw new IllegalStateException("this failover was not started yet");
        }
        List<Service> services = next.watched();
        Map<String, DnsProvider> providers = Map.copyOf(next.providers);
        Map<String, TrafficSwitch> switches = Map.copyOf(next.switches);
        Speakers speaking = next.speakers();
        return questions.ask(() -> {
            if (context.outbox() != null) {
                context.outbox().speakBy(speaking);
            }
            notifiers = Set.copyOf(speaking.names());
            loops.change(services, providers, switches, this::begin);
            return CompletableFuture.completedFuture(null);
        });
    }

    /**
     * Completes as soon as the event thread has come to it. Whoever waits in vain has found that nothing is decided any more, as
     * a disk hangs or because of a bug.
     */
    public CompletableFuture<Void> responds() {
        return questions.ask(() -> CompletableFuture.completedFuture(null));
    }

    /** The services that are watched at present, as they were given and in that order. */
    public List<Service> services() {
        return loops.all().stream().map(ServiceLoop::service).toList();
    }

    /** What is known of each service, in the order they were given; without those that were not looked at yet. */
    public List<ServiceStatus> status() {
        return loops.all().stream().flatMap(loop -> loop.status().stream()).toList();
    }

    /** What is known of one service; empty if it was not looked at yet, or there is none of that name. */
    public Optional<ServiceStatus> status(String service) {
        return loops.find(service).flatMap(ServiceLoop::status);
    }

    /**
     * Waits for something to become known of a service.
     *
     * @param wanted asked of every status, the present one first; quick, as nothing is decided meanwhile
     * @return the first status that is wanted, however long that takes: {@link CompletableFuture#orTimeout} gives up. Exceptionally:
     *     {@link InvalidSettingsException} if there is no such service, and whatever {@code wanted} throws
     */
    public CompletableFuture<ServiceStatus> status(String service, Predicate<ServiceStatus> wanted) {
        Objects.requireNonNull(wanted, "what is wanted is null");
        return ask(service, loop -> loop.await(wanted));
    }

    /**
     * Asks for a switch; the gates are the same as for automatic ones, unless forced. A standby that was asked for, or asked for
     * again while it is active, is held: it is not left for the primary unasked.
     */
    public RequestedSwitch request(String service, SwitchRequest request) {
        Objects.requireNonNull(request, () -> "the request for " + service + " is null");
        CompletableFuture<Decision> decided = new CompletableFuture<>();
        CompletableFuture<ServiceStatus> published = ask(service, loop -> {
            Decision decision = loop.request(request);
            decided.complete(decision);
            return loop.published(request.site(), decision);
        });
        // Of what was decided before, that changes nothing.
        CompletableFuture<?> unused = published.whenComplete((status, failure) -> {
            if (failure != null) {
                decided.completeExceptionally(failure);
            }
        });
        return new RequestedSwitch(decided, published);
    }

    /**
     * What would be decided now if the active site were found to be down: a switch, or the gates in its way. Asks and changes nothing; it
     * is made of what is known. Where several watchers decide, the others are supposed to agree.
     *
     * @return exceptionally: {@link InvalidSettingsException} if there is no such service
     */
    public CompletableFuture<Decision> ifActiveFails(String service) {
        return ask(service, loop -> CompletableFuture.completedFuture(loop.ifActiveFails()));
    }

    /** Stops automatic writes of a service until it is resumed, across restarts. Idempotent. */
    public CompletableFuture<Void> pause(String service, String by, String reason) {
        return tell(service, requests -> requests.pause(by, reason));
    }

    /**
     * Approves beforehand of one switch to a site without asking, of a service whose state class needs a human's word.
     *
     * @param lasting how long it may be used; more than zero
     * @return exceptionally: {@link InvalidSettingsException} if there is no such service or site, {@link
     *     IllegalArgumentException} without a name, a reason or a time
     */
    public CompletableFuture<Void> approve(String service, String site, String by, String reason, Duration lasting) {
        return tell(service, requests -> requests.approve(site, by, reason, lasting));
    }

    /**
     * Says that a human knows what is the case: nobody is reminded of it any more, also after a restart, and a latch ends. What was tried too
     * long ago counts as tried just now. A pause goes on.
     * What becomes the case later is told as ever. Idempotent.
     *
     * @param reason may be empty
     * @return exceptionally: {@link InvalidSettingsException} if there is no such service, {@link IllegalArgumentException} without a name
     */
    public CompletableFuture<Void> acknowledge(String service, String by, String reason) {
        return tell(service, requests -> requests.acknowledge(by, reason));
    }

    /**
     * Tells that a service's plan was tried and passed: a drill, or a restore test of its backups. It is remembered if the policy limits
     * how long ago that may be ({@link dev.failover.decision.FailoverPolicy#maxAge}), and is the latest. Idempotent.
     *
     * @param at when it was passed
     * @return exceptionally: {@link InvalidSettingsException} if there is no such service
     */
    public CompletableFuture<Void> tried(String service, Trial.Kind kind, Instant at) {
        Objects.requireNonNull(kind, "what was tried is null");
        Objects.requireNonNull(at, "when it was tried is null");
        return tell(service, requests -> requests.tried(kind, at));
    }

    /**
     * Writes down that a human is about to have a site replaced, and tells it. Nothing is replaced by this.
     *
     * @param reason may be empty
     * @param givenUp whether the evidence of its failure is given up, as it is incomplete
     * @return completes once it would survive a power cut; exceptionally: {@link InvalidSettingsException} if there is no such service or
     *     site, {@link IllegalArgumentException} without a name, {@link dev.failover.component.ConflictException} if the service is at
     *     that site
     */
    public CompletableFuture<Void> replacing(String service, String site, String by, String reason, boolean givenUp) {
        return tell(service, requests -> requests.replacing(site, by, reason, givenUp));
    }

    /** Ends a pause, and acknowledges a latch. Idempotent. */
    public CompletableFuture<Void> resume(String service, String by, String reason) {
        return tell(service, requests -> requests.resume(by, reason));
    }

    /**
     * Tells a service's humans something that the application found out, over the service's notifiers and with their
     * guarantees, and journals it. Returns at once; a notification with the id of one told before is not told again.
     *
     * @throws InvalidSettingsException if there is no such service
     */
    public void announce(String service, Notification notification) {
        announce(service, Set.of(), List.of(), notification);
    }

    /**
     * The same about some of the service's sites. While one of them is DOWN this goes without saying: it is journalled, shown by the
     * status, and told once they have not been down for two minutes, unless its incident was ended by then.
     *
     * @param sites by their names; those that the service doesn't have count for nothing
     * @param over the notifiers, in order; the service's if empty
     * @throws InvalidSettingsException if there is no such service or notifier
     */
    public void announce(String service, Set<String> sites, List<String> over, Notification notification) {
        loops.require(service);
        requireNotifiers(over);
        Set<String> about = Set.copyOf(sites);
        List<String> through = List.copyOf(over);
        // Found anew: a loop that was replaced meanwhile must not write down what it still takes for the state.
        scheduler.schedule(
                Duration.ZERO,
                () -> loops.find(service).ifPresent(loop -> loop.announcing().announce(notification, about, through)));
    }

    /**
     * Tells humans something that concerns no service, over these notifiers in order and with the same guarantees. Returns at
     * once; a notification with the id of one told before is not told again.
     *
     * @throws InvalidSettingsException if there is no such notifier
     */
    public void announce(List<String> over, Notification notification) {
        requireNotifiers(over);
        scheduler.schedule(
                Duration.ZERO,
                () -> context.post(
                        notification, over.stream().filter(notifiers::contains).toList()));
    }

    private void requireNotifiers(List<String> over) {
        for (String notifier : over) {
            if (!notifiers.contains(notifier)) {
                throw new InvalidSettingsException(
                        "notify",
                        "there is no notifier named \"%s\", only %s".formatted(notifier, new TreeSet<>(notifiers)));
            }
        }
    }

    /**
     * Waits until every notification is delivered, or given up on.
     *
     * @return completes however long that takes: {@link CompletableFuture#orTimeout} gives up
     */
    public CompletableFuture<Void> delivered() {
        Outbox outbox = context.outbox();
        return questions.ask(() -> outbox == null ? CompletableFuture.completedFuture(null) : outbox.delivered());
    }

    /** How each notifier gets on, in the order in which they were given; none in {@link Mode#OBSERVE}, where nobody is told. */
    public List<NotifierStatus> notifiers() {
        Outbox outbox = context.outbox();
        return outbox == null ? List.of() : outbox.status();
    }

    /**
     * The latest journal entries, oldest first.
     *
     * @param limit how many at most
     */
    public List<JournalEntry> history(int limit) {
        return store.history(limit);
    }

    private CompletableFuture<Void> tell(String service, Consumer<HumanRequests> request) {
        return ask(service, loop -> {
            request.accept(loop.requests());
            return CompletableFuture.completedFuture(null);
        });
    }

    private <T extends @Nullable Object> CompletableFuture<T> ask(
            String service, Function<ServiceLoop, CompletableFuture<T>> question) {
        try {
            loops.require(service);
        } catch (InvalidSettingsException e) {
            return CompletableFuture.failedFuture(e);
        }
        return questions.ask(() -> question.apply(loops.require(service)));
    }

    /**
     * Stops watching, interrupts what is under way and closes the state directory. Providers, notifiers and a scheduler that it
     * was given stay open: they may serve another failover. Returns within some ten seconds. Idempotent; whatever is asked
     * afterwards completes exceptionally.
     */
    @Override
    public void close() {
        life.set(Life.CLOSED);
        questions.close();
        // What is left to do on the event thread must not meet a journal that is closed.
        loops.all().forEach(ServiceLoop::stop);
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        scheduler.schedule(Duration.ZERO, () -> {
            loops.close();
            stopped.complete(null);
        });
        stopped.completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
        // Of a store that does not answer it is enough to hear it once.
        boolean unused = loops.all().stream().allMatch(ServiceLoop::release);
        assembly.close();
        questions.refuse();
    }

    /** Composes a failover. Not thread-safe. */
    public static final class Builder {
        /** Whoever waits for a message hears within two seconds. */
        private static final Duration DEFAULT_GROUP_WAIT = Duration.ofSeconds(1);

        private static final Duration LONGEST_GROUP_WAIT = Duration.ofMinutes(5);
        private static final Duration SHORTEST_ESCALATION = Duration.ofSeconds(1);
        /** Later, those before it would be given up on. */
        private static final Duration LONGEST_ESCALATION = Duration.ofHours(24);

        private final Map<String, DnsProvider> providers = new LinkedHashMap<>();
        private final Map<String, TrafficSwitch> switches = new LinkedHashMap<>();
        private final Map<String, Notifier> notifiers = new LinkedHashMap<>();
        private final Map<String, Service> services = new LinkedHashMap<>();
        private final List<String> referenceHosts = new ArrayList<>();
        private final List<FailoverListener> listeners = new ArrayList<>();
        private final Problems problems = new Problems();
        private Advice advice = Advice.NONE;
        private Mode mode = Mode.ACT;
        private boolean hurried;
        private final Map<String, Duration> escalateAfter = new LinkedHashMap<>();
        private Duration tick = Duration.ofSeconds(1);
        private Duration groupWait = DEFAULT_GROUP_WAIT;
        private @Nullable Path stateDirectory;
        private @Nullable StateStore stateStore;
        private @Nullable Scheduler scheduler;
        private @Nullable Authorities authorities;
        private @Nullable Coordination coordination;

        private Builder() {}

        /** Where to keep what must survive a crash; made if it is missing. Required, unless there is a {@link #stateStore}. */
        public Builder stateDirectory(Path value) {
            stateDirectory = value;
            return this;
        }

        /** What keeps that, in the place of a state directory. Whoever made it closes it. */
        public Builder stateStore(StateStore value) {
            stateStore = value;
            return this;
        }

        /** A DNS zone, under the name by which records and messages refer to it. Whoever made it closes it. */
        public Builder provider(String name, DnsProvider provider) {
            Objects.requireNonNull(provider, () -> "the provider " + name + " is null");
            if (providers.putIfAbsent(name, provider) != null) {
                problems.add("providers." + name, "is duplicated");
            }
            return this;
        }

        /**
         * What directs traffic by another means than DNS, under the name by which one service refers to it; no provider may be called so.
         * Whoever made it closes it.
         */
        public Builder trafficSwitch(String name, TrafficSwitch to) {
            Objects.requireNonNull(to, () -> "the traffic switch " + name + " is null");
            if (switches.putIfAbsent(name, to) != null) {
                problems.add("switches." + name, "is duplicated");
            }
            return this;
        }

        /** A channel to humans, under the name by which services refer to it. Whoever made it closes it. */
        public Builder notifier(String name, Notifier notifier) {
            Objects.requireNonNull(notifier, () -> "the notifier " + name + " is null");
            if (notifiers.putIfAbsent(name, notifier) != null) {
                problems.add("notifiers." + name, "is duplicated");
            }
            return this;
        }

        /**
         * A channel to humans for when others fail: it speaks only once those before it in a service's list have failed to say something for
         * so long, or at once if all of them refused. Those behind it stand in for it. Whoever made it closes it.
         *
         * @param after from 1 s to 24 h, or zero for one that speaks as soon as those before it fail
         */
        public Builder notifier(String name, Notifier notifier, Duration after) {
            escalateAfter.put(name, after);
            return notifier(name, notifier);
        }

        private Speakers speakers() {
            return new Speakers(notifiers, escalateAfter);
        }

        /**
         * How long news of one service waits for that of others: what is new of three services or more within that time is told as one
         * message. 1 s by default; five times as long for what follows such a message within a minute.
         *
         * @param value zero to tell everything by itself, up to 5 min
         */
        public Builder groupWait(Duration value) {
            groupWait = value;
            return this;
        }

        private void checkTelling(Problems found) {
            found.unless(
                    !groupWait.isNegative() && groupWait.compareTo(LONGEST_GROUP_WAIT) <= 0,
                    "group-wait",
                    "must be from 0s, for never, to 5m");
            escalateAfter.forEach((name, after) -> found.unless(
                    isStage(after),
                    "notifiers." + name + ".escalate-after",
                    "must be from 1s to 24h, or 0s for at once"));
            if (escalateAfter.values().stream().allMatch(Builder::isStage)) {
                services.values().forEach(service -> checkStages(service, found));
            }
        }

        private static boolean isStage(Duration after) {
            return after.isZero()
                    || after.compareTo(SHORTEST_ESCALATION) >= 0 && after.compareTo(LONGEST_ESCALATION) <= 0;
        }

        /** Who waits for nobody, or is to come after one that comes later, would do another thing than it says. */
        private void checkStages(Service service, Problems found) {
            String key = "services." + service.name() + ".notify";
            Duration latest = Duration.ZERO;
            boolean first = true;
            for (String name : service.notifiers()) {
                Duration after = escalateAfter.getOrDefault(name, Duration.ZERO);
                found.unless(
                        !first || after.isZero(),
                        key,
                        "begins with %s, which waits for those before it: begin with one that speaks at once"
                                .formatted(name));
                found.unless(
                        after.isZero() || after.compareTo(latest) >= 0,
                        key,
                        "has %s, which waits %s for those before it, behind one that waits %s: put those that wait longer last"
                                .formatted(name, Durations.format(after), Durations.format(latest)));
                latest = after.compareTo(latest) > 0 ? after : latest;
                first = false;
            }
        }

        /** A service to watch. Without any, nothing is left but to deliver what is {@linkplain Failover#announce announced}. */
        public Builder service(Service service) {
            Objects.requireNonNull(service, "a service is null");
            if (services.putIfAbsent(service.name(), service) != null) {
                problems.add("services." + service.name(), "is duplicated");
            }
            return this;
        }

        /**
         * Hosts, as {@code host:port}, that accept TCP connections whatever happens to the sites: when none of them can be
         * reached, the watcher takes itself for cut off and abstains. Without any, the zones' own servers serve for that.
         */
        public Builder references(List<String> hostsAndPorts) {
            referenceHosts.addAll(hostsAndPorts);
            return this;
        }

        /** Who is asked what is served; each zone's own servers by default. */
        public Builder authorities(Authorities value) {
            authorities = value;
            return this;
        }

        /** Told of everything that happens. */
        public Builder listener(FailoverListener listener) {
            listeners.add(Objects.requireNonNull(listener, "a listener is null"));
            return this;
        }

        /** How a human does what a condition asks for, added to its notification; nothing by default. */
        public Builder advice(Advice value) {
            advice = Objects.requireNonNull(value, "the advice is null");
            return this;
        }

        /** How much may be done; {@link Mode#ACT} by default. */
        public Builder mode(Mode value) {
            mode = value;
            return this;
        }

        /**
         * Begins checks in quick succession, ten a second, so that verdicts are reached at once: for one look at what would be
         * decided. What is predicted stays as it is. Not to go on with; by default off.
         */
        public Builder hurried(boolean value) {
            hurried = value;
            return this;
        }

        /**
         * How this watcher and others decide together. Then a site is left only by their votes, and only who holds the lease
         * writes. Each service needs an {@linkplain Service.Builder#ownership ownership record} under this watcher's name: it is
         * what decides who wins if the store errs. With a single voter, or by default, this watcher decides alone.
         */
        public Builder coordination(Coordination value) {
            coordination = value;
            return this;
        }

        private @Nullable Coordination shared() {
            return coordination != null && coordination.isShared() ? coordination : null;
        }

        /** Time and threads; the machine's own by default. One that is given is not closed. */
        public Builder scheduler(Scheduler value) {
            scheduler = value;
            return this;
        }

        /**
         * How often a service is looked at although nothing happens, as holds and windows end without an event of their own: so late
         * they may be noticed. 1 s by default; more than zero.
         */
        public Builder tick(Duration value) {
            tick = value;
            return this;
        }

        /**
         * Finds out whether everything fits together; opens and changes nothing.
         *
         * @throws InvalidSettingsException naming everything that does not fit together, as {@link #build} would
         */
        public void validate() {
            Problems telling = new Problems();
            checkTelling(telling);
            new Problems()
                    .addAll(problems)
                    .addAll(telling)
                    .unless(stateDirectory != null || stateStore != null, "state-directory", "is missing")
                    .unless(
                            stateDirectory == null || stateStore == null,
                            "state-directory",
                            "is given beside a state store, which keeps the same")
                    .positive(tick, "tick")
                    .addAll(new Composition(
                                    services.values(),
                                    providers,
                                    switches,
                                    notifiers.keySet(),
                                    referenceHosts,
                                    shared())
                            .problems())
                    .throwIfAny();
        }

        /**
         * Opens the state directory and puts everything together; nothing is watched and nobody is told before {@link Failover#start}.
         * What needs to be remembered only can be asked for at once: {@link Failover#pause}, {@link Failover#approve} and {@link
         * Failover#resume}.
         *
         * @throws InvalidSettingsException naming everything that does not fit together; nothing was opened
         * @throws dev.failover.component.ConflictException if another process uses the state directory
         * @throws dev.failover.component.RejectedException if the state directory can't be used
         */
        public Failover build() {
            validate();
            Assembly assembly = new Assembly(scheduler, mode, speakers(), groupWait);
            try {
                StateStore store = assembly.store(stateStore, stateDirectory);
                Outbox outbox = assembly.outbox(store);
                LoopContext context = new LoopContext(
                        mode,
                        assembly.time(),
                        store,
                        Authorities.heeding(
                                authorities == null ? DnsAuthorities.ofEachZone() : authorities, providers.values()),
                        assembly.references(referenceHosts),
                        Map.copyOf(providers),
                        Map.copyOf(switches),
                        outbox,
                        assembly.queued(listeners),
                        advice,
                        shared(),
                        tick,
                        new Phases(),
                        LoopContext.queues(assembly.time(), providers));
                return new Failover(context, watched(), Set.copyOf(notifiers.keySet()), assembly);
            } catch (RuntimeException e) {
                assembly.close();
                throw e;
            }
        }

        private List<Service> watched() {
            return services.values().stream()
                    .map(service -> hurried ? service.hurried() : service)
                    .toList();
        }
    }

    /**
     * What comes of a human's request for a switch. Neither future has a deadline of its own: {@link CompletableFuture#orTimeout} gives it
     * one, and calls nothing off.
     *
     * @param decided the answer, once it is journalled and under way, or refused. Exceptionally: {@link
     *     dev.failover.component.InvalidSettingsException} if there is no such service, {@link
     *     dev.failover.component.UnavailableException} if it can't be journalled
     * @param published what is known once every server gives the site that was asked for; at once if it is there already. Exceptionally,
     *     beside what {@code decided} fails with: {@link dev.failover.component.RejectedException} if it was refused, {@link
     *     dev.failover.component.ConflictException} if another decision came in between, {@link
     *     dev.failover.component.UnavailableException} once writing has failed so often that humans are told; it is tried on all the same
     */
    public record RequestedSwitch(CompletableFuture<Decision> decided, CompletableFuture<ServiceStatus> published) {}
}
