package dev.failover;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.UnavailableException;
import dev.failover.coordination.Coordination;
import dev.failover.decision.Decision;
import dev.failover.decision.SwitchRequest;
import dev.failover.dns.Authorities;
import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.DnsProvider;
import dev.failover.health.ReferenceTargets;
import dev.failover.internal.journal.FileStateStore;
import dev.failover.internal.journal.SnapshotStateStore;
import dev.failover.internal.notify.Outbox;
import dev.failover.internal.storage.StateDirectory;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.StateStore;
import dev.failover.notify.Notification;
import dev.failover.notify.Notifier;
import dev.failover.time.Scheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches services and switches them between their sites.
 *
 * <p>Thread-safe. Everything it decides happens on its scheduler's event thread, one thing at a time; what may block runs
 * elsewhere and reports back. Whatever it must not forget is in its state directory before it acts, so a process that is
 * killed at any moment and started again goes on where it was.
 */
public final class Failover implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Failover.class);

    private final Scheduler scheduler;
    private final StateStore store;
    private final LoopContext context;
    private final ServiceLoops loops;
    private final @Nullable ReferenceTargets references;
    private final List<AutoCloseable> owned;
    /** Done before anything is watched. */
    private final Runnable first;

    /** What was asked and not answered yet; guards what follows too. */
    private final Set<CompletableFuture<?>> unanswered = new HashSet<>();

    private boolean started;
    private boolean closed;
    private volatile Set<String> notifiers;

    private Failover(
            LoopContext context,
            List<Service> services,
            Set<String> notifiers,
            List<AutoCloseable> owned,
            Runnable first) {
        this.context = context;
        this.notifiers = notifiers;
        this.first = first;
        this.scheduler = context.scheduler();
        this.store = context.store();
        this.references = context.references();
        this.owned = owned;
        this.loops = new ServiceLoops(context, services);
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
        synchronized (unanswered) {
            if (started || closed) {
                throw new IllegalStateException(
                        closed ? "this failover is closed" : "this failover was started before");
            }
            started = true;
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
     * providers, keeps running untouched: its verdicts and whatever is under way stay. The others end, without any write, and those
     * that are new begin from what is journalled of them, as after a restart. A notifier that is the same object goes on with what
     * it is at. What concerns the whole stays as it was built, whatever the other builder says: state directory or store, mode, time, heartbeat,
     * listeners, references, authorities and advice.
     *
     * @return completes once it is so; what is no longer used may be closed then. Exceptionally, {@link IllegalStateException} if
     *     this failover was closed
     * @throws InvalidSettingsException naming everything that does not fit together; nothing has changed
     * @throws IllegalStateException if it was not started
     */
    public CompletableFuture<Void> reconfigure(Builder next) {
        next.validate();
        synchronized (unanswered) {
            if (!started) {
                throw new IllegalStateException("this failover was not started yet");
            }
        }
        List<Service> services = next.watched();
        Map<String, DnsProvider> providers = Map.copyOf(next.providers);
        Map<String, Notifier> speaking = new LinkedHashMap<>(next.notifiers);
        return ask(() -> {
            if (context.outbox() != null) {
                context.outbox().speakBy(speaking);
            }
            notifiers = Set.copyOf(speaking.keySet());
            loops.change(services, providers, this::begin);
            return CompletableFuture.completedFuture(null);
        });
    }

    /**
     * Completes as soon as the event thread has come to it. Whoever waits in vain has found that nothing is decided any more, as
     * a disk hangs or because of a bug.
     */
    public CompletableFuture<Void> responds() {
        return ask(() -> CompletableFuture.completedFuture(null));
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
        loops.require(service);
        // Found anew: a loop that was replaced meanwhile must not write down what it still takes for the state.
        scheduler.schedule(
                Duration.ZERO,
                () -> loops.find(service).ifPresent(loop -> loop.journal().announce(notification)));
    }

    /**
     * Tells humans something that concerns no service, over these notifiers in order and with the same guarantees. Returns at
     * once; a notification with the id of one told before is not told again.
     *
     * @throws InvalidSettingsException if there is no such notifier
     */
    public void announce(List<String> over, Notification notification) {
        for (String notifier : over) {
            if (!notifiers.contains(notifier)) {
                throw new InvalidSettingsException(
                        "notify",
                        "there is no notifier named \"%s\", only %s".formatted(notifier, new TreeSet<>(notifiers)));
            }
        }
        scheduler.schedule(
                Duration.ZERO,
                () -> context.post(
                        notification, over.stream().filter(notifiers::contains).toList()));
    }

    /**
     * Waits until every notification is delivered, or given up on.
     *
     * @return completes however long that takes: {@link CompletableFuture#orTimeout} gives up
     */
    public CompletableFuture<Void> delivered() {
        Outbox outbox = context.outbox();
        return ask(() -> outbox == null ? CompletableFuture.completedFuture(null) : outbox.delivered());
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
        return ask(() -> question.apply(loops.require(service)));
    }

    /** Has something answered on the event thread. */
    @SuppressWarnings("CollectionUndefinedEquality") // each is itself and no other
    private <T extends @Nullable Object> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> question) {
        CompletableFuture<T> result = new CompletableFuture<>();
        synchronized (unanswered) {
            if (closed) {
                result.completeExceptionally(new IllegalStateException("this failover is closed"));
                return result;
            }
            unanswered.add(result);
        }
        scheduler.schedule(Duration.ZERO, () -> answer(result, question));
        CompletableFuture<?> unused = result.whenComplete((value, failure) -> {
            synchronized (unanswered) {
                unanswered.remove(result);
            }
        });
        return result;
    }

    private static <T extends @Nullable Object> void answer(
            CompletableFuture<T> result, Supplier<CompletableFuture<T>> question) {
        try {
            CompletableFuture<T> answer = question.get();
            CompletableFuture<?> unusedAnswer = answer.whenComplete((value, failure) -> {
                if (failure == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(failure);
                }
            });
            // Who gave up waits for nothing.
            CompletableFuture<?> unused = result.whenComplete((value, failure) -> answer.cancel(false));
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    /** What nobody will answer any more says so, rather than to keep whoever asked waiting. */
    private void refuseUnanswered() {
        List<CompletableFuture<?>> left;
        synchronized (unanswered) {
            left = List.copyOf(unanswered);
            unanswered.clear();
        }
        left.forEach(result -> result.completeExceptionally(new IllegalStateException(
                "this failover was closed before it could answer; nothing is known of what came of it")));
    }

    /**
     * Stops watching, interrupts what is under way and closes the state directory. Providers, notifiers and a scheduler that it
     * was given stay open: they may serve another failover. Returns within some ten seconds. Idempotent; whatever is asked
     * afterwards completes exceptionally.
     */
    @Override
    public void close() {
        synchronized (unanswered) {
            closed = true;
        }
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        scheduler.schedule(Duration.ZERO, () -> {
            loops.close();
            stopped.complete(null);
        });
        stopped.completeOnTimeout(null, 1, java.util.concurrent.TimeUnit.SECONDS)
                .join();
        // Of a store that does not answer it is enough to hear it once.
        boolean unused = loops.all().stream().allMatch(ServiceLoop::release);
        Closing.all(owned);
        refuseUnanswered();
    }

    /** Composes a failover. Not thread-safe. */
    public static final class Builder {
        private final Map<String, DnsProvider> providers = new LinkedHashMap<>();
        private final Map<String, Notifier> notifiers = new LinkedHashMap<>();
        private final Map<String, Service> services = new LinkedHashMap<>();
        private final List<String> referenceTargets = new ArrayList<>();
        private final List<FailoverListener> listeners = new ArrayList<>();
        private final Problems problems = new Problems();
        private Advice advice = Advice.NONE;
        private Mode mode = Mode.ACT;
        private boolean hurried;
        private Duration heartbeat = Duration.ofSeconds(1);
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

        /** A channel to humans, under the name by which services refer to it. Whoever made it closes it. */
        public Builder notifier(String name, Notifier notifier) {
            Objects.requireNonNull(notifier, () -> "the notifier " + name + " is null");
            if (notifiers.putIfAbsent(name, notifier) != null) {
                problems.add("notifiers." + name, "is duplicated");
            }
            return this;
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
            referenceTargets.addAll(hostsAndPorts);
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
        public Builder heartbeat(Duration value) {
            heartbeat = value;
            return this;
        }

        /**
         * Finds out whether everything fits together; opens and changes nothing.
         *
         * @throws InvalidSettingsException naming everything that does not fit together, as {@link #build} would
         */
        public void validate() {
            new Problems()
                    .addAll(problems)
                    .unless(stateDirectory != null || stateStore != null, "state-directory", "is missing")
                    .unless(
                            stateDirectory == null || stateStore == null,
                            "state-directory",
                            "is given beside a state store, which keeps the same")
                    .positive(heartbeat, "heartbeat")
                    .addAll(new Composition(
                                    services.values(), providers, notifiers.keySet(), referenceTargets, shared())
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
            List<AutoCloseable> owned = new ArrayList<>();
            try {
                return assemble(owned);
            } catch (RuntimeException e) {
                Closing.all(owned);
                throw e;
            }
        }

        private Failover assemble(List<AutoCloseable> owned) {
            Scheduler time = scheduler;
            if (time == null) {
                time = Scheduler.system();
                owned.add(time);
            }
            StateStore store = stateStore;
            StateDirectory state = null;
            if (store == null) {
                Path directory = Objects.requireNonNull(stateDirectory);
                if (mode == Mode.OBSERVE) {
                    store = SnapshotStateStore.read(directory);
                } else {
                    state = StateDirectory.open(directory);
                    owned.add(state);
                    store = FileStateStore.open(state);
                }
                owned.add(store);
            }
            Outbox outbox = null;
            Runnable first = () -> {};
            if (mode != Mode.OBSERVE) {
                outbox = new Outbox(time, store.notifications(), notifiers);
                owned.add(outbox);
            }
            if (outbox != null && state != null) {
                StateDirectory opened = state;
                Outbox telling = outbox;
                Instant now = time.instant();
                first = () -> opened.uncleanEnd().ifPresent(who -> tellUncleanEnd(telling, who, now, opened));
            }
            ReferenceTargets references = references(time);
            if (references != null) {
                owned.add(references);
            }
            List<FailoverListener> told = new ArrayList<>();
            for (FailoverListener listener : listeners) {
                QueuedListener queued = new QueuedListener(time, listener);
                told.add(queued);
                owned.add(queued);
            }
            LoopContext context = new LoopContext(
                    mode,
                    time,
                    store,
                    authorities == null ? DnsAuthorities.ofEachZone() : authorities,
                    references,
                    Map.copyOf(providers),
                    outbox,
                    List.copyOf(told),
                    advice,
                    shared(),
                    heartbeat);
            return new Failover(context, watched(), Set.copyOf(notifiers.keySet()), owned, first);
        }

        /** What was not watched meanwhile is told by nobody else, and a watcher that ends again and again must not do so in silence. */
        private void tellUncleanEnd(Outbox outbox, String who, Instant now, StateDirectory state) {
            log.warn("The watcher before this one, {}, ended without being stopped", who);
            List<String> everybody = List.copyOf(notifiers.keySet());
            Notification told = new Notification(
                    "watcher/unclean-end/" + who,
                    now,
                    Notification.Severity.WARNING,
                    "",
                    "the watcher had ended without being stopped, and was started again",
                    "It was " + who
                            + ": killed, out of memory, or its machine lost power. Nothing was watched from then until now. Its log may say more.",
                    Map.of());
            try {
                if (!everybody.isEmpty()) {
                    outbox.post(told, everybody);
                }
                state.uncleanEndTold();
            } catch (UnavailableException e) {
                log.error("A notification could not be written down: {}", e.getMessage());
            }
        }

        private List<Service> watched() {
            return services.values().stream()
                    .map(service -> hurried ? service.hurried() : service)
                    .toList();
        }

        private @Nullable ReferenceTargets references(Scheduler time) {
            if (referenceTargets.isEmpty()) {
                return null;
            }
            ReferenceTargets.Builder references = ReferenceTargets.builder(time);
            referenceTargets.forEach(references::target);
            return references.build();
        }
    }
}
