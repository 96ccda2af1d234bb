package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.health.Health;
import dev.failover.testkit.ManualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A thousand services are checked hundreds of times a second, and a thread for each listener would be woken each time. */
@DisplayName("A listener")
class QueuedChecksTest {
    private final ManualScheduler time = new ManualScheduler();
    private final List<FailoverEvent.Kind> heard = new ArrayList<>();
    private final QueuedListener listener = new QueuedListener(time, event -> heard.add(event.kind()));

    private void check() {
        listener.on(new FailoverEvent.Checked(Instant.EPOCH, "www", "prod", Health.up("200"), Optional.empty()));
    }

    @Test
    @DisplayName("is told of several checks at once, a tenth of a second after the first")
    void checks() {
        check();
        time.advance(Duration.ofMillis(50));
        check();
        assertThat(heard).isEmpty();
        time.advance(Duration.ofMillis(50));
        assertThat(heard).hasSize(2);
        check();
        time.advance(Duration.ofMillis(99));
        assertThat(heard).hasSize(2);
        time.advance(Duration.ofMillis(1));
        assertThat(heard).hasSize(3);
    }

    @Test
    @DisplayName("is told of anything else immediately, after the checks before it")
    void anythingElse() {
        check();
        listener.on(new FailoverEvent.CutOff(Instant.EPOCH, "www"));
        time.runUntilIdle();
        assertThat(heard).containsExactly(FailoverEvent.Kind.CHECKED, FailoverEvent.Kind.CUT_OFF);
        check();
        time.advance(Duration.ofMillis(100));
        assertThat(heard).hasSize(3);
    }

    @Test
    @DisplayName("that needs no checks costs nothing while only checks happen, and is told of anything else")
    void noChecks() {
        QueuedListener deaf = new QueuedListener(time, new FailoverListener() {
            @Override
            public boolean hearsChecks() {
                return false;
            }

            @Override
            public void on(FailoverEvent event) {
                heard.add(event.kind());
            }
        });
        deaf.on(new FailoverEvent.Checked(Instant.EPOCH, "www", "prod", Health.up("200"), Optional.empty()));
        assertThat(time.pending()).isZero();
        deaf.on(new FailoverEvent.CutOff(Instant.EPOCH, "www"));
        time.runUntilIdle();
        assertThat(heard).containsExactly(FailoverEvent.Kind.CUT_OFF);
    }
}
