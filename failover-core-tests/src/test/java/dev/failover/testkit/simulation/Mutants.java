package dev.failover.testkit.simulation;

import java.util.List;
import java.util.stream.Stream;

/** The bugs that the simulation must find, by what they break. */
final class Mutants {
    private static final String GATES = "internal/decision/Gates.java";
    private static final String DECIDER = "internal/decision/Decider.java";
    private static final String RECONCILER = "internal/decision/Reconciler.java";
    private static final String STATE = "decision/ServiceState.java";
    private static final String STEPS = "Steps.java";
    private static final String WATCH = "ServiceWatch.java";
    private static final String LOOP = "ServiceLoop.java";
    private static final String COLLECTION = "evidence/EvidenceCollection.java";
    private static final String COORDINATION = "internal/coordination/";
    private static final String WRITER = "internal/publish/ProviderWriter.java";

    private Mutants() {}

    static List<Mutant> all() {
        return Stream.of(
                        records(),
                        votes(),
                        readiness(),
                        memory(),
                        limits(),
                        humans(),
                        durability(),
                        watchers(),
                        liveness())
                .flatMap(List::stream)
                .toList();
    }

    /** What is written, where and over what. */
    private static List<Mutant> records() {
        return List.of(
                Mutant.of("S1", "a record set may be empty", 1)
                        .edit("dns/RecordSet.java", "if (values.isEmpty()) {", "if (key == null) {")
                        .edit(
                                "SiteWatch.java",
                                "RecordSet.of(record.key(), record.ttl(), address)",
                                "new RecordSet(record.key(), record.ttl(), name().equals(\"site-0\")"
                                        + " ? java.util.Set.of(address.getHostAddress()) : java.util.Set.of())"),
                Mutant.of("S2", "an address need not be public", 30)
                        .edit(
                                "internal/watch/Publishable.java",
                                "if (allowPrivate || scope.isPublishable()) {",
                                "if (allowPrivate || scope != null) {"),
                Mutant.of("S3", "a number is used twice", 1)
                        .edit(
                                STATE,
                                "newestOwnership(seen).map(Ownership::epoch).orElse(0L)) + 1;",
                                "newestOwnership(seen).map(Ownership::epoch).orElse(0L));"),
                Mutant.of("S3", "a number need not be above those in the zones", 2)
                        .edit(STATE, "newestOwnership(seen).map(Ownership::epoch).orElse(0L)) + 1;", "0L) + 1;"),
                Mutant.of("S4", "what a vendor has counts as ours", 1)
                        .edit(RECONCILER, "return !gone && !isOurs(place, there);", "return false;"),
                Mutant.of("S4", "somebody else at work hinders no switch", 15)
                        .edit(GATES, "                !foreign,\n", "                policy != null,\n"),
                Mutant.of("S13", "one of several records is written", 6)
                        .edit(
                                WRITER,
                                ".make(changes, timeout)",
                                ".make(changes.subList(changes.size() - 1, changes.size()), timeout)"),
                Mutant.of("S21", "one more record is written", 1)
                        .edit(
                                WRITER,
                                ".make(changes, timeout)",
                                ".make(java.util.stream.Stream.concat(changes.stream(), java.util.stream.Stream.of("
                                        + "RecordChange.create(RecordSet.of(new RecordKey(\"mail\", RecordType.A),"
                                        + " Duration.ofHours(1), \"192.0.2.26\")))).toList(), timeout)"));
    }

    /** What a watcher knows of a site. */
    private static List<Mutant> votes() {
        return List.of(
                Mutant.of("S7", "a watcher that is cut off is a witness", 15)
                        .edit(
                                GATES,
                                "List.of(connectivity(), punctuality(), records(), pause(), limit(), coolDown(), approval(target)),",
                                "List.of(punctuality(), records(), pause(), limit(), coolDown(), approval(target)),"),
                Mutant.of("S8", "one failed check is enough", 1)
                        .edit(
                                "internal/health/Streak.java",
                                "Run.of(thresholds.fall(), thresholds.fallWindow()),",
                                "Run.of(1, 1),"),
                Mutant.of("S8", "what once failed counts for ever, where votes need not be in a row", 47)
                        .edit(
                                "internal/health/Streak.java",
                                "&& (others > window - needed || !all.get(from).counts())) {",
                                "&& (others > window - needed && window == needed || !all.get(from).counts())) {"),
                Mutant.of("S8", "a site is left although its latest check succeeded", 3)
                        .edit(
                                DECIDER,
                                "if (active.isSeenFailing() || facts.isVotedDown(active) || leaving.step() instanceof Step.Stay) {",
                                "if (leaving != null) {"));
    }

    /** What a site must be to be entered. */
    private static List<Mutant> readiness() {
        return List.of(
                Mutant.of("S9", "a site need not be UP", 3)
                        .edit(
                                GATES,
                                "new Gate(Gate.Kind.READY, site.verdict() == Verdict.UP, verdict)",
                                "new Gate(Gate.Kind.READY, true, verdict)"),
                Mutant.of("S9", "the latest check may have failed", 5)
                        .edit(
                                GATES,
                                "if (site.verdict() == Verdict.UP && !site.isSeenWorking()) {",
                                "if (site.verdict() == Verdict.UP && policy == null) {"),
                Mutant.of("S9", "a replica may be old", 221)
                        .in(1, 3)
                        .edit(
                                GATES,
                                "site.replicaAge().get().compareTo(limit.get()) <= 0,",
                                "site.replicaAge().isPresent(),"),
                Mutant.of("S15", "the hold may be short", 11)
                        .edit(
                                GATES,
                                "primary.verdict() == Verdict.UP && primary.lasting().compareTo(policy.failbackAfter()) >= 0;",
                                "primary.verdict() == Verdict.UP;"));
    }

    /** What was seen, when, and what was written and is forgotten. */
    private static List<Mutant> memory() {
        return List.of(
                Mutant.of("S23", "time in which nobody looked counts")
                        .in("standsStillDuringTheHold")
                        .edit(
                                WATCH,
                                "if (late.compareTo(service.thresholds().tolerance()) > 0) {",
                                "if (late.compareTo(service.thresholds().tolerance()) > 0 && service == null) {")
                        .edit(
                                "internal/health/Streak.java",
                                "Streak before = seen.isOlderThan(expiry, heard) ? expired() : this;",
                                "Streak before = this;")
                        .edit(
                                "internal/health/Streak.java",
                                "case UNKNOWN -> new Seen(voted, null, failing, observed);",
                                "case UNKNOWN -> new Seen(voted, agreed, failing, observed);"),
                Mutant.of("S24", "what was called off is nobody's when it arrives")
                        .in("lateAfterARetraction")
                        .edit(
                                RECONCILER,
                                "Stream.of(here.stream(), outstandingAt.getOrDefault(place, List.of()).stream(), wanted)",
                                "Stream.of(here.stream(), wanted)"));
    }

    /** How often, and on whose word. */
    private static List<Mutant> limits() {
        return List.of(
                Mutant.of("S14", "one switch too many", 15)
                        .edit(GATES, "made < policy.maxSwitches(),", "made <= policy.maxSwitches(),"),
                Mutant.of("S14", "three switches are remembered", 15)
                        .edit(STATE, "SWITCHES_KEPT = 50;", "SWITCHES_KEPT = 3;"),
                Mutant.of("S14", "no time between two switches", 10)
                        .edit(GATES, "since.compareTo(policy.coolDown()) >= 0,", "policy != null,"),
                Mutant.of("S15", "nobody's word is needed", 84)
                        .edit(
                                GATES,
                                "case QUORUM, STATEFUL ->\n                Gate.unmet(",
                                "case QUORUM, STATEFUL ->\n                Gate.met("),
                Mutant.of("S15", "an approval goes on for ever", 96)
                        .edit(
                                "decision/Approval.java",
                                "site.equals(target) && now.isBefore(until)",
                                "site.equals(target)"),
                Mutant.of("S15", "an approval of one site is one of any", 100)
                        .edit(
                                "decision/Approval.java",
                                "site.equals(target) && now.isBefore(until)",
                                "now.isBefore(until)"));
    }

    /** What humans said. */
    private static List<Mutant> humans() {
        return List.of(
                Mutant.of("S16", "paused is no matter to decisions", 91)
                        .edit(
                                GATES,
                                "List.of(connectivity(), punctuality(), records(), pause(), limit(), coolDown(), approval(target)),",
                                "List.of(connectivity(), punctuality(), records(), limit(), coolDown(), approval(target)),"),
                Mutant.of("S18", "a watcher that looks on writes", 28)
                        .edit(
                                "Failover.java",
                                "new LoopContext(\n                        mode,",
                                "new LoopContext(\n                        mode == Mode.OBSERVE ? Mode.ACT : mode,"),
                Mutant.of("S20", "nobody is told that no site is ready", 9)
                        .edit(
                                "internal/decision/Conditions.java",
                                "if (entryFails || facts.sites().size() == 1) {",
                                "if (facts.sites().size() == 1) {"),
                Mutant.of("S22", "what a human chose is left again", 2)
                        .edit(DECIDER, "List.of(gates.hold(primary), gates.choice())", "List.of(gates.hold(primary))"),
                Mutant.of("S22", "nobody else learns what a human chose", 44)
                        .edit(
                                "internal/decision/Claim.java",
                                "state.chosenHere().map(",
                                "state.chosenHere().filter(chosen -> state == null).map("));
    }

    /** What is written down, and when. */
    private static List<Mutant> durability() {
        return List.of(
                Mutant.of("S17", "nothing is intended before it is written", 1)
                        .edit(RECONCILER, "if (!intent.isEmpty()) {", "if (intent.size() > 100) {"),
                Mutant.of("S17", "a traffic switch needs no intent", 7)
                        .edit(
                                RECONCILER,
                                ".filter(placement -> !leftAlone.contains(placement.place()))",
                                ".filter(placement -> !placement.place().isSwitch())"),
                Mutant.of("S17", "a vendor that can't be asked is told the same again and again", 38)
                        .edit(
                                "dns/WriteOnlyDnsProvider.java",
                                "&& last.recordSet().sameValues(desired)",
                                "&& last.recordSet().sameValues(desired) && zone == null"),
                Mutant.of("L7", "a switch is not told of", 1)
                        .edit(
                                STEPS,
                                "        writers.begin();\n        announceUnderWay();",
                                "        writers.begin();"));
    }

    /** Several that share a store. */
    private static List<Mutant> watchers() {
        return Stream.of(lease(), ballots(), together()).flatMap(List::stream).toList();
    }

    /** Who may write. */
    private static List<Mutant> lease() {
        return List.of(
                Mutant.of("S5", "the lease is no matter to decisions")
                        .in("storeGone")
                        .edit(GATES, "lease.allowsWrite(), sentence(lease)", "policy != null, sentence(lease)"),
                Mutant.of("S5", "the lease is no matter to writers")
                        .in("storeGoneWithinASwitch")
                        .edit(
                                COORDINATION + "ServiceCoordination.java",
                                "return left.compareTo(limit.plus(terms.margin())) > 0 ? Optional.of(limit) : Optional.empty();",
                                "return left == null ? Optional.empty() : Optional.of(limit);"),
                Mutant.of("S5", "where the store fails, everybody may write")
                        .in("storeGoneInOnePlace")
                        .edit(
                                "decision/Coordinated.java",
                                "return left.compareTo(needed) > 0;",
                                "return left.compareTo(needed) > 0 || unreachable.isPresent();"),
                Mutant.of("S5", "a lease is taken the moment it is over")
                        .in("holderDies")
                        .edit("coordination/Coordination.java", "DRIFT_PERCENT = 1;", "DRIFT_PERCENT = 0;"),
                Mutant.of("S5", "nobody waits for what a dead holder sent")
                        .in("holderDies")
                        .edit(
                                "coordination/Coordination.java",
                                "acquireAfter.orElse(comparesAndSets ? Duration.ZERO : longestWrite())",
                                "acquireAfter.orElse(Duration.ZERO)"));
    }

    /** Whose word counts. */
    private static List<Mutant> ballots() {
        return List.of(
                Mutant.of("S8", "each watcher has a vote, whatever its domain")
                        .in("onePlaceCutOff")
                        .edit(
                                "decision/VoteCount.java",
                                "balance.merge(vote.domain(), weight(vote), Integer::sum);",
                                "balance.merge(vote.watcher(), weight(vote), Integer::sum);"),
                Mutant.of("S8", "a voter that nobody configured counts")
                        .in("stranger")
                        .edit(
                                COORDINATION + "SeenVotes.java",
                                "return voters.stream().map(",
                                "return java.util.stream.Stream.concat(voters.stream(), seen.keySet().stream()"
                                        + ".filter(name -> voters.stream().noneMatch(each -> each.name().equals(name)))"
                                        + ".map(name -> new Voter(name, name))).map("),
                Mutant.of("S8", "a vote counts for ever")
                        .in("voteOfADeadWatcher")
                        .edit(
                                COORDINATION + "SeenVotes.java",
                                "if (age.compareTo(limit) > 0) {",
                                "if (age.compareTo(limit) > 0 && voters.isEmpty()) {"),
                Mutant.of("S8", "a watcher that stands with a site is a witness")
                        .in("noWitness")
                        .edit(
                                COORDINATION + "SeenVotes.java",
                                "if (domain.equals(Optional.of(voter.domain()))) {",
                                "if (domain.equals(Optional.of(voter.domain())) && voters.isEmpty()) {"),
                Mutant.of("S8", "one domain is enough")
                        .in("unanimous")
                        .edit(
                                "decision/VoteCount.java",
                                "return down >= quorum && down > up",
                                "return down >= 1 && down > up"));
    }

    /** What must go on if one of them can't. */
    private static List<Mutant> together() {
        return List.of(
                Mutant.of("S4", "the lease stands for what a vendor compares")
                        .in("overtaken")
                        .edit(
                                WRITER,
                                ".make(changes, timeout)",
                                ".make(Permit.anew(provider, changes, timeout), timeout)")
                        .edit(
                                WRITER,
                                "        Optional<Duration> within(Duration wanted);",
                                "        Optional<Duration> within(Duration wanted);\n\n"
                                        + "        static List<RecordChange> anew(DnsProvider provider, List<RecordChange> changes,"
                                        + " Duration timeout) throws InterruptedException {\n"
                                        + "            List<RecordChange> anew = new java.util.ArrayList<>();\n"
                                        + "            for (RecordChange change : changes) {\n"
                                        + "                anew.add(new RecordChange(provider.find(change.key(), timeout),"
                                        + " change.desired()));\n"
                                        + "            }\n"
                                        + "            return anew;\n"
                                        + "        }"),
                Mutant.of("L2", "nobody takes what a dead holder has")
                        .in("storeGone")
                        .edit(
                                COORDINATION + "LeaseBook.java",
                                "return released || since.until(now)",
                                "return released || since.until(now).isNegative() && since.until(now)"),
                Mutant.of("L2", "a store that failed once is not asked again")
                        .in("storeGone")
                        .edit(
                                COORDINATION + "ServiceCoordination.java",
                                "again(atMost.compareTo(terms.poll()) > 0 ? atMost : terms.poll());",
                                "again(atMost.plusDays(1));"),
                Mutant.of("L2", "who can't read a vendor finds out ten minutes later that it can")
                        .in("vendorDownAtFirst")
                        .edit(
                                LOOP,
                                "boolean trouble = shared && !writers.unreadable().isEmpty();",
                                "boolean trouble = shared && writers == null;"),
                Mutant.of("L3", "who waits for another's decision keeps the lease from it")
                        .in("halfASwitch")
                        .edit("CoordinatedService.java", "&& !watch.isSuperseded()", "&& service != null"),
                Mutant.of("L3", "who has nothing to do keeps the lease from who has begun a switch", 700000082)
                        .in(3, 3)
                        .edit(
                                COORDINATION + "ServiceCoordination.java",
                                "watcher.isWilling() && !givesWay()",
                                "watcher.isWilling()"),
                Mutant.of("L4", "what is in place must be written once more")
                        .in("unconfirmedSwitch")
                        .edit(RECONCILER, "&& !isSeenInPlace(placement);", "&& desired != null;"),
                Mutant.of("L4", "what was done late is not known for the work of a switch")
                        .in("lateWithoutTheLease")
                        .edit(
                                RECONCILER,
                                "return state.transition().isPresent()\n                && owners",
                                "return state.transition().isEmpty()\n                && owners"));
    }

    /** What must come to pass. */
    private static List<Mutant> liveness() {
        return List.of(
                Mutant.of("S19", "a switch waits for notifications", 55)
                        .edit(
                                WATCH,
                                "boolean mayWrite() {",
                                "boolean mayWrite() {\n        if (context.outbox() != null"
                                        + " && !context.outbox().pending().isEmpty()) {\n            return false;\n        }"),
                Mutant.of("S19", "a collector is asked where a switch is carried out", 3)
                        .edit(
                                COLLECTION,
                                "            Duration timeout = limit.minus(",
                                "            try {\n"
                                        + "                source.collector().collect(incident, sink, limit);\n"
                                        + "            } catch (InterruptedException e) {\n"
                                        + "                throw new IllegalStateException(e);\n"
                                        + "            }\n"
                                        + "            Duration timeout = limit.minus("),
                Mutant.of("S19", "a switch waits for its evidence, and so for a collector that sleeps for ever", 173)
                        .edit(
                                COLLECTION,
                                "    private final EvidenceBudget budget;\n    private final Redaction redaction;",
                                "    public static Scheduler awaited;\n    public static long ended;\n"
                                        + "    private final EvidenceBudget budget;\n    private final Redaction redaction;")
                        .edit(
                                COLLECTION,
                                "        this.store = store;",
                                "        awaited = scheduler;\n        ended = 0;\n        this.store = store;")
                        .edit(
                                COLLECTION,
                                "        private void end() {",
                                "        private void end() {\n            ended = incident.epoch();")
                        .edit(
                                WATCH,
                                "boolean mayWrite() {",
                                "boolean mayWrite() {\n"
                                        + "        if (dev.failover.evidence.EvidenceCollection.awaited == context.scheduler()"
                                        + " && journal.state().epoch() > dev.failover.evidence.EvidenceCollection.ended"
                                        + " && journal.state().transition().isPresent()"
                                        + " && journal.state().lastSwitch().get().cause()"
                                        + " == dev.failover.decision.Cause.FAILOVER) {\n"
                                        + "            return false;\n        }"),
                Mutant.of("L1", "no switch without a word", 2)
                        .edit(
                                GATES,
                                "case STATELESS, EPHEMERAL ->\n                Gate.met(",
                                "case STATELESS, EPHEMERAL ->\n                Gate.unmet("),
                Mutant.of("L3", "what failed once is not written again", 20)
                        .edit(
                                WRITER,
                                "if (call != null || mustAsk || isPausing()) {",
                                "if (call != null || mustAsk || isPausing() || attempts > 0) {"),
                Mutant.of("L3", "one server speaks for all", 3)
                        .edit(
                                RECONCILER,
                                "return publication != null && publication.isEverywhere(placement.recordSet());",
                                "return publication != null && isAnywhere(placement);"),
                Mutant.of("L4", "nothing is ever published", 1)
                        .edit(
                                RECONCILER,
                                "settled = done && questions.isEmpty();",
                                "settled = false && done && questions.isEmpty();"),
                Mutant.of("L5", "nobody is told of the latch", 15)
                        .edit(
                                "internal/decision/Conditions.java",
                                "private void latch() {",
                                "private void latch() {\n        if (policy != null) {\n            return;\n        }"),
                Mutant.of("L8", "a call may take ten minutes", 2)
                        .edit(
                                "internal/watch/AddressWatch.java",
                                "TIMEOUT = Duration.ofSeconds(10);",
                                "TIMEOUT = Duration.ofMinutes(10);"));
    }
}
