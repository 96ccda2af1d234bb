package dev.failover.agent.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.drill.Course.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A drill that went there and back")
class CourseTest {
    @ParameterizedTest
    @CsvSource({
        "60, , , , SUCCEEDED, there and back",
        "60, 60, , , SUCCEEDED, there and back",
        "61, 60, , , FAILED, the rto of 1m was missed: it took 1m 1s",
        "60, 60, 30, 30, SUCCEEDED, there and back",
        "60, 60, 31, 30, FAILED, the rpo of 30s was missed: the replica of the site entered is 31s old",
        "60, 60, , 30, FAILED, the rpo of 30s was missed: the replica of the site entered is of an unknown age"
    })
    @DisplayName("is held against what was declared, in time and in loss")
    void within(long took, Long rto, Long age, Long rpo, DrillOutcome outcome, String reason) {
        Course course = new Course(
                        DrillOutcome.SUCCEEDED,
                        "there and back",
                        List.of(new Phase(Stopwatch.ALL, Duration.ofSeconds(took), Optional.empty())),
                        List.of(),
                        seconds(age),
                        List.of())
                .within(seconds(rto), seconds(rpo));
        assertThat(course.outcome()).isEqualTo(outcome);
        assertThat(course.reason()).isEqualTo(reason);
    }

    private static Optional<Duration> seconds(Long value) {
        return Optional.ofNullable(value).map(Duration::ofSeconds);
    }
}
