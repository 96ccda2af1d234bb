package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.control.ServiceView;
import dev.failover.agent.control.StatusDocument;
import dev.failover.decision.Acknowledgement;
import dev.failover.decision.Approval;
import dev.failover.decision.SiteFacts;
import dev.failover.notify.NotifierStatus;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The endpoint of an application of Spring Boot")
class StatusWordsTest {
    private static final Path DOCUMENT =
            Sources.ROOT.resolve("failover-spring-boot-starter/src/main/java/dev/failover/spring/StatusDocument.java");

    private static final Pattern MEMBER = Pattern.compile("\\.put\\(\\s*\"([A-Za-z]+)\"");

    @Test
    @DisplayName("calls what it shows as the agent's status does, so that one reader understands both")
    void sameWords() throws IOException {
        Set<String> shown = MEMBER.matcher(Files.readString(DOCUMENT))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> agents = Stream.of(
                        Stream.of(ServiceView.class, StatusDocument.class),
                        Stream.of(ServiceView.class.getDeclaredClasses()),
                        // These are in the agent's document as they are, and notifiers in its metrics only.
                        Stream.of(Approval.class, Acknowledgement.class, ServiceView.SiteView.class),
                        Stream.of(SiteFacts.AddressFact.class, NotifierStatus.class))
                .flatMap(types -> types)
                .flatMap(type -> Stream.of(type.getRecordComponents()))
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
        agents.add("notifiers");

        assertThat(shown).hasSizeGreaterThan(40).isSubsetOf(agents);
    }
}
