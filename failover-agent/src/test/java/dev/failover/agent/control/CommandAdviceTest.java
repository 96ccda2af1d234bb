package dev.failover.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Condition;
import dev.failover.decision.Gate;
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
}
