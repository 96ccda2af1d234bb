package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Condition;
import dev.failover.decision.ServiceState;
import dev.failover.dns.RecordType;
import dev.failover.health.TcpHealthCheck;
import dev.failover.internal.decision.Inhibition;
import dev.failover.notify.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("What is told of a condition")
class AnnouncementsTest {
    private static final Instant SINCE = Instant.parse("2026-11-21T10:00:00Z");

    private static final Service SERVICE = Service.builder("www")
            .record("dns", "www", RecordType.A, Duration.ofSeconds(60))
            .site(Site.of("prod", "203.0.113.10"))
            .check(TcpHealthCheck.builder().port(443).build())
            .build();

    private final Announcements announcements = new Announcements(SERVICE, Advice.NONE);

    @ParameterizedTest
    @EnumSource
    @DisplayName("at its end is in words, not the condition's id")
    void words(Condition.Kind kind) {
        Condition condition = new Condition(kind, "", "");
        Notification over = over(condition.id());
        assertThat(over.title()).startsWith("www: ").doesNotContain("over: ");
        assertThat(over.facts()).containsEntry("condition", condition.id());
        assertThat(over.text()).isEqualTo("It lasted for 3m.");
    }

    @Test
    @DisplayName("names the site or the provider that it is about")
    void subject() {
        assertThat(over("standby-down/home").title()).isEqualTo("www: home is no longer down");
    }

    @Test
    @DisplayName("is its id, if it is of another version")
    void unknown() {
        assertThat(over("of-tomorrow/home").title()).isEqualTo("www: over: of-tomorrow/home");
    }

    @Test
    @DisplayName("has its sentence, and after it what the program that embeds the library advises")
    void advised() {
        Condition condition = new Condition(Condition.Kind.LATCHED, "", "too many");
        Advice advice = (service, told) -> "resume " + service + " for " + told.kind();

        assertThat(announcements.raised(condition, SINCE, ServiceState.INITIAL).text())
                .isEqualTo("too many");
        assertThat(new Announcements(SERVICE, advice)
                        .raised(condition, SINCE, ServiceState.INITIAL)
                        .text())
                .isEqualTo("too many. resume www for LATCHED");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("is one incident from its beginning to its end, as loud as at its beginning")
    void incident(Condition.Kind kind) {
        Condition condition = new Condition(kind, "home", "");
        Notification raised = announcements.raised(condition, SINCE, ServiceState.INITIAL);

        assertThat(raised.endsIncident()).isFalse();
        assertThat(raised.incidentSeverity()).isEqualTo(raised.severity());
        assertThat(raised.incident()).startsWith("www/" + condition.id()).isNotEqualTo(raised.id());
        assertThat(over(condition.id()))
                .returns(true, Notification::endsIncident)
                .returns(raised.incident(), Notification::incident)
                .returns(raised.severity(), Notification::incidentSeverity);
    }

    @Test
    @DisplayName("stands alone, unless it is a part of something")
    void alone() {
        Notification told = over("standby-down/home");
        Notification alone =
                new Notification(told.id(), SINCE, Notification.Severity.WARNING, "www", "t", "", Map.of());

        assertThat(alone)
                .returns(alone.id(), Notification::incident)
                .returns(Notification.Severity.WARNING, Notification::incidentSeverity)
                .returns(false, Notification::endsIncident);
    }

    private Notification over(String id) {
        return announcements.cleared(id, SINCE, SINCE.plus(Duration.ofMinutes(3)), ServiceState.INITIAL);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("is silenced by nothing that is told less loudly")
    void inhibited(Condition.Kind consequence) {
        Condition silenced = new Condition(consequence, "x", "");
        for (Condition.Kind cause : Condition.Kind.values()) {
            Condition present = new Condition(cause, "x", "");
            if (Inhibition.of(List.of(present, silenced), Set.of(), Optional.empty())
                    .containsKey(silenced.id())) {
                assertThat(severity(cause)).isGreaterThanOrEqualTo(severity(consequence));
            }
        }
        if (Inhibition.of(List.of(silenced), Set.of("x"), Optional.empty()).containsKey(silenced.id())) {
            assertThat(severity(Condition.Kind.STANDBY_DOWN)).isGreaterThanOrEqualTo(severity(consequence));
        }
    }

    private Notification.Severity severity(Condition.Kind kind) {
        return announcements
                .raised(new Condition(kind, "x", ""), SINCE, ServiceState.INITIAL)
                .severity();
    }
}
