package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.ServiceState;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.journal.StateStore;
import dev.failover.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What follows from the verdict that a site is DOWN")
class SwitchOrderTest {
    private static final RecordKey NAME = new RecordKey("www", RecordType.A);
    private static final Duration TTL = Duration.ofMinutes(1);

    private final ManualScheduler time = new ManualScheduler();
    private final List<String> order = new ArrayList<>();
    private RecordSet served = RecordSet.of(NAME, TTL, World.PROD);
    private boolean down;

    @Test
    @DisplayName("is journalled and intended, then written to the vendor, and only then put down for humans")
    void humansDoNotHoldUpTheWrite() {
        outage();
        assertThat(order)
                .filteredOn(step -> !step.equals("check") && !step.equals("look"))
                .startsWith("switched", "write", "told");
    }

    @Test
    @DisplayName("waits for no look that begins with it, as the failed checks before it have led to one each")
    void noLookBesideIt() {
        outage();
        assertThat(order).startsWith("check", "look", "check", "look", "check", "switched", "write");
    }

    /** Of the active site, for a minute. */
    private void outage() {
        time.runWorkAtOnce();
        try (Failover failover = Failover.builder()
                .stateStore(new Store())
                .scheduler(time)
                .authorities((zone, key, timeout) -> {
                    order.add("look");
                    return new Publication(key, List.of(new Publication.Served("ns", Optional.of(served))));
                })
                .provider("dns", new Zone())
                .notifier("phone", (notification, timeout) -> {})
                .service(Service.builder("www")
                        .record("dns", "www", RecordType.A, TTL)
                        .site(Site.of("prod", World.PROD))
                        .site(Site.of("home", World.HOME))
                        .check((address, timeout) -> {
                            if (!down || !address.getHostAddress().equals(World.PROD)) {
                                return Health.up("fine");
                            }
                            order.add("check");
                            return Health.down("dead");
                        })
                        .thresholds(Thresholds.defaults())
                        .notify("phone")
                        .build())
                .build()) {
            failover.start();
            time.advance(Duration.ofMinutes(1));
            order.clear();
            down = true;
            time.advance(Duration.ofMinutes(1));
            time.runWhile(failover::close);
        }
    }

    private final class Zone implements DnsProvider {
        @Override
        public String zone() {
            return "example.org";
        }

        @Override
        public Optional<RecordSet> find(RecordKey key, Duration timeout) {
            return Optional.of(served);
        }

        @Override
        public void apply(List<RecordChange> changes, Duration timeout) {
            order.add("write");
            served = changes.get(0).desired();
        }
    }

    private final class Store implements StateStore {
        private final StateStore kept = StateStore.inMemory();

        @Override
        public ServiceState load(String service) {
            return kept.load(service);
        }

        @Override
        public JournalEntry save(String service, ServiceState expected, ServiceState next, JournalEvent event) {
            order.add(event.kind().toString());
            return kept.save(service, expected, next, event);
        }

        @Override
        public List<JournalEntry> history(int limit) {
            return kept.history(limit);
        }

        @Override
        public Lines notifications() {
            Lines lines = kept.notifications();
            return new Lines() {
                @Override
                public List<String> entries() {
                    return lines.entries();
                }

                @Override
                public void append(String line) {
                    order.add("told");
                    lines.append(line);
                }

                @Override
                public void rewrite(List<String> replacement) {
                    lines.rewrite(replacement);
                }

                @Override
                public int size() {
                    return lines.size();
                }
            };
        }

        @Override
        public void close() {}
    }
}
