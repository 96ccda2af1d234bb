package dev.failover;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Verdict;
import dev.failover.time.Durations;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The rooms of failover-core")
class ArchitectureTest {
    private static final String ROOT = "dev.failover";

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages(ROOT);

    /** Which rooms a room may use: the table of docs/design.md. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("component", Set.of()),
            Map.entry("time", Set.of("component", "internal.component", "internal.loop")),
            Map.entry("http", Set.of("component", "time", "internal.io")),
            Map.entry(
                    "health",
                    Set.of(
                            "component",
                            "time",
                            "dns",
                            "internal.component",
                            "internal.io",
                            "internal.loop",
                            "internal.probe",
                            "internal.process")),
            Map.entry("dns", Set.of("component", "time", "http")),
            Map.entry(
                    "sync",
                    Set.of(
                            "component",
                            "time",
                            "health",
                            "internal.component",
                            "internal.process",
                            "internal.storage")),
            Map.entry("backup", Set.of("component", "time", "sync", "internal.process", "internal.storage")),
            Map.entry("evidence", Set.of("component", "time", "journal", "internal.json", "internal.storage")),
            Map.entry("traffic", Set.of("component")),
            Map.entry("notify", Set.of("component")),
            Map.entry("coordination", Set.of("component", "time")),
            Map.entry("decision", Set.of("component", "time", "health", "dns")),
            Map.entry("journal", Set.of("component", "decision")),
            Map.entry("internal.component", Set.of("component")),
            Map.entry("internal.io", Set.of()),
            Map.entry("internal.loop", Set.of("internal.component")),
            Map.entry("internal.probe", Set.of("time", "internal.component", "internal.io", "internal.loop")),
            Map.entry("internal.process", Set.of("component", "time")),
            Map.entry("internal.sync", Set.of("time")),
            Map.entry("internal.time", Set.of("time")),
            Map.entry("internal.storage", Set.of("component", "journal")),
            Map.entry("internal.health", Set.of("component", "time", "health", "internal.loop", "internal.probe")),
            Map.entry("internal.notify", Set.of("component", "time", "journal", "notify", "internal.json")),
            Map.entry("internal.decision", Set.of("component", "time", "health", "dns", "decision")),
            Map.entry(
                    "internal.journal",
                    Set.of("component", "decision", "journal", "internal.json", "internal.storage")),
            Map.entry(
                    "internal.coordination", Set.of("component", "time", "decision", "coordination", "internal.json")),
            Map.entry("internal.json", Set.of()),
            Map.entry("internal.watch", Set.of("component", "time", "health", "dns", "sync", "decision")),
            Map.entry(
                    "internal.publish",
                    Set.of("component", "time", "dns", "decision", "traffic", "internal.component")),
            Map.entry(
                    "replay",
                    Set.of(
                            ROOT,
                            "component",
                            "time",
                            "health",
                            "dns",
                            "decision",
                            "journal",
                            "internal.journal",
                            "internal.time",
                            "internal.storage")));

    /** The types of the shell that the pure core may see: immutable, and without a way to the world. */
    private static final Set<Class<?>> SHELL_VALUES = Set.of(
            Excerpt.class,
            InvalidSettingsException.class,
            InvalidSettingsException.Problem.class,
            Problems.class,
            Publication.class,
            RecordChange.class,
            RecordKey.class,
            RecordSet.class,
            RecordType.class,
            Verdict.class,
            Durations.class);

    private static final Set<Class<?>> NO_VALUES = Set.of(
            Clock.class,
            InstantSource.class,
            Process.class,
            ProcessBuilder.class,
            ProcessHandle.class,
            Random.class,
            Runtime.class,
            ServiceLoader.class,
            System.class,
            Thread.class,
            ThreadLocal.class,
            Timer.class,
            TimerTask.class,
            UUID.class);

    private static final DescribedPredicate<JavaClass> IN_LANGUAGE = JavaClass.Predicates.resideInAnyPackage(
            "java.lang",
            "java.lang.annotation",
            "java.lang.invoke",
            "java.lang.runtime",
            "java.time",
            "java.time.temporal",
            "java.util",
            "java.util.function",
            "java.util.regex",
            "java.util.stream",
            "org.jspecify.annotations");

    @Test
    @DisplayName("depend on each other one way, and each room is in this plan")
    void arrowsPointOneWay() {
        assertThat(CORE)
                .extracting(ArchitectureTest::room)
                .filteredOn(room -> !room.equals(ROOT))
                .isSubsetOf(MAY_USE.keySet());
        Stream<Dependency> arrows = CORE.stream().flatMap(type -> type.getDirectDependenciesFromSelf().stream());
        assertThat(arrows.filter(ArchitectureTest::isAgainstThePlan).map(Dependency::getDescription))
                .isEmpty();
    }

    @Test
    @DisplayName("decision: values only; no I/O, no thread, no log, no library")
    void decisionKnowsValuesOnly() {
        classes()
                .that()
                .resideInAnyPackage("dev.failover.decision", "dev.failover.internal.decision")
                .should()
                .onlyDependOnClassesThat(describe("are values", ArchitectureTest::isValue))
                .check(CORE);
    }

    @Test
    @DisplayName("decision: no clock and no randomness; what time it is stands in the facts")
    void decisionAsksNoClock() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.failover.decision", "dev.failover.internal.decision")
                .should()
                .callMethodWhere(describe(
                        "asks the machine for the time or for chance",
                        call -> call.getTargetOwner().getPackageName().startsWith("java.")
                                && Set.of("now", "random", "randomUUID").contains(call.getName())))
                .check(CORE);
    }

    private static boolean isAgainstThePlan(Dependency arrow) {
        String from = room(arrow.getOriginClass());
        String to = room(arrow.getTargetClass().getBaseComponentType());
        // The root stands on all of them but the replay, which stands on the root.
        boolean isPlanned = from.equals(ROOT) && !to.equals("replay") || from.equals(to);
        return (MAY_USE.containsKey(to) || to.equals(ROOT))
                && !isPlanned
                && !MAY_USE.getOrDefault(from, Set.of()).contains(to);
    }

    /** {@code dns} for {@code dev.failover.dns}, {@code dev.failover} for itself. */
    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT + ".") ? name.substring(ROOT.length() + 1) : name;
    }

    private static boolean isValue(JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        if (base.isPrimitive() || base.getPackageName().matches("dev\\.failover\\.(internal\\.)?decision")) {
            return true;
        }
        if (base.getPackageName().startsWith("dev.failover")) {
            return SHELL_VALUES.stream().anyMatch(value -> isOrIsIn(base, value));
        }
        return IN_LANGUAGE.test(base) && NO_VALUES.stream().noneMatch(banned -> isOrIsIn(base, banned));
    }

    private static boolean isOrIsIn(JavaClass type, Class<?> outer) {
        return type.isEquivalentTo(outer)
                || type.getEnclosingClass()
                        .map(enclosing -> isOrIsIn(enclosing, outer))
                        .orElse(false);
    }
}
