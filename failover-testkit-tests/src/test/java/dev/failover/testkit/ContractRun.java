package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** What came of running a contract, by the names of its tests. */
final class ContractRun {
    private final Map<String, Throwable> red = new TreeMap<>();
    private final Map<String, Throwable> skipped = new TreeMap<>();
    private final List<String> green;

    private ContractRun(Events tests) {
        tests.failed().stream().forEach(event -> red.put(name(event), thrown(event)));
        tests.aborted().stream().forEach(event -> skipped.put(name(event), thrown(event)));
        green = tests.succeeded().stream().map(ContractRun::name).sorted().toList();
    }

    static ContractRun of(Class<?> contract) {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .execute();
        assertThat(results.containerEvents().failed().count())
                .as("broken containers")
                .isZero();
        return new ContractRun(results.testEvents());
    }

    private static String name(Event event) {
        return event.getTestDescriptor().getDisplayName();
    }

    private static Throwable thrown(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseGet(() -> new AssertionError("no reason given"));
    }

    /** What was thrown by the tests that failed, by their names. */
    Map<String, Throwable> red() {
        return red;
    }

    /** Every test ran and none failed, but those with these sentences, which said aloud that they were not run. */
    void assertGreen(String... skippedSentences) {
        assertThat(red).isEmpty();
        assertThat(green).isNotEmpty();
        assertThat(skipped).containsOnlyKeys(skippedSentences);
        assertThat(skipped.values())
                .allSatisfy(reason -> assertThat(reason).hasMessageMatching("(?s)(NOT TESTED|DOES NOT APPLY): .+"));
    }

    /** The test named for the flaw failed, and no other than may. */
    void assertBites(Flaw<?> flaw) {
        assertThat(red).as("tests gone red").containsKey(flaw.sentence());
        assertThat(red.keySet()).as("tests gone red").allMatch(flaw::mayBreak, "may go red with this flaw");
        assertThat(red.values()).allSatisfy(thrown -> assertThat(thrown).isNotInstanceOf(NullPointerException.class));
    }
}
