package dev.failover.testkit.simulation;

import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.FailoverPolicy.ForeignEdit;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.dns.RecordType;
import dev.failover.health.Thresholds;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What happens in one simulated world. Made from a seed; immutable.
 *
 * @param seed what all chance comes from
 * @param sites how many sites there are; the first is the primary
 * @param dynamicSites how many of them, from the last, have an address that is looked up
 * @param watchers how many watchers act on the same records, each with a journal of its own
 * @param fenced whether the watchers keep an ownership record beside the managed ones
 * @param differing whether the second watcher was configured differently: it knows of other addresses, and returns by itself if the
 *     others do not
 * @param coordination how the watchers decide together; empty if each decides alone
 * @param dryRun whether one more watcher only looks on
 * @param zones for each zone, whether its vendor stages changes; else it compares and sets atomically
 * @param servers how many servers each zone has
 * @param recordTypes which types of record the name has in each zone
 * @param skews by how much each watcher's clock is wrong at the beginning
 * @param faults in the order of their beginning
 * @param faultsEnd when all that is wrong is put right
 * @param ending what is tried after that
 */
public record SimulationPlan(
        long seed,
        int sites,
        int dynamicSites,
        int watchers,
        boolean fenced,
        boolean differing,
        Optional<CoordinationPlan> coordination,
        boolean dryRun,
        List<Boolean> zones,
        int servers,
        List<RecordType> recordTypes,
        Duration ttl,
        FailoverPolicy policy,
        Thresholds thresholds,
        List<Duration> skews,
        List<Fault> faults,
        Duration faultsEnd,
        Ending ending) {

    /** What is tried once nothing is wrong any more. */
    public enum Ending {
        /** The active site fails; another takes over in the time predicted. */
        SITE_FAILS,
        /** The same, while no channel to humans gives an answer. */
        SITE_FAILS_UNTOLD,
        /** Whichever site is active fails, again and again. */
        ENDLESS_FLAPPING,
        /** All sites fail. */
        ALL_SITES_FAIL
    }

    /** When the first fault comes at the earliest: the watchers have looked round by then. */
    private static final Duration PEACE = Duration.ofSeconds(30);

    private static final int DIFFERING = 10;
    private static final int STAGED_AND_FENCED = 30;

    /** Faults of worlds whose data is replicated. */
    private static final Set<Fault.Kind> OF_REPLICAS =
            EnumSet.of(Fault.Kind.MIRROR_STOPS, Fault.Kind.REPLICA_UNREADABLE);

    /** Faults of worlds whose watchers share a store. */
    private static final Set<Fault.Kind> OF_STORES = EnumSet.of(
            Fault.Kind.LINK_TO_STORE,
            Fault.Kind.STORE_DOWN,
            Fault.Kind.STORE_REFUSES,
            Fault.Kind.STORE_STANDS_STILL,
            Fault.Kind.STORE_READS_OLD,
            Fault.Kind.STORE_LOSES_WRITES,
            Fault.Kind.STORE_WRITES_TWICE,
            Fault.Kind.STORE_TIME_RESET,
            Fault.Kind.STORE_GOES_BACK,
            Fault.Kind.STORE_EMPTIED);

    public SimulationPlan {
        zones = List.copyOf(zones);
        recordTypes = List.copyOf(recordTypes);
        skews = List.copyOf(skews);
        faults = List.copyOf(faults);
    }

    /** Whether a switch directs traffic beside the zones: in every tenth world. */
    boolean hasTrafficSwitch() {
        return seed % 10 == 7;
    }

    /** Who is asked what it knows of a failure: in every tenth world somebody is. */
    List<Informant> informants() {
        if (seed % 10 != 3) {
            return List.of();
        }
        Dice dice = Dice.of(seed, "informants");
        return Stream.generate(() -> dice.oneOf(List.of(Informant.values())))
                .limit(1 + dice.below(5))
                .toList();
    }

    /**
     * Whether a zone's vendor takes addresses and can't be asked: the first of every tenth world, where one watcher is alone with its
     * journal and changes are staged.
     */
    boolean isWriteOnly(int zone) {
        return zone == 0 && seed % 10 == 8 && watchers == 1 && !fenced && coordination.isEmpty() && zones.get(0);
    }

    /** The plan that a seed stands for; the same for one version of the library, on every machine. */
    public static SimulationPlan of(long seed) {
        return of(seed, 0, 1);
    }

    /**
     * The plan that a seed stands for, made harder.
     *
     * @param watchers how many watchers there are; zero if the seed is to say
     * @param faults how many times as many faults as the seed has; at least 1
     */
    public static SimulationPlan of(long seed, int watchers, int faults) {
        if (watchers < 0 || faults < 1) {
            throw new IllegalArgumentException(
                    watchers + " watchers and " + faults + " times the faults make no world");
        }
        Dice dice = Dice.of(seed, "plan");
        int drawn = dice.percent(70) ? 1 : 2 + dice.below(4);
        return of(seed, dice, watchers == 0 ? drawn : watchers, faults);
    }

    private static SimulationPlan of(long seed, Dice dice, int watchers, int manyTimes) {
        int sites = dice.percent(60) ? 2 : 3 + dice.below(3);
        boolean fenced = dice.percent(watchers == 1 ? 10 : 75);
        boolean differing = watchers > 1 && fenced && dice.percent(DIFFERING);
        List<Boolean> zones = new ArrayList<>();
        int zoneCount = dice.percent(65) ? 1 : 2;
        for (int i = 0; i < zoneCount; i++) {
            zones.add(dice.percent(fenced ? STAGED_AND_FENCED : 40));
        }
        boolean longer = dice.percent(4);
        Duration faultsEnd = longer
                ? dice.between(Duration.ofMinutes(10), Duration.ofMinutes(40))
                : dice.scaleFree(Duration.ofSeconds(100), Duration.ofMinutes(watchers == 1 ? 10 : 5));
        List<Duration> skews = new ArrayList<>();
        for (int i = 0; i <= watchers; i++) {
            skews.add(dice.percent(30) ? dice.between(Duration.ofMinutes(-50), Duration.ofMinutes(50)) : Duration.ZERO);
        }
        SimulationPlan calm = new SimulationPlan(
                seed,
                sites,
                dice.percent(50) ? 1 : dice.below(sites + 1),
                watchers,
                fenced,
                differing,
                fenced && !differing ? CoordinationPlan.of(watchers, Dice.of(seed, "coordination")) : Optional.empty(),
                dice.percent(10),
                zones,
                1 + dice.below(3),
                dice.percent(60) ? List.of(RecordType.A) : List.of(RecordType.A, RecordType.AAAA),
                Duration.ofSeconds(dice.oneOf(List.of(30, 60, 300))),
                policy(dice),
                windowed(thresholds(dice), Dice.of(seed, "windows")),
                skews,
                List.of(),
                faultsEnd,
                dice.oneOf(List.of(Ending.values())));
        List<Fault> all = new ArrayList<>();
        for (int i = 0; i < manyTimes; i++) {
            all.addAll(faults(calm, Dice.of(seed, "faults", i)));
            all.addAll(ofStore(calm, Dice.of(seed, "store faults", i)));
        }
        all.sort(Comparator.comparing(Fault::at));
        SimulationPlan approved = approved(calm.withFaults(all), Dice.of(seed, "approvals"));
        SimulationPlan overruled = overruled(approved, Dice.of(seed, "overruled"));
        SimulationPlan faulty = unattended(overruled, Dice.of(seed, "unattended"));
        Dice replicas = Dice.of(seed, "replicas");
        return skews.stream().allMatch(Duration::isZero) && replicas.percent(40)
                ? replicated(faulty, replicas)
                : faulty;
    }

    /** The same with a human's words beforehand, where some are needed. */
    private static SimulationPlan approved(SimulationPlan plan, Dice dice) {
        if (plan.policy.stateClass() == StateClass.STATELESS) {
            return plan;
        }
        List<Fault> faults = new ArrayList<>(plan.faults);
        for (int i = 0; i <= dice.below(4); i++) {
            faults.add(new Fault(
                    Fault.Kind.HUMAN_APPROVES,
                    dice.between(PEACE, plan.faultsEnd),
                    Duration.ZERO,
                    dice.below(plan.watchers),
                    dice.below(plan.sites),
                    0));
        }
        faults.sort(Comparator.comparing(Fault::at));
        return plan.withFaults(faults);
    }

    /**
     * The same with two humans, where a watcher was configured differently: one switches there and back at another watcher, and then
     * one has the last word at that one. It follows nobody to a site that it does not know: so it has decided less than what shows in
     * the zones, and must take a number above that all the same.
     */
    private static SimulationPlan overruled(SimulationPlan plan, Dice dice) {
        if (!plan.differing) {
            return plan;
        }
        Duration third = plan.faultsEnd.minus(PEACE).dividedBy(3);
        Duration back = PEACE.plus(third);
        Duration last = back.plus(third);
        List<Fault> faults = new ArrayList<>(plan.faults);
        faults.add(forced(0, 1 + dice.below(plan.sites - 1), dice.between(PEACE, back)));
        faults.add(forced(0, 0, dice.between(back, last)));
        faults.add(forced(1, dice.below(plan.sites), dice.between(last, plan.faultsEnd)));
        faults.sort(Comparator.comparing(Fault::at));
        return plan.withFaults(faults);
    }

    private static Fault forced(int watcher, int site, Duration at) {
        return new Fault(Fault.Kind.HUMAN_FORCES, at, Duration.ZERO, watcher, site, 0);
    }

    /**
     * The same with an outage of the primary during which nobody is there but the watcher that only looks on: beside others it
     * would always be the second to decide, and find everything done.
     */
    private static SimulationPlan unattended(SimulationPlan plan, Dice dice) {
        if (!plan.dryRun) {
            return plan;
        }
        Duration outage = Duration.ofSeconds(75);
        Duration latest = plan.faultsEnd.minus(outage);
        Duration at = dice.between(PEACE, latest.compareTo(PEACE) > 0 ? latest : PEACE);
        List<Fault> faults = new ArrayList<>(plan.faults);
        for (int i = 0; i < plan.watchers; i++) {
            faults.add(new Fault(Fault.Kind.KILL, at, outage, i, 0, 0));
        }
        faults.add(new Fault(Fault.Kind.SITE_DOWN, at, outage, 0, 0, 0));
        faults.sort(Comparator.comparing(Fault::at));
        return plan.withFaults(faults);
    }

    /** The same with data that is mirrored to every site. All clocks are right, as ages are told by them. */
    private static SimulationPlan replicated(SimulationPlan plan, Dice dice) {
        List<Fault> faults = new ArrayList<>(plan.faults);
        faults.removeIf(fault -> fault.kind() == Fault.Kind.CLOCK_JUMPS);
        for (int i = 0; i <= dice.below(4); i++) {
            Fault.Kind kind = dice.percent(70) ? Fault.Kind.MIRROR_STOPS : Fault.Kind.REPLICA_UNREADABLE;
            faults.add(new Fault(
                    kind,
                    dice.between(PEACE, plan.faultsEnd),
                    dice.scaleFree(Duration.ofSeconds(30), Duration.ofMinutes(4)),
                    dice.below(plan.watchers),
                    dice.below(plan.sites),
                    0));
        }
        faults.sort(Comparator.comparing(Fault::at));
        FailoverPolicy policy = plan.policy.toBuilder()
                .replicaMaxAge(Duration.ofSeconds(dice.oneOf(List.of(60, 90, 180))))
                .build();
        return plan.withPolicy(policy).withFaults(faults);
    }

    private static FailoverPolicy policy(Dice dice) {
        FailoverPolicy.Builder policy = FailoverPolicy.builder()
                .failbackAfter(dice.oneOf(List.of(Duration.ofSeconds(30), Duration.ofMinutes(2))))
                .maxSwitches(1 + dice.below(4), Duration.ofMinutes(dice.percent(50) ? 3 : 5))
                .automaticFailback(dice.percent(40))
                .addressMaxAge(dice.oneOf(List.of(Duration.ofMinutes(1), Duration.ofMinutes(5))))
                .certificateValidFor(Duration.ofHours(1))
                .onForeignEdit(dice.percent(60) ? ForeignEdit.HOLD : dice.oneOf(List.of(ForeignEdit.values())))
                .mixLimit(Duration.ofMinutes(1));
        if (dice.percent(10)) {
            policy.stateClass(dice.percent(50) ? StateClass.QUORUM : StateClass.STATEFUL);
        }
        if (dice.percent(15)) {
            policy.coolDown(dice.oneOf(List.of(Duration.ofSeconds(30), Duration.ofMinutes(2))));
        }
        return policy.build();
    }

    private static Thresholds thresholds(Dice dice) {
        Duration interval = dice.oneOf(List.of(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10)));
        Thresholds.Builder thresholds = Thresholds.builder()
                .interval(interval)
                .timeout(dice.oneOf(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2))))
                .fall(1 + dice.below(4))
                .rise(1 + dice.below(3));
        if (dice.percent(30)) {
            thresholds.fastInterval(Duration.ofSeconds(1));
        }
        return thresholds.build();
    }

    /** The same in some worlds with votes that need not be in a row. */
    private static Thresholds windowed(Thresholds inARow, Dice dice) {
        if (!dice.percent(40)) {
            return inARow;
        }
        return inARow.toBuilder()
                .fall(inARow.fall(), inARow.fall() + dice.below(3))
                .rise(inARow.rise(), inARow.rise() + dice.below(3))
                .build();
    }

    private static List<Fault> faults(SimulationPlan plan, Dice dice) {
        List<Fault> faults = new ArrayList<>();
        int count = 2 + dice.below(3 + (int) plan.faultsEnd.toMinutes());
        List<Fault.Kind> kinds = Stream.of(Fault.Kind.values())
                .filter(kind -> !OF_REPLICAS.contains(kind) && !OF_STORES.contains(kind))
                .toList();
        Duration longest = Duration.ofMinutes(plan.faultsEnd.toMinutes() > 10 ? 15 : 4);
        for (int i = 0; i < count; i++) {
            Fault.Kind kind = dice.percent(25) ? Fault.Kind.SITE_DOWN : kinds.get(dice.below(kinds.size()));
            Duration at = dice.between(PEACE, plan.faultsEnd);
            Duration lasting = isAtOnce(kind) ? Duration.ZERO : dice.scaleFree(Duration.ofMillis(300), longest);
            faults.add(new Fault(
                    kind,
                    at,
                    lasting,
                    dice.below(plan.watchers),
                    target(kind, plan, dice),
                    kind == Fault.Kind.CLOCK_JUMPS ? dice.below(2 * 5400) - 5400 : dice.below(plan.servers * 4)));
        }
        faults.sort(Comparator.comparing(Fault::at));
        return faults;
    }

    private static List<Fault> ofStore(SimulationPlan plan, Dice dice) {
        List<Fault> faults = new ArrayList<>();
        if (plan.coordination.isEmpty()) {
            return faults;
        }
        List<Fault.Kind> kinds = List.copyOf(OF_STORES);
        int count = dice.below(3 + (int) plan.faultsEnd.toMinutes());
        for (int i = 0; i < count; i++) {
            Fault.Kind kind = dice.percent(30) ? Fault.Kind.LINK_TO_STORE : kinds.get(dice.below(kinds.size()));
            faults.add(new Fault(
                    kind,
                    dice.between(PEACE, plan.faultsEnd),
                    isAtOnce(kind) ? Duration.ZERO : dice.scaleFree(Duration.ofSeconds(1), Duration.ofMinutes(3)),
                    dice.below(plan.watchers),
                    0,
                    dice.below(20)));
        }
        return faults;
    }

    private static boolean isAtOnce(Fault.Kind kind) {
        return switch (kind) {
            case ADDRESS_CHANGES,
                    FOREIGN_WRITE,
                    OWNERSHIP_LOST,
                    CLOCK_JUMPS,
                    STORE_TIME_RESET,
                    STORE_GOES_BACK,
                    STORE_EMPTIED,
                    HUMAN_RESUMES,
                    HUMAN_APPROVES,
                    HUMAN_SWITCHES,
                    HUMAN_FORCES -> true;
            default -> false;
        };
    }

    private static int target(Fault.Kind kind, SimulationPlan plan, Dice dice) {
        return switch (kind) {
            case SITE_DOWN -> dice.percent(60) ? 0 : dice.below(plan.sites);
            case CHECKS_UNKNOWN -> dice.below(plan.sites + 1);
            case SITE_FLAPS,
                    CERTIFICATE_EXPIRES,
                    ADDRESS_CHANGES,
                    ADDRESS_UNKNOWN,
                    ADDRESS_PRIVATE,
                    LINK_TO_SITE,
                    HUMAN_APPROVES,
                    HUMAN_SWITCHES,
                    HUMAN_FORCES -> dice.below(plan.sites);
            case CHANNEL_HANGS, CHANNEL_FAILS, CHANNEL_REFUSES -> dice.below(Watcher.CHANNELS);
            case CRASH_AT -> dice.below(CrashPoint.values().length);
            default -> dice.below(plan.zones.size());
        };
    }

    /** Whether a watcher was configured differently. */
    boolean differs(int watcher) {
        return differing && watcher == 1;
    }

    /** The policy as a watcher has it. */
    FailoverPolicy policy(int watcher) {
        return differs(watcher) ? policy.toBuilder().automaticFailback(true).build() : policy;
    }

    /** The same with other faults. */
    public SimulationPlan withFaults(List<Fault> other) {
        return with(watchers, policy, thresholds, other, faultsEnd);
    }

    /** The same with less time for faults. */
    public SimulationPlan withFaultsEnd(Duration other) {
        return with(watchers, policy, thresholds, faults, other);
    }

    /** The same under another policy: to try one's own. */
    public SimulationPlan withPolicy(FailoverPolicy other) {
        return with(watchers, other, thresholds, faults, faultsEnd);
    }

    /** The same with other thresholds: to try one's own. */
    public SimulationPlan withThresholds(Thresholds other) {
        return with(watchers, policy, other, faults, faultsEnd);
    }

    /** The same with other watchers. */
    SimulationPlan withWatchers(int count) {
        List<Fault> theirs =
                faults.stream().filter(fault -> fault.watcher() < count).toList();
        return with(count, policy, thresholds, theirs, faultsEnd);
    }

    private SimulationPlan with(
            int otherWatchers,
            FailoverPolicy otherPolicy,
            Thresholds otherThresholds,
            List<Fault> otherFaults,
            Duration otherFaultsEnd) {
        return new SimulationPlan(
                seed,
                sites,
                dynamicSites,
                otherWatchers,
                fenced,
                differing,
                coordination,
                dryRun,
                zones,
                servers,
                recordTypes,
                ttl,
                otherPolicy,
                otherThresholds,
                skews,
                otherFaults,
                otherFaultsEnd,
                ending);
    }

    /** The plan as a history for a human, one line for what is there and one for each fault. */
    @Override
    public String toString() {
        return """
                %s sites (%s with a dynamic address), %s watchers%s%s, %s, %s servers each, %s, ttl %s%s
                %s, failback %s after %s, at most %s switches in %s%s%s; checks every %s (%s while changing) within %s, fall %s, rise %s
                %s
                +%-8s all is put right; then %s""".formatted(
                sites,
                dynamicSites,
                watchers,
                (fenced ? " with ownership records" : "")
                        + (differing ? ", of which one was configured differently" : ""),
                dryRun ? " and one that only looks on" : "",
                zones.stream()
                                .map(staged -> staged ? "a zone that stages changes" : "a zone that compares and sets")
                                .collect(Collectors.joining(" and "))
                        + (isWriteOnly(0) ? ", of which the first can't be asked" : ""),
                servers,
                recordTypes,
                Durations.format(ttl),
                coordination.map(shared -> "\n" + shared).orElse(""),
                policy.stateClass(),
                policy.automaticFailback() ? "automatic" : "by hand",
                Durations.format(policy.failbackAfter()),
                policy.maxSwitches(),
                Durations.format(policy.maxSwitchesPer()),
                policy.coolDown().isZero() ? "" : ", " + Durations.format(policy.coolDown()) + " between two",
                policy.replicaMaxAge()
                        .map(age -> ", replicas at most " + Durations.format(age) + " old")
                        .orElse(""),
                Durations.format(thresholds.interval()),
                Durations.format(thresholds.fastInterval()),
                Durations.format(thresholds.timeout()),
                thresholds.fall(),
                thresholds.rise(),
                faults.stream().map(Fault::toString).collect(Collectors.joining("\n")),
                Durations.format(faultsEnd),
                ending.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
    }
}
