package dev.failover.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each invariant is able to fail: one bug built into the core or the loop that the simulation must find for what it is. */
@Tag("long")
@Tag("simulation")
@DisplayName("The simulation finds a bug that breaks")
class MutantsTest {
    static List<Mutant> mutants() {
        return List.of(
                Mutant.of("S1", 60, 1)
                        .edit("dns/RecordSet.java", "if (values.isEmpty()) {", "if (key == null) {")
                        .edit(
                                "SiteWatch.java",
                                "RecordSet.of(record.key(), record.ttl(), address)",
                                "new RecordSet(record.key(), record.ttl(), name().equals(\"site-0\")"
                                        + " ? java.util.Set.of(address.getHostAddress()) : java.util.Set.of())"),
                Mutant.of("S2", 300, 66)
                        .edit(
                                "Publishable.java",
                                "if (allowPrivate || scope.isPublishable()) {",
                                "if (allowPrivate || scope != null) {"),
                Mutant.of("S3", 60, 1)
                        .edit(
                                "decision/ServiceState.java",
                                "newestOwnership(seen).map(Ownership::epoch).orElse(0L)) + 1;",
                                "newestOwnership(seen).map(Ownership::epoch).orElse(0L));"),
                Mutant.of("S4", 300, 4)
                        .edit("decision/Reconciler.java", "return !gone && !isOurs(place, there);", "return false;"),
                Mutant.of("S7", 300, 16)
                        .edit(
                                "decision/Gates.java",
                                "Gate.unmet(\n                        Gate.Kind.CONNECTIVITY,\n"
                                        + "                        \"this watcher reaches nothing at all",
                                "Gate.met(\n                        Gate.Kind.CONNECTIVITY,\n"
                                        + "                        \"this watcher reaches nothing at all"),
                Mutant.of("S8", 60, 1)
                        .edit(
                                "health/Streak.java",
                                "case DOWN -> vote(Verdict.DOWN, fall, started);",
                                "case DOWN -> vote(Verdict.DOWN, 1, started);"),
                Mutant.of("S9", 300, 1)
                        .edit(
                                "decision/Gates.java",
                                "site.replicaAge().get().compareTo(limit.get()) <= 0,",
                                "limit.isPresent(),"),
                Mutant.of("S9", 60, 3)
                        .edit(
                                "decision/Gates.java",
                                "new Gate(Gate.Kind.READY, site.verdict() == Verdict.UP, verdict)",
                                "new Gate(Gate.Kind.READY, true, verdict)"),
                Mutant.of("S13", 60, 6)
                        .edit(
                                "ProviderWriter.java",
                                ".make(changes, timeout)",
                                ".make(changes.subList(changes.size() - 1, changes.size()), timeout)"),
                Mutant.of("S14", 300, 10)
                        .edit("decision/Gates.java", "made < policy.maxSwitches(),", "made <= policy.maxSwitches(),"),
                Mutant.of("S15", 60, 4)
                        .edit(
                                "decision/Gates.java",
                                "primary.verdict() == Verdict.UP && primary.lasting().compareTo(policy.failbackAfter()) >= 0;",
                                "primary.verdict() == Verdict.UP;"),
                Mutant.of("S16", 300, 90)
                        .edit(
                                "decision/Gates.java",
                                "return List.of(connectivity(), punctuality(), records(), pause(), limit(), coolDown(), approval(target));",
                                "return List.of(connectivity(), punctuality(), records(), limit(), coolDown(), approval(target));"),
                Mutant.of("S17", 60, 1)
                        .edit("decision/Reconciler.java", "if (!intent.isEmpty()) {", "if (intent.size() > 100) {"),
                Mutant.of("S18", 60, 4)
                        .edit("Failover.java", "if (mode == Mode.OBSERVE) {", "if (mode == Mode.ON_REQUEST) {"),
                Mutant.of("S19", 60, 1)
                        .edit(
                                "ServiceLoop.java",
                                "private boolean mayWrite() {",
                                "private boolean mayWrite() {\n        if (context.outbox() != null"
                                        + " && !context.outbox().pending().isEmpty()) {\n            return false;\n        }"),
                Mutant.of("S20", 60, 3)
                        .edit(
                                "decision/Conditions.java",
                                "if (entryFails || facts.sites().size() == 1) {",
                                "if (facts.sites().size() == 1) {"),
                Mutant.of("S21", 60, 1)
                        .edit(
                                "ProviderWriter.java",
                                ".make(changes, timeout)",
                                ".make(java.util.stream.Stream.concat(changes.stream(), java.util.stream.Stream.of("
                                        + "RecordChange.create(RecordSet.of(new RecordKey(\"mail\", RecordType.A),"
                                        + " Duration.ofHours(1), \"192.0.2.26\")))).toList(), timeout)"),
                Mutant.of("S22", 300, 30)
                        .edit(
                                "decision/Decider.java",
                                "List.of(gates.hold(primary), gates.choice())",
                                "List.of(gates.hold(primary))"),
                Mutant.of("S22", 300, 30)
                        .edit(
                                "decision/Claim.java",
                                "state.chosenHere().map(",
                                "state.chosenHere().filter(chosen -> state == null).map("),
                Mutant.of("L1", 60, 6)
                        .edit(
                                "decision/Gates.java",
                                "case STATELESS, EPHEMERAL ->\n                Gate.met(",
                                "case STATELESS, EPHEMERAL ->\n                Gate.unmet("),
                Mutant.of("L3", 300, 47)
                        .edit(
                                "ProviderWriter.java",
                                "if (call != null || mustAsk || isPausing()) {",
                                "if (call != null || mustAsk || isPausing() || attempts > 0) {"),
                Mutant.of("L4", 60, 1)
                        .edit(
                                "decision/Reconciler.java",
                                "settled = done && questions",
                                "settled = false && questions"),
                Mutant.of("L5", 300, 10)
                        .edit(
                                "decision/Conditions.java",
                                "private void latch() {",
                                "private void latch() {\n        if (policy != null) {\n            return;\n        }"),
                Mutant.of("L7", 60, 1)
                        .edit(
                                "ServiceLoop.java",
                                "        writers.begin();\n        announceUnderWay();",
                                "        writers.begin();"),
                Mutant.of("L8", 5, 2)
                        .edit(
                                "AddressWatch.java",
                                "TIMEOUT = Duration.ofSeconds(10);",
                                "TIMEOUT = Duration.ofMinutes(10);"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutants")
    void isFoundWithinSoManySeeds(Mutant mutant) throws ReflectiveOperationException {
        ClassLoader loader = mutant.load();
        Class<?> simulation = loader.loadClass(Simulation.class.getName());
        Method run = simulation.getMethod("run", long.class);

        // The one that found it last is the likeliest to find it again, and saves the search.
        Optional<Long> found = LongStream.concat(
                        LongStream.of(mutant.likely()), LongStream.rangeClosed(1, mutant.seeds()))
                .boxed()
                .filter(seed -> violated(run, seed).equals(Optional.of(mutant.invariant())))
                .findFirst();

        assertThat(found)
                .as("a seed of the first %d that violates %s", mutant.seeds(), mutant.invariant())
                .isPresent();
    }

    @Test
    @DisplayName("any of them, and tells the least history that leads to it")
    void theLeastHistoryIsTold() throws ReflectiveOperationException {
        Mutant mutant = mutants().stream()
                .filter(each -> each.invariant().equals("S8"))
                .findFirst()
                .orElseThrow();
        Class<?> simulation = mutant.load().loadClass(Simulation.class.getName());
        Method run = simulation.getMethod("run", long.class);
        long seed = LongStream.rangeClosed(1, mutant.seeds())
                .filter(each -> violatedQuietly(run, each))
                .findFirst()
                .orElseThrow();
        Object found = run.invoke(null, seed);
        Object least = simulation.getMethod("shrink", found.getClass()).invoke(null, found);

        String told = (String) least.getClass().getMethod("explanation").invoke(least);
        Object plan = least.getClass().getMethod("plan").invoke(least);
        assertThat((List<?>) plan.getClass().getMethod("faults").invoke(plan)).hasSizeLessThanOrEqualTo(3);
        assertThat(told).startsWith("seed " + seed + " violates S8").contains("leaves site-", "all is put right");
    }

    private static boolean violatedQuietly(Method run, long seed) {
        return violated(run, seed).equals(Optional.of("S8"));
    }

    /** The classes of the result are the mutant's own. */
    private static Optional<String> violated(Method run, long seed) {
        try {
            Object result = run.invoke(null, seed);
            Optional<?> violation =
                    (Optional<?>) result.getClass().getMethod("violation").invoke(result);
            return violation.map(Object::toString).map(text -> text.substring(0, text.indexOf(' ')));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("seed " + seed + " of a mutant", e);
        }
    }
}
