package dev.failover;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.failover.component.InvalidSettingsException;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Verdict;
import dev.failover.time.Durations;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The rooms of failover-core")
class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("dev.failover");

    /** The types of the shell that the pure core may see: immutable, and without a way to the world. */
    private static final Set<Class<?>> SHELL_VALUES = Set.of(
            InvalidSettingsException.class,
            InvalidSettingsException.Problem.class,
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
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("component")
                .definedBy("dev.failover.component")
                .layer("time")
                .definedBy("dev.failover.time")
                .layer("storage")
                .definedBy("dev.failover.storage")
                .layer("http")
                .definedBy("dev.failover.http")
                .layer("health")
                .definedBy("dev.failover.health")
                .layer("dns")
                .definedBy("dev.failover.dns")
                .layer("sync")
                .definedBy("dev.failover.sync")
                .layer("notify")
                .definedBy("dev.failover.notify")
                .layer("decision")
                .definedBy("dev.failover.decision")
                .layer("journal")
                .definedBy("dev.failover.journal")
                .layer("failover")
                .definedBy("dev.failover")
                .whereLayer("component")
                .mayNotAccessAnyLayer()
                .whereLayer("time")
                .mayOnlyAccessLayers("component")
                .whereLayer("storage")
                .mayOnlyAccessLayers("component")
                .whereLayer("http")
                .mayOnlyAccessLayers("component", "time")
                .whereLayer("health")
                .mayOnlyAccessLayers("component", "time")
                .whereLayer("dns")
                .mayOnlyAccessLayers("component", "time", "http")
                .whereLayer("sync")
                .mayOnlyAccessLayers("component", "time")
                .whereLayer("notify")
                .mayOnlyAccessLayers("component", "time", "storage")
                .whereLayer("decision")
                .mayOnlyAccessLayers("component", "time", "health", "dns")
                .whereLayer("journal")
                .mayOnlyAccessLayers("component", "storage", "decision")
                .ensureAllClassesAreContainedInArchitecture()
                .check(CORE);
    }

    @Test
    @DisplayName("decision: values only; no I/O, no thread, no log, no library")
    void decisionKnowsValuesOnly() {
        classes()
                .that()
                .resideInAPackage("dev.failover.decision")
                .should()
                .onlyDependOnClassesThat(describe("are values", ArchitectureTest::isValue))
                .check(CORE);
    }

    @Test
    @DisplayName("decision: no clock and no randomness; what time it is stands in the facts")
    void decisionAsksNoClock() {
        noClasses()
                .that()
                .resideInAPackage("dev.failover.decision")
                .should()
                .callMethodWhere(describe(
                        "asks the machine for the time or for chance",
                        call -> call.getTargetOwner().getPackageName().startsWith("java.")
                                && Set.of("now", "random", "randomUUID").contains(call.getName())))
                .check(CORE);
    }

    private static boolean isValue(JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        if (base.isPrimitive() || base.getPackageName().equals("dev.failover.decision")) {
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
