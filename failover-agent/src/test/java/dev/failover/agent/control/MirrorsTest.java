package dev.failover.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.notify.Notification;
import dev.failover.sync.MirrorEvent;
import dev.failover.sync.MirrorEvent.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("What is told of a sync")
class MirrorsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static Optional<Notification> told(String service, Kind kind) {
        return Mirrors.notification(
                "files", service, new MirrorEvent(NOON, "webroot", kind, "so it is", Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "www, HALTED,    www/sync/files/halted,  CRITICAL, false",
        "www, RESUMED,   www/sync/files/halted,  CRITICAL, true",
        "www, FAILING,   www/sync/files/failing, WARNING,  false",
        "www, RECOVERED, www/sync/files/failing, WARNING,  true",
        "'',  HALTED,    sync/files/halted,      CRITICAL, false",
        "'',  RESUMED,   sync/files/halted,      CRITICAL, true"
    })
    @DisplayName("ends the incident that it began, also for a process that was started in between")
    void incidents(String service, Kind kind, String incident, Notification.Severity severity, boolean over) {
        Notification told = told(service, kind).orElseThrow();
        assertThat(told.incident()).isEqualTo(incident);
        assertThat(told.incidentSeverity()).isEqualTo(severity);
        assertThat(told.endsIncident()).isEqualTo(over);
        assertThat(told.id())
                .startsWith(service.isEmpty() ? "sync/files/" : "www/sync/files/")
                .endsWith("/" + NOON.toEpochMilli());
    }

    @ParameterizedTest
    @EnumSource(names = {"COMMAND_FAILED", "BLIND", "HEALED", "UNPROVEN"})
    @DisplayName("stands alone if nothing tells of its end")
    void alone(Kind kind) {
        Notification told = told("www", kind).orElseThrow();
        assertThat(told.incident()).isEqualTo(told.id());
        assertThat(told.endsIncident()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"PART_MIRRORED", "ALL_MIRRORED", "RUN_FAILED", "PROVEN"})
    @DisplayName("is nothing of what happens every day")
    void nothing(Kind kind) {
        assertThat(told("www", kind)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "FAILING,   '',   '',    home",
        "FAILING,   '',   third, third",
        "FAILING,   prod, '',    prod home",
        "FAILING,   prod, third, prod third",
        "RECOVERED, prod, third, prod third",
        "HALTED,    prod, third, ''",
        "RESUMED,   prod, third, ''",
        "COMMAND_FAILED, prod, third, ''"
    })
    @DisplayName(
            "follows from a site that is down if it goes there or comes from there, but never that a source can't be believed")
    void sites(Kind kind, String from, String to, String sites) {
        assertThat(Mirrors.sites(kind, named(from), named(to), List.of("home", "third")))
                .isEqualTo(sites.isEmpty() ? Set.of() : Set.of(sites.split(" ")));
        assertThat(Mirrors.sites(Kind.FAILING, Optional.empty(), Optional.empty(), List.of()))
                .isEmpty();
    }

    private static Optional<String> named(String name) {
        return Optional.of(name).filter(given -> !given.isEmpty());
    }
}
