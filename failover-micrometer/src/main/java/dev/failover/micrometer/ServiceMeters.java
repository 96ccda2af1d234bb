package dev.failover.micrometer;

import dev.failover.FailoverEvent;
import dev.failover.Prediction;
import dev.failover.ServiceStatus;
import dev.failover.decision.Cause;
import dev.failover.decision.Connectivity;
import dev.failover.decision.Decision;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.RememberedSwitch;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.Trial;
import dev.failover.health.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What is shown of one service. For one thread at a time; gauges are read by any. */
final class ServiceMeters {
    private static final String JOURNAL_FAILURES = "failover.journal.failures";
    private static final String BUGS = "failover.bugs";

    private final MeterRegistry registry;
    private final String service;
    private final Supplier<Optional<ServiceStatus>> status;
    private final Supplier<CompletableFuture<Decision>> ifActiveFails;
    private final InstantSource time;
    private final Meters meters;
    private final Map<String, Meters> sites = new HashMap<>();
    /** Sites whose gauges are there; what was counted of others may be, too. */
    private final Set<String> shown = new HashSet<>();

    private boolean complete;
    private boolean shared;
    private boolean movable;
    /** 1 or 0 as of the latest answer; not a number before. */
    private volatile double ready = Double.NaN;

    /**
     * @param status what is known at the moment; empty if nothing is yet, or the service is gone
     * @param ifActiveFails asks what would be decided then
     */
    ServiceMeters(
            MeterRegistry registry,
            String service,
            Supplier<Optional<ServiceStatus>> status,
            Supplier<CompletableFuture<Decision>> ifActiveFails,
            InstantSource time) {
        this.registry = registry;
        this.service = service;
        this.status = status;
        this.ifActiveFails = ifActiveFails;
        this.time = time;
        this.meters = new Meters(registry, "service", service);
        // From the beginning, as an increase is not seen of what was not there before.
        meters.counter(JOURNAL_FAILURES);
        meters.counter(BUGS);
        for (Cause cause : Cause.values()) {
            if (cause != Cause.ADOPTION) {
                meters.counter("failover.switches", "cause", word(cause));
            }
        }
    }

    /** Whether all of it is shown: it was looked at. */
    boolean isComplete() {
        return complete;
    }

    /** Shows what there is to show. */
    void follow(ServiceStatus known) {
        if (!complete) {
            complete = true;
            showService();
        }
        if (!shared && known.coordinated().isPresent()) {
            shared = true;
            meters.seconds(
                    "failover.lease.remaining",
                    () -> status.get()
                            .flatMap(ServiceStatus::coordinated)
                            .map(coordinated -> coordinated.lease().left()));
        }
        if (known.sites().size() > 1 && known.state().assignment().isPresent()) {
            askWhetherReady();
        } else {
            ready = Double.NaN;
        }
        List<String> names = known.sites().stream().map(SiteFacts::site).toList();
        names.forEach(this::showSite);
        sites.keySet().stream().filter(name -> !names.contains(name)).toList().forEach(name -> {
            shown.remove(name);
            Meters gone = sites.remove(name);
            if (gone != null) {
                gone.remove();
            }
        });
    }

    private void askWhetherReady() {
        if (!movable) {
            movable = true;
            meters.gauge("failover.ready", () -> ready);
        }
        CompletableFuture<?> unused = ifActiveFails.get().whenComplete((decision, failure) -> {
            ready = decision == null ? Double.NaN : decision.isHindered() ? 0 : 1;
        });
    }

    private void showService() {
        meters.gauge(
                "failover.epoch",
                () -> status.get().map(known -> known.state().epoch()).orElse(0L));
        flag("failover.paused", known -> known.state().pause().isPresent());
        flag("failover.latched", known -> known.state().latch().isPresent());
        flag("failover.untried", known -> known.state().isUntried());
        meters.seconds("failover.drill.age", () -> status.get().flatMap(this::drillAge));
        flag("failover.held", known -> known.state().heldBy(time.instant()).isPresent());
        flag("failover.switching", known -> known.state().transition().isPresent());
        flag("failover.connected", known -> known.connectivity() == Connectivity.CONNECTED);
        flag("failover.records.as.decided", known -> known.records().status() == RecordFacts.Status.AS_DECIDED);
        meters.gauge(
                "failover.publishing.failing",
                () -> status.get()
                        .map(known -> known.publishingFailures().size())
                        .orElse(0));
        meters.gauge(
                "failover.gates.unmet",
                () -> status.get().map(known -> known.decision().unmet().size()).orElse(0));
        meters.gauge(
                "failover.conditions",
                () -> status.get()
                        .map(known -> known.state().conditions().size())
                        .orElse(0));
        meters.seconds(
                "failover.recovery.time.predicted",
                () -> status.get().map(ServiceStatus::prediction).map(Prediction::visible));
        meters.seconds("failover.recovery.point.predicted", () -> status.get().flatMap(ServiceMeters::recoveryPoint));
    }

    /** Since the latest drill was passed; empty if none was, or nobody asks for them. */
    private Optional<Duration> drillAge(ServiceStatus known) {
        return known.state()
                .trial(Trial.Kind.DRILL)
                .filter(trial -> trial.basis() == Trial.Basis.PASSED)
                .map(trial -> Duration.between(trial.since(), time.instant()));
    }

    /** The age of the replica where it would go next: at the first site that is up and not active. */
    private static Optional<Duration> recoveryPoint(ServiceStatus known) {
        return known.sites().stream()
                .filter(site -> site.verdict() == Verdict.UP && !isActive(known, site.site()))
                .findFirst()
                .flatMap(SiteFacts::replicaAge);
    }

    private void flag(String name, Predicate<ServiceStatus> holds) {
        meters.flag(name, () -> status.get().filter(holds).isPresent());
    }

    private Meters site(String name) {
        return sites.computeIfAbsent(name, any -> new Meters(registry, "service", service, "site", name));
    }

    private void showSite(String name) {
        if (shown.add(name)) {
            Meters of = site(name);
            for (Verdict verdict : Verdict.values()) {
                of.flag(
                        "failover.site.verdict",
                        () -> facts(name)
                                .filter(site -> site.verdict() == verdict)
                                .isPresent(),
                        "verdict",
                        word(verdict));
            }
            of.flag(
                    "failover.site.active",
                    () -> status.get().filter(known -> isActive(known, name)).isPresent());
            of.seconds("failover.replica.age", () -> facts(name).flatMap(SiteFacts::replicaAge));
            of.seconds(
                    "failover.certificate.remaining",
                    () -> facts(name)
                            .flatMap(SiteFacts::certificateExpiry)
                            .map(expiry -> Duration.between(time.instant(), expiry)));
        }
    }

    private static boolean isActive(ServiceStatus known, String site) {
        return known.state().assignment().filter(now -> now.site().equals(site)).isPresent();
    }

    private Optional<SiteFacts> facts(String name) {
        return status.get()
                .flatMap(known -> known.sites().stream()
                        .filter(site -> site.site().equals(name))
                        .findFirst());
    }

    /** Counts what happened. */
    void on(FailoverEvent event) {
        if (event instanceof FailoverEvent.Checked checked) {
            Meters of = site(checked.site());
            of.counter("failover.checks", "outcome", word(checked.health().status()))
                    .increment();
            checked.took().ifPresent(took -> of.timer("failover.check.duration").record(took));
        } else if (event instanceof FailoverEvent.Decided decided) {
            decided.began()
                    .ifPresent(made -> meters.counter("failover.switches", "cause", word(made.cause()))
                            .increment());
        } else if (event instanceof FailoverEvent.Published published) {
            published.ended().ifPresent(this::ended);
        } else if (event instanceof FailoverEvent.Written written) {
            meters.counter("failover.publishes", "provider", written.provider()).increment();
        } else if (event instanceof FailoverEvent.WriteFailed failed) {
            meters.counter("failover.publish.failures", "provider", failed.provider())
                    .increment();
        } else if (event instanceof FailoverEvent.NotJournalled) {
            meters.counter(JOURNAL_FAILURES).increment();
        } else if (event instanceof FailoverEvent.Bug) {
            meters.counter(BUGS).increment();
        }
    }

    private void ended(RememberedSwitch made) {
        made.took()
                .ifPresent(took -> meters.timer("failover.switch.duration", "cause", word(made.cause()))
                        .record(took));
        made.predicted()
                .ifPresent(predicted -> meters.timer("failover.switch.duration.predicted", "cause", word(made.cause()))
                        .record(predicted));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    void remove() {
        meters.remove();
        sites.values().forEach(Meters::remove);
        sites.clear();
    }
}
