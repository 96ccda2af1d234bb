package dev.failover.internal.decision;

import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Connectivity;
import dev.failover.decision.Coordinated;
import dev.failover.decision.Decision;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.SiteFacts.AddressFact;
import dev.failover.decision.SiteFacts.Freshness;
import dev.failover.decision.Step;
import dev.failover.decision.SwitchRequest;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Situations for tests, starting from one in which all is well. */
public final class Facts {
    public static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");
    public static final Place WWW = new Place("dns", new RecordKey("www", RecordType.A));
    public static final Placement PROD = placement("203.0.113.10");
    public static final Placement HOME = placement("198.51.100.7");

    private static final Punctuality IN_TIME =
            Punctuality.tolerating(Thresholds.defaults().tolerance());

    private ServiceState state = ServiceState.INITIAL.adopted("prod", NOW.minus(Duration.ofDays(1)), List.of(PROD));
    private SiteFacts prod = site("prod", Verdict.UP, Duration.ofDays(1));
    private SiteFacts home = site("home", Verdict.UP, Duration.ofDays(1));
    private boolean alone;
    private final List<SiteFacts> more = new ArrayList<>();
    private Connectivity connectivity = Connectivity.CONNECTED;
    private Punctuality punctuality = IN_TIME;
    private RecordFacts records = new RecordFacts(RecordFacts.Status.AS_DECIDED, Optional.of("prod"), "as decided");
    private Duration mixedFor = Duration.ZERO;
    private final Map<Long, Duration> measured = new HashMap<>();
    private Optional<Duration> running = Optional.empty();
    private Optional<SwitchRequest> request = Optional.empty();
    private Optional<Coordinated> coordinated = Optional.empty();

    public static Placement placement(String address) {
        return new Placement(WWW, RecordSet.of(WWW.key(), Duration.ofSeconds(60), address));
    }

    /** A check just told. */
    public static final Freshness FRESH = new Freshness(Duration.ZERO, Duration.ofSeconds(8));

    public static SiteFacts site(String name, Verdict verdict, Duration lasting) {
        boolean down = verdict == Verdict.DOWN;
        return new SiteFacts(
                name,
                verdict,
                lasting,
                down ? lasting : Duration.ZERO,
                "as tested",
                down ? Optional.of(NOW.minus(lasting)) : Optional.empty(),
                Optional.of(FRESH),
                FRESH.age(),
                Optional.empty(),
                new AddressFact(true, name + " has an address"),
                Optional.empty());
    }

    public static SiteFacts with(SiteFacts site, AddressFact address) {
        return copy(site, site.failingSince(), site.freshness(), site.certificateExpiry(), address, site.replicaAge());
    }

    public static SiteFacts withCertificate(SiteFacts site, Instant expiry) {
        return copy(
                site, site.failingSince(), site.freshness(), Optional.of(expiry), site.address(), site.replicaAge());
    }

    public static SiteFacts withReplica(SiteFacts site, Duration age) {
        return copy(
                site,
                site.failingSince(),
                site.freshness(),
                site.certificateExpiry(),
                site.address(),
                Optional.of(age));
    }

    /** Whose latest check succeeded, whatever its verdict. */
    public static SiteFacts answering(SiteFacts site) {
        return copy(
                site, Optional.empty(), site.freshness(), site.certificateExpiry(), site.address(), site.replicaAge());
    }

    /** Whose latest check failed, whatever its verdict. */
    public static SiteFacts failing(SiteFacts site) {
        return copy(
                site,
                Optional.of(NOW.minusSeconds(1)),
                site.freshness(),
                site.certificateExpiry(),
                site.address(),
                site.replicaAge());
    }

    /** Of which no check told for so long; null if none ever did. */
    public static SiteFacts heardOf(SiteFacts site, @Nullable Duration ago) {
        return copy(
                site,
                site.failingSince(),
                Optional.ofNullable(ago).map(age -> new Freshness(age, FRESH.limit())),
                site.certificateExpiry(),
                site.address(),
                site.replicaAge());
    }

    private static SiteFacts copy(
            SiteFacts site,
            Optional<Instant> failingSince,
            Optional<Freshness> freshness,
            Optional<Instant> certificateExpiry,
            AddressFact address,
            Optional<Duration> replicaAge) {
        return new SiteFacts(
                site.site(),
                site.verdict(),
                site.lasting(),
                site.outage(),
                site.detail(),
                failingSince,
                freshness,
                freshness.map(Freshness::age).orElse(Duration.ZERO),
                certificateExpiry,
                address,
                replicaAge);
    }

    public Facts prod(Verdict verdict) {
        return prod(site("prod", verdict, Duration.ofMinutes(1)));
    }

    public Facts prod(SiteFacts value) {
        prod = value;
        return this;
    }

    public Facts home(Verdict verdict) {
        return home(site("home", verdict, Duration.ofMinutes(1)));
    }

    public Facts home(SiteFacts value) {
        home = value;
        return this;
    }

    public Facts third(SiteFacts value) {
        more.add(value);
        return this;
    }

    public Facts state(ServiceState value) {
        state = value;
        return this;
    }

    /** At home since an hour ago, all published. */
    public Facts failedOver() {
        state = state.switched(
                        new Step.Switch(Cause.FAILOVER, "home", Assignment.AUTOMATIC, "prod is DOWN"),
                        NOW.minus(Duration.ofHours(2)),
                        Optional.empty(),
                        Optional.empty())
                .published(List.of(HOME), NOW.minus(Duration.ofHours(2)));
        return this;
    }

    public ServiceState state() {
        return state;
    }

    public Facts connectivity(Connectivity value) {
        connectivity = value;
        return this;
    }

    /** So many of the latest checks were five seconds late, of twelve. */
    public Facts late(int checks) {
        punctuality = IN_TIME;
        for (int i = 0; i < Punctuality.KEPT; i++) {
            punctuality = punctuality.next(i < checks ? Duration.ofSeconds(5) : Duration.ofMillis(3));
        }
        return this;
    }

    public Facts records(RecordFacts.Status status, String site) {
        records = new RecordFacts(status, Optional.ofNullable(site), "as tested");
        return this;
    }

    public Facts lost(String sentence) {
        records = records.withLost(sentence);
        return this;
    }

    public Facts doubt(String sentence) {
        records = records.withDoubt(sentence);
        return this;
    }

    public Facts mixedFor(Duration value) {
        mixedFor = value;
        return this;
    }

    public Facts asked(String site, boolean force) {
        return asked(new SwitchRequest(site, "ada", "maintenance", force));
    }

    public Facts asked(SwitchRequest value) {
        request = Optional.of(value);
        return this;
    }

    /** Without a standby. */
    public Facts alone() {
        alone = true;
        return this;
    }

    /** How long ago a decision of this process was made, whatever its date says. */
    public Facts measured(long epoch, Duration ago) {
        measured.put(epoch, ago);
        return this;
    }

    /** For how long the process has run; by default, it was started with the assignment. */
    public Facts running(Duration value) {
        running = Optional.of(value);
        return this;
    }

    /** What several watchers agreed upon. */
    public Facts coordinated(Coordinated value) {
        coordinated = Optional.of(value);
        return this;
    }

    private Elapsed elapsed() {
        Duration assigned = state.assignment()
                .map(assignment -> Duration.between(assignment.since(), NOW))
                .orElse(Duration.ZERO);
        return new Elapsed(NOW, running.orElse(assigned), measured);
    }

    public Situation situation() {
        List<SiteFacts> sites = new ArrayList<>(alone ? List.of(prod) : List.of(prod, home));
        sites.addAll(more);
        return new Situation(
                NOW, state, sites, connectivity, punctuality, records, mixedFor, elapsed(), request, coordinated);
    }

    public Decision decide() {
        return decide(FailoverPolicy.defaults());
    }

    public Decision decide(FailoverPolicy policy) {
        return Decider.decide(policy, situation());
    }

    /** What the servers give for the record, one after another; null for one that has none. */
    public static Map<Place, Publication> served(Placement... placements) {
        List<Publication.Answer> answers = new ArrayList<>();
        for (int i = 0; i < placements.length; i++) {
            answers.add(new Publication.Served(
                    "ns" + i, Optional.ofNullable(placements[i]).map(Placement::recordSet)));
        }
        return Map.of(WWW, new Publication(WWW.key(), answers));
    }

    public static Surroundings seen(
            Map<Place, Publication> published, Map<Place, Optional<RecordSet>> found, Set<String> applied) {
        return new Surroundings(
                Map.of("prod", List.of(PROD), "home", List.of(HOME)),
                List.of(WWW),
                published,
                found,
                applied,
                Set.of(),
                Optional.empty());
    }
}
