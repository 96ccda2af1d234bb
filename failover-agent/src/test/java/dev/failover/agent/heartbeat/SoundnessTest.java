package dev.failover.agent.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.RejectedException;
import dev.failover.testkit.ManualScheduler;
import dev.failover.time.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Whether the agent is sound")
class SoundnessTest {
    private static final Instant NOW = ManualScheduler.START;

    private final ManualScheduler time = new ManualScheduler();
    private final List<Optional<String>> answers = new ArrayList<>();
    private CompletableFuture<?> turn = CompletableFuture.completedFuture(null);
    private final Soundness soundness = new Soundness(time, () -> turn, Optional::empty);

    static Stream<Arguments> facts() {
        Outcome<Optional<Instant>> nothing = said(Optional.empty());
        return Stream.of(
                Arguments.of(true, nothing, ""),
                Arguments.of(true, said(Optional.of(NOW.minus(Soundness.LONGEST_UNSAID))), ""),
                Arguments.of(
                        true,
                        said(Optional.of(NOW.minus(Soundness.LONGEST_UNSAID).minusSeconds(1))),
                        "Nobody could be told for 10m 1s what there is to tell: the notifiers fail"),
                Arguments.of(true, said(Optional.of(NOW.plusSeconds(60))), ""),
                Arguments.of(true, failed(new RejectedException("/state is full")), "/state is full"),
                Arguments.of(true, failed(new IllegalStateException("x")), "The state directory does not answer"),
                Arguments.of(false, nothing, "Nothing is decided: whatever decides does not answer within 10s"),
                Arguments.of(
                        false,
                        failed(new RejectedException("/state is full")),
                        "Nothing is decided: whatever decides does not answer within 10s"));
    }

    private static Outcome<Optional<Instant>> said(Optional<Instant> since) {
        return new Outcome.Success<>(since);
    }

    private static Outcome<Optional<Instant>> failed(Exception cause) {
        return new Outcome.Failure<>(cause);
    }

    @ParameterizedTest
    @MethodSource("facts")
    @DisplayName("follows from what decides, the state directory, and what nobody was told")
    void follows(boolean turning, Outcome<Optional<Instant>> unsaid, String why) {
        assertThat(Soundness.whyNot(turning, unsaid, NOW).orElse("")).isEqualTo(why);
    }

    @Test
    @DisplayName("is known at once, if all is well")
    void well() {
        soundness.ask(answers::add);
        time.runUntilIdle();
        assertThat(answers).containsExactly(Optional.empty());
        assertThat(time.elapsed()).isZero();
        assertThat(time.pending()).isZero();
    }

    @Test
    @DisplayName(
            "is denied after 10 s while what decides is stuck, which is asked once only, and found again when it goes on")
    void stuck() {
        CompletableFuture<Void> never = new CompletableFuture<>();
        turn = never;
        soundness.ask(answers::add);
        time.advance(Duration.ofMillis(9_999));
        assertThat(answers).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(answers).hasSize(1).allMatch(Optional::isPresent);

        turn = CompletableFuture.completedFuture(null);
        soundness.ask(answers::add);
        time.runUntilIdle();
        assertThat(answers).hasSize(2).allMatch(Optional::isPresent);

        never.complete(null);
        time.runUntilIdle();
        assertThat(answers).hasSize(2);
        soundness.ask(answers::add);
        time.runUntilIdle();
        assertThat(answers).hasSize(3).endsWith(Optional.empty());
    }

    @Test
    @DisplayName("is denied if what decides is closed")
    void closed() {
        turn = CompletableFuture.failedFuture(new IllegalStateException("closed"));
        soundness.ask(answers::add);
        time.runUntilIdle();
        assertThat(answers).hasSize(1).allMatch(Optional::isPresent);
    }

    @Test
    @DisplayName("is denied after 10 s while the disk hangs")
    void diskHangs() {
        time.hang(name -> name.equals("looking at the state directory"));
        soundness.ask(answers::add);
        time.advance(Duration.ofSeconds(10));
        assertThat(answers).hasSize(1).allMatch(Optional::isPresent);
    }
}
