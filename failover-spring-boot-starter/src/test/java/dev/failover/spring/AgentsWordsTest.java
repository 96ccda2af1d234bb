package dev.failover.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.Failover;
import dev.failover.Prediction;
import dev.failover.dns.DnsProvider;
import dev.failover.health.Thresholds;
import dev.failover.testkit.InMemoryDnsProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

@DisplayName("What stands in a file of the agent")
@Timeout(60)
class AgentsWordsTest {
    private static final Path SAMPLE = Path.of("../failover-agent/failover.yaml");
    private static final Pattern FIRST_COLUMN = Pattern.compile("(?m)^\\| (`[^|]*?) \\|");
    private static final Pattern KEY = Pattern.compile("`([a-z.\\[\\]-]+)`");

    @TempDir
    Path directory;

    @Test
    @DisplayName("below services, references and dns says the same below failover in an application's properties")
    void services() throws Exception {
        new World()
                .beans()
                .withBean("dns", DnsProvider.class, () -> InMemoryDnsProvider.of("beerus.fr"))
                .withPropertyValues(properties().toArray(String[]::new))
                .withPropertyValues("failover.state-directory=" + directory.resolve("state"), "failover.mode=observe")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    Prediction prediction = context.getBean(Failover.class)
                            .status("www", status -> true)
                            .orTimeout(30, TimeUnit.SECONDS)
                            .join()
                            .prediction();
                    // interval 5s, fast-interval 1s, timeout 2s, fall 10, ttl 60s
                    assertThat(prediction.caching()).isEqualTo(Duration.ofSeconds(60));
                    assertThat(prediction.detection())
                            .isEqualTo(Thresholds.builder()
                                    .interval(Duration.ofSeconds(5))
                                    .fastInterval(Duration.ofSeconds(1))
                                    .timeout(Duration.ofSeconds(2))
                                    .fall(10)
                                    .rise(3)
                                    .build()
                                    .detectionBound());
                });
    }

    @Test
    @DisplayName("of the top level and of a service is a property, or the page says where it has its place")
    void keys() throws IOException {
        Set<String> properties =
                PropertiesPageTest.keys(FailoverProperties.class).collect(Collectors.toSet());
        String page = Files.readString(Path.of("../docs/spring-boot.md"));
        assertThat(agentsKeys())
                .hasSizeGreaterThan(40)
                .contains("vendor-check-every", "drill.time-zone", "sites.check", "rpo")
                .filteredOn(key -> !properties.contains(key.replaceFirst(".*\\.", "")))
                .isNotEmpty()
                .allSatisfy(key -> assertThat(page).contains("`" + key.replaceFirst("\\..*", "") + "`"));
    }

    /** The first column of the tables of the agent's page: {@code records.ttl}, where it has {@code records[].ttl}. */
    private static Set<String> agentsKeys() throws IOException {
        String page = Files.readString(Path.of("../docs/agent.md"));
        Set<String> keys = new TreeSet<>();
        for (String heading : List.of("Top level", "Services")) {
            String section = page.split("(?m)^### " + heading + "$", -1)[1].split("(?m)^### ", -1)[0];
            for (MatchResult row : FIRST_COLUMN.matcher(section).results().toList()) {
                String block = "";
                for (MatchResult key : KEY.matcher(row.group(1)).results().toList()) {
                    String word = key.group(1).replace("[]", "");
                    block = word.startsWith(".") ? block : word.replaceFirst("\\..*", "");
                    keys.add(word.startsWith(".") ? block + word : word);
                }
            }
        }
        return keys;
    }

    /** The sample as it is shipped; its vendor's account and its mirrors are beans in an application. */
    private static List<String> properties() throws IOException {
        List<String> found = new ArrayList<>();
        byte[] sample = Files.readAllBytes(SAMPLE);
        for (PropertySource<?> source : new YamlPropertySourceLoader().load("sample", new ByteArrayResource(sample))) {
            for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                if (name.matches("(services|references|dns).*")) {
                    found.add("failover." + name + "=" + source.getProperty(name));
                }
            }
        }
        assertThat(found).hasSizeGreaterThan(20);
        return found;
    }
}
