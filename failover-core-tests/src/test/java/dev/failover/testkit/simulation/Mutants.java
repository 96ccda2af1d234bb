package dev.failover.testkit.simulation;

import java.util.List;
import java.util.stream.Stream;

/** The bugs that the simulation must find, by what they break. */
final class Mutants {
    private static final String GATES = "internal/decision/Gates.java";
    private static final String DECIDER = "internal/decision/Decider.java";
    private static final String RECONCILER = "internal/decision/Reconciler.java";
    private static final String STATE = "decision/ServiceState.java";
    private static final String LOOP = "ServiceLoop.java";
    private static final String WRITER = "internal/publish/ProviderWriter.java";

    private Mutants() {}

    static List<Mutant> all() {
        return Stream.of(records(), votes(), readiness(), limits(), humans(), durability(), watchers(), liveness())
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
                                "case DOWN -> vote(Verdict.DOWN, fall, started);",
                                "case DOWN -> vote(Verdict.DOWN, 1, started);"),
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
                                "new LoopContext(\n                    mode,",
                                "new LoopContext(\n                    mode == Mode.OBSERVE ? Mode.ACT : mode,"),
                Mutant.of("S20", "nobody is told that no site is ready", 9)
                        .edit(
                                "internal/decision/Conditions.java",
                                "if (entryFails || facts.sites().size() == 1) {",
                                "if (facts.sites().size() == 1) {"),
                Mutant.of("S22", "what a human chose is left again", 2)
                        .edit(DECIDER, "List.of(gates.hold(primary), gates.choice())", "List.of(gates.hold(primary))"),
                Mutant.of("S22", "nobody else learns what a human chose", 44)
                        .edit(
                                "decision/Claim.java",
                                "state.chosenHere().map(",
                                "state.chosenHere().filter(chosen -> state == null).map("));
    }

    /** What is written down, and when. */
    private static List<Mutant> durability() {
        return List.of(
                Mutant.of("S17", "nothing is intended before it is written", 1)
                        .edit(RECONCILER, "if (!intent.isEmpty()) {", "if (intent.size() > 100) {"),
                Mutant.of("L7", "a switch is not told of", 1)
                        .edit(
                                LOOP,
                                "        writers.begin();\n        announceUnderWay();",
                                "        writers.begin();"));
    }

    /** Several of them, and what is somebody else's. */
    private static List<Mutant> watchers() {
        return List.of();
    }

    /** What must come to pass. */
    private static List<Mutant> liveness() {
        return List.of(
                Mutant.of("S19", "a switch waits for notifications", 4)
                        .edit(
                                LOOP,
                                "private boolean mayWrite() {",
                                "private boolean mayWrite() {\n        if (context.outbox() != null"
                                        + " && !context.outbox().pending().isEmpty()) {\n            return false;\n        }"),
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
                Mutant.of("L5", "nobody is told of the latch", 10)
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
