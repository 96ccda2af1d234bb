package dev.failover.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Of the rule 3-2-1")
class ThreeTwoOneTest {
    @ParameterizedTest(name = "{0} copies, elsewhere {1}, protected {2}, tested {3}: {4}")
    @CsvSource({
        "3, true, true, true, ''",
        "4, true, true, true, ''",
        "2, true, true, true, a third copy (there are 2 with the source)",
        "3, false, true, true, a backup in another place",
        "3, true, false, true, a backup that this machine can't remove",
        "3, true, true, false, a restore test that was passed in time",
        "2, false, false, false, a third copy+a backup in another place+can't remove+a restore test"
    })
    @DisplayName("what is missing is named, and nothing else")
    void missing(long copies, boolean elsewhere, boolean protectedOne, boolean tested, String what) {
        Finding finding = ThreeTwoOne.findings("service www", new ThreeTwoOne(copies, elsewhere, protectedOne, tested))
                .get(0);
        assertThat(finding.severity()).isEqualTo(what.isEmpty() ? Severity.OK : Severity.WARNING);
        assertThat(finding.message()).contains(what.isEmpty() ? "keep the rule" : "missing of the rule");
        assertThat(finding.message()).contains(Arrays.asList(what.split("\\+")));
        if (!what.isEmpty()) {
            assertThat(finding.message().split("; ")).hasSameSizeAs(what.split("\\+"));
        }
    }
}
