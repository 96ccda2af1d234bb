package dev.failover;

import dev.failover.component.Excerpt;
import dev.failover.coordination.Coordination;
import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Connectivity;
import dev.failover.decision.Coordinated;
import dev.failover.decision.Decision;
import dev.failover.decision.Gate;
import dev.failover.decision.Ownership;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.VoteCount.Vote.Says;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.health.Verdict;
import dev.failover.internal.coordination.Fingerprint;
import dev.failover.internal.coordination.ServiceCoordination;
import dev.failover.internal.coordination.Word;
import dev.failover.internal.decision.Reconciliation;
import dev.failover.time.Moment;
import dev.failover.traffic.TrafficSwitch;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What this watcher tells the others of one service, and whether it may write. Lives on the event thread. */
final class CoordinatedService implements ServiceCoordination.Watcher, AutoCloseable {
    /** So many failures in a row are more than a hiccup: another watcher may have a better line to the vendor. */
    private static final int FAILURES = 3;

    private static final int LONGEST_WHY = 100;

    private final Service service;
    private final LoopContext context;
    private final ServiceJournal journal;
    private final ServiceWatch watch;
    private final ServiceCoordination coordination;
    private final Duration aside;
    private final Fingerprint configuration;
    private @Nullable Moment steppedAside;
    private int failures;
    /** The decision of a human who forced it without the lease. */
    private long forcedEpoch = -1;

    /** Whether nothing but the lease keeps a switch under way from its end, or a lost ownership record from being put back. */
    private boolean lacksOnlyTheLease;

    private boolean idleAtEnd;

    CoordinatedService(
            Coordination terms,
            Service service,
            LoopContext context,
            ServiceJournal journal,
            ServiceWatch watch,
            Runnable changed) {
        this.service = service;
        this.context = context;
        this.journal = journal;
        this.watch = watch;
        this.configuration = SharedSettings.of(terms, service, context.providers());
        this.coordination = new ServiceCoordination(
                context.scheduler(),
                terms,
                service.name(),
                comparesAndSets(service, context.providers(), context.switches()),
                context.mode() == Mode.ACT,
                this,
                changed);
        this.aside = terms.lease().multipliedBy(2);
    }

    /** Whether every vendor and every traffic switch of a service refuses what is decided on an old view. */
    static boolean comparesAndSets(
            Service service, Map<String, DnsProvider> providers, Map<String, TrafficSwitch> switches) {
        return service.records().stream()
                        .map(record -> providers.get(record.provider()))
                        .allMatch(provider ->
                                provider != null && provider.capabilities().contains(DnsCapability.COMPARE_AND_SET))
                && service.trafficSwitches().stream()
                        .map(switches::get)
                        .allMatch(to -> to != null && to.comparesAndSets());
    }

    void start() {
        coordination.start();
    }

    /** Something may be another than before: what this watcher says, for instance. */
    void mayHaveChanged() {
        coordination.mayHaveChanged();
    }

    /** What the watchers have agreed upon. */
    Coordinated facts() {
        return coordination.facts(service.sites().stream()
                .collect(Collectors.toMap(Site::name, Site::domain, (one, other) -> one, LinkedHashMap::new)));
    }

    /** How long a call to a vendor that begins now may take; empty if none may begin. */
    Optional<Duration> permit(Duration wanted) {
        return journal.state().epoch() == forcedEpoch ? Optional.of(wanted) : coordination.permit(wanted);
    }

    /** A human knows better: this decision is put in place without the lease. The ownership record keeps two of them apart. */
    void force(long epoch) {
        forcedEpoch = epoch;
    }

    /** What follows for now. */
    void decided(Decision decision, Reconciliation needed) {
        boolean switches = journal.state().transition().isPresent()
                && (decision.unmet().isEmpty() ? isToBeWritten() : isMetButForTheLease(decision));
        lacksOnlyTheLease = switches || isToPutBack(needed);
    }

    /** L3: those that follow what this watcher has decided, and is in force, leave a lost ownership record to it. */
    private boolean isToPutBack(Reconciliation needed) {
        ServiceState state = journal.state();
        boolean inForce = state.transition().isEmpty()
                || needed.facts().site().equals(state.assignment().map(Assignment::site));
        return inForce
                && state.pause().isEmpty()
                && !needed.writes().isEmpty()
                && needed.writes().values().stream()
                        .flatMap(List::stream)
                        .allMatch(change -> Ownership.read(change.desired()).isPresent());
    }

    private static boolean isMetButForTheLease(Decision decision) {
        return decision.unmet().stream().allMatch(gate -> gate.kind() == Gate.Kind.LEASE);
    }

    /**
     * What nobody asked for was decided on votes that are old, and is no reason to ask for the lease: whoever holds it decides on new
     * ones.
     */
    private boolean isToBeWritten() {
        ServiceState state = journal.state();
        return state.pause().isEmpty()
                && state.assignment()
                        .filter(made -> !made.isAutomatic()
                                || made.cause() == Cause.RETRACTION
                                || made.cause() == Cause.RESTORATION)
                        .isPresent()
                && watch.active()
                        .filter(active -> active.facts().verdict() == Verdict.UP && !facts().isVotedDown(active.name()))
                        .isPresent();
    }

    @Override
    public boolean isWaiting() {
        return lacksOnlyTheLease && isWilling();
    }

    /** A vendor did not take what it was sent. */
    void writeFailed() {
        failures++;
        if (failures >= FAILURES) {
            failures = 0;
            steppedAside = context.scheduler().moment();
        }
    }

    /** A vendor took what it was sent. */
    void written() {
        failures = 0;
    }

    @Override
    public Map<String, Word> words() {
        Map<String, Word> words = new LinkedHashMap<>();
        watch.sites().forEach(site -> words.put(site.name(), word(site.facts())));
        return words;
    }

    /** S7, S8: only what was seen, lately, by a watcher that is in touch and in time, is a vote. */
    private Word word(SiteFacts site) {
        String detail = Excerpt.of(site.detail(), LONGEST_WHY);
        if (watch.isOverloaded()) {
            return abstains("it is late with its own checks");
        }
        if (site.verdict() == Verdict.UNKNOWN || !site.isFresh()) {
            return abstains("it does not know: " + detail);
        }
        if (site.verdict() == Verdict.UP) {
            return new Word(Says.UP, site.lasting(), detail);
        }
        if (watch.connectivityNow() != Connectivity.CONNECTED) {
            return abstains("it may be cut off itself");
        }
        return site.isSeenFailing()
                ? new Word(Says.DOWN, site.lasting(), detail)
                : abstains("its latest check succeeded: " + detail);
    }

    private static Word abstains(String why) {
        return new Word(Says.ABSTAIN, Duration.ZERO, why);
    }

    /** Who could not act, or failed to, does not hold others up; nor does who waits for what another has decided to be published. */
    @Override
    public boolean isWilling() {
        Moment before = steppedAside;
        boolean back =
                before == null || before.until(context.scheduler().moment()).compareTo(aside) > 0;
        return back
                && watch.hasLooked()
                && !watch.isOverloaded()
                && watch.connectivityNow() == Connectivity.CONNECTED
                && watch.writers().unreadable().isEmpty()
                && !watch.isSuperseded()
                && !isInTheWay();
    }

    /** S9: a site is entered by who reaches it. Whether the active one is to be left, and others reach one that this watcher does not. */
    private boolean isInTheWay() {
        Optional<String> active = watch.active().map(SiteWatch::name);
        Coordinated agreed = facts();
        if (active.filter(agreed::isVotedDown).isEmpty()) {
            return false;
        }
        List<Map.Entry<String, Word>> others = words().entrySet().stream()
                .filter(own -> !active.equals(Optional.of(own.getKey())) && !agreed.isVotedDown(own.getKey()))
                .toList();
        return others.stream().noneMatch(own -> own.getValue().says() == Says.UP)
                && others.stream().anyMatch(own -> agreed.about(own.getKey()).count(Says.UP) > 0);
    }

    @Override
    public boolean isIdle() {
        return watch.writers().areIdle();
    }

    @Override
    public boolean isInDoubt() {
        return journal.state().transition().isPresent()
                || watch.active().flatMap(SiteWatch::failingSince).isPresent()
                || watch.active()
                        .filter(active -> facts().about(active.name()).count(Says.DOWN) > 0)
                        .isPresent();
    }

    @Override
    public Fingerprint configuration() {
        return configuration;
    }

    @Override
    public void close() {
        idleAtEnd = isIdle();
        coordination.close();
    }

    /**
     * Gives the lease back, after {@link #close} and from any thread; unless something is on its way to a vendor.
     *
     * @return whether that was done or not needed
     */
    boolean release() {
        try {
            return !idleAtEnd || coordination.release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
