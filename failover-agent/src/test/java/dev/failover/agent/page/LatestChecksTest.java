package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.FailoverEvent;
import dev.failover.health.Health;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The latest checks")
class LatestChecksTest {
    private final AtomicBoolean wanted = new AtomicBoolean(true);
    private final LatestChecks checks = new LatestChecks(wanted::get);

    private void check(String found) {
        if (checks.hearsChecks()) {
            checks.on(new FailoverEvent.Checked(Instant.EPOCH, "www", "prod", Health.up(found), Optional.empty()));
        }
    }

    @Test
    @DisplayName("are those since they are shown: what was before they were not is forgotten")
    void forgotten() {
        check("before");
        wanted.set(false);
        check("meanwhile");
        wanted.set(true);
        check("after");
        assertThat(checks.all().values())
                .singleElement()
                .satisfies(row -> assertThat(row).extracting("detail").containsExactly("after"));
    }
}
