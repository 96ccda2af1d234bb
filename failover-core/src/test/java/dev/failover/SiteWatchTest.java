package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.ScriptedCheck;
import dev.failover.health.Thresholds;
import dev.failover.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A site that is watched")
@Timeout(60)
class SiteWatchTest {
    @Test
    @DisplayName("may have its TLS session resumed only while it is the active one")
    void activeOnly() throws Exception {
        ScriptedCheck check = new ScriptedCheck();
        check.finds(Collections.nCopies(7, Health.up("on purpose")));
        Site site = Site.builder("prod")
                .address("203.0.113.10")
                .checkAddress("203.0.113.10")
                .build();
        Service service = Service.builder("www")
                .site(site)
                .record("dns", "www", RecordType.A, Duration.ofSeconds(60))
                .check(check)
                .thresholds(Thresholds.builder()
                        .interval(Duration.ofMillis(10))
                        .timeout(Duration.ofMillis(100))
                        .rise(2)
                        .build())
                .build();
        AtomicInteger heard = new AtomicInteger();
        try (Scheduler scheduler = Scheduler.system();
                SiteWatch watch = new SiteWatch(
                        scheduler,
                        service,
                        site,
                        List.of(),
                        false,
                        Duration.ZERO,
                        (watched, found) -> {
                            switch (heard.incrementAndGet()) {
                                case 3 -> watched.isActive(1);
                                case 5 -> watched.isNotActive();
                                default -> {}
                            }
                        },
                        () -> {})) {
            watch.start();
            List<Boolean> asked = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                asked.add(check.nextMayResume());
            }
            assertThat(asked).containsExactly(false, false, false, true, true, false, false);
        }
    }
}
