package dev.failover.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page on metrics")
class MetricsPageTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Path RULES = Path.of("../failover-agent/monitoring/failover-rules.yml");

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    @DisplayName("has every metric of the library, and no other")
    void metrics() throws IOException {
        String page = Files.readString(DOCS.resolve("metrics.md"));

        // What the agent adds is held by its own tests.
        String agents = "\\.backup|\\.vendor|\\.replica\\.verified|\\.recovery\\.(time|point)\\.(objective|drilled)";
        assertThat(found("(?<=`)failover(?!" + agents + ")(\\.[a-z]+)+(?=`)", page))
                .isEqualTo(new TreeSet<>(Descriptions.names()));
    }

    @Test
    @DisplayName("has every alert, and no other")
    void alerts() throws IOException {
        Set<String> alerts = found("(?<=alert: )\\w+", Files.readString(RULES));

        assertThat(alerts).hasSizeGreaterThan(10);
        assertThat(found("(?<=`)Failover[A-Z]\\w+(?=`)", Files.readString(DOCS.resolve("metrics.md"))))
                .isEqualTo(alerts);
    }
}
