package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
import dev.failover.component.Problems;
import dev.failover.decision.Approval;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.SwitchRequest;
import dev.failover.dns.RecordType;
import dev.failover.health.HttpHealthCheck;
import dev.failover.health.Thresholds;
import dev.failover.sync.AfterSync;
import dev.failover.sync.Exclusions;
import dev.failover.sync.MirrorRequest;
import dev.failover.sync.Versions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is composed in code is checked as what is configured: everything that is wrong is told at once. */
@DisplayName("Values and builders")
class ValidationTest {
    private static final Duration NEGATIVE = Duration.ofMillis(-1);
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    /** As a caller without null checks may do. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                Arguments.of(
                        "a policy",
                        (ThrowingCallable) () -> new FailoverPolicy(
                                nothing(),
                                false,
                                nothing(),
                                0,
                                Duration.ZERO,
                                NEGATIVE,
                                Optional.of(Duration.ZERO),
                                NEGATIVE,
                                nothing(),
                                nothing(),
                                51,
                                NEGATIVE,
                                Duration.ZERO,
                                Optional.of(Duration.ZERO),
                                Optional.of(Duration.ZERO)),
                        List.of(
                                "state-class",
                                "failback-after",
                                "max-switches.count",
                                "max-switches.per",
                                "cool-down",
                                "replica-max-age",
                                "certificate-valid-for",
                                "address-max-age",
                                "on-foreign-edit",
                                "max-restores.count",
                                "max-restores.per",
                                "mix-limit",
                                "drill-max-age",
                                "restore-test-max-age")),
                Arguments.of(
                        "thresholds",
                        (ThrowingCallable) () -> new Thresholds(Duration.ZERO, NEGATIVE, Duration.ofHours(1), 0, 1001),
                        List.of("interval", "fast-interval", "timeout", "fall", "rise")),
                Arguments.of(
                        "a site",
                        (ThrowingCallable) () -> Site.builder("a b\u001b[31m").build(),
                        List.of("name", "address")),
                Arguments.of(
                        "a service",
                        (ThrowingCallable) () -> Service.builder("")
                                .record("", "www", RecordType.TXT, Duration.ofMillis(1500))
                                .record("\u0007", "@", RecordType.A, NEGATIVE)
                                .ownership("a b")
                                .rto(Duration.ZERO)
                                .build(),
                        List.of(
                                "",
                                "records.0.provider",
                                "records.0.type",
                                "records.0.ttl",
                                "records.1.provider",
                                "records.1.ttl",
                                "sites",
                                "ownership",
                                "ownership-name",
                                "rto",
                                "check")),
                Arguments.of(
                        "an HTTP check",
                        (ThrowingCallable) () -> HttpHealthCheck.builder()
                                .method("HEAD")
                                .bodyContains("ok")
                                .bodyLimit(0)
                                .build(),
                        List.of("url", "body-contains", "body-contains")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    @DisplayName("are refused with everything that is wrong, by the names of the settings")
    void settings(String what, ThrowingCallable made, List<String> keys) {
        assertThatThrownBy(made)
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        e -> assertThat(e.problems()).extracting(Problem::key).containsExactlyElementsOf(keys))
                .message()
                .doesNotContain("\u001b", "\u0007");
    }

    static Stream<Arguments> arguments() {
        return Stream.of(
                Arguments.of("versions", (ThrowingCallable) () -> new Versions(0, nothing()), List.of("count", "age")),
                Arguments.of(
                        "a command after a mirror",
                        (ThrowingCallable) () -> new AfterSync(Exclusions.NONE, List.of(), nothing(), Duration.ZERO),
                        List.of("pattern", "command", "where", "timeout")),
                Arguments.of(
                        "a mirror's request",
                        (ThrowingCallable) () -> new MirrorRequest(
                                Path.of("/data"),
                                Optional.of(Set.of(Path.of("../out"), Path.of("/etc"))),
                                Exclusions.NONE,
                                -1,
                                Optional.empty(),
                                NEGATIVE),
                        List.of("maxDeletes", "timeout", "../out", "/etc")),
                Arguments.of(
                        "a switch by hand",
                        (ThrowingCallable)
                                () -> new SwitchRequest("home", " \u0007", "\n", true, Optional.of(Duration.ZERO)),
                        List.of("a name", "a reason", "no time")),
                Arguments.of(
                        "an approval",
                        (ThrowingCallable) () -> new Approval("home", NOON, NOON, "", "\u001b[31m"),
                        List.of("a name", "a reason", "no time")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("arguments")
    @DisplayName("handed over by code are refused with everything that is wrong")
    void arguments(String what, ThrowingCallable made, List<String> said) {
        assertThatThrownBy(made)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(said.toArray(String[]::new));
    }

    @Test
    @DisplayName("nothing wrong is no problem")
    void fine() {
        Problems problems = new Problems()
                .present("", "key", "a text")
                .positive(Duration.ofNanos(1), "key")
                .notNegative(Duration.ZERO, "key");
        assertThat(problems.isEmpty()).isTrue();
        problems.throwIfAny();
        problems.throwAsArgument();
    }
}
