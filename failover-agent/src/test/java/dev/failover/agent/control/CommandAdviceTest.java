package dev.failover.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.Remedy;
import dev.failover.decision.Condition;
import dev.failover.decision.Gate;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What the agent adds to a message of the library")
class CommandAdviceTest {
    @Test
    @DisplayName("is the command, with the service's name, that does what a condition asks for")
    void conditions() {
        assertThat(CommandAdvice.sentence("www", new Condition(Condition.Kind.LATCHED, "", "too many")))
                .isEqualTo("too many. `resume www` allows automatic switches again");
        assertThat(CommandAdvice.forConditions().on("www", new Condition(Condition.Kind.FAILBACK_POSSIBLE, "", "up")))
                .isEqualTo("`failback www` returns to it");
    }

    @Test
    @DisplayName("is nothing where no command helps")
    void nothing() {
        assertThat(CommandAdvice.sentence("www", new Condition(Condition.Kind.STANDBY_DOWN, "home", "home is DOWN")))
                .isEqualTo("home is DOWN");
    }

    @Test
    @DisplayName("is the command that does what an unmet gate asks for, and nothing for one that is met")
    void gates() {
        assertThat(CommandAdvice.sentence("www", Gate.unmet(Gate.Kind.PAUSE, "paused by ada, until it is resumed")))
                .isEqualTo("paused by ada, until it is resumed. `resume www` ends the pause");
        assertThat(CommandAdvice.sentence("www", Gate.met(Gate.Kind.PAUSE, "not paused")))
                .isEqualTo("not paused");
    }

    @Test
    @DisplayName("is the option that does what a sync asks for, under the name that the sync has here")
    void syncs() {
        assertThat(CommandAdvice.sentence("pages", "If it is right, accept it.", Optional.of(Remedy.ACCEPT_SOURCE)))
                .isEqualTo("If it is right, accept it. `sync pages --accept-source` accepts the source as it is");
        assertThat(CommandAdvice.sentence("pages", "connection refused", Optional.empty()))
                .isEqualTo("connection refused");
    }
}
