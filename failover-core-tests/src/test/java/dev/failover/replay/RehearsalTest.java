package dev.failover.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Cause;
import dev.failover.replay.Replay.Report.Move;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A rehearsal")
class RehearsalTest {
    @Test
    @DisplayName("goes through a failover and a failback")
    void switchesThereAndBack() {
        assertThat(Rehearsal.run().switches()).extracting(Move::cause).containsExactly(Cause.FAILOVER, Cause.FAILBACK);
    }
}
