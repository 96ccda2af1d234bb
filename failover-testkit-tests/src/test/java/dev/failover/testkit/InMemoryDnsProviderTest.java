package dev.failover.testkit;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.testkit.InMemoryDnsProvider.Moment;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The DNS provider in memory")
class InMemoryDnsProviderTest extends DnsProviderContract {
    private static final Duration PATIENCE = Duration.ofSeconds(7);

    @Override
    protected Zone open(String zone, Collection<RecordSet> recordSets) {
        return new InMemoryZone(InMemoryDnsProvider.builder(zone)
                .records(recordSets)
                .leastTtl(leastTtl())
                .build());
    }

    @Override
    protected Duration leastTtl() {
        return Duration.ofSeconds(30);
    }

    @Override
    protected Duration shortTimeout() {
        return Duration.ofMillis(100);
    }

    @Override
    protected List<String> secrets() {
        return List.of("it holds none, so any will do");
    }

    private record InMemoryZone(InMemoryDnsProvider vendor) implements Zone {
        @Override
        public Optional<RecordSet> published(RecordKey key) {
            return vendor.published(key);
        }

        @Override
        public List<String> stored(RecordKey key) {
            return vendor.stored(key).map(set -> List.copyOf(set.values())).orElse(List.of());
        }

        @Override
        public Optional<List<Map<RecordKey, RecordSet>>> history() {
            return Optional.of(vendor.history());
        }

        @Override
        public boolean inject(Fault fault) {
            switch (fault) {
                case LOSE_NEXT_ANSWER ->
                    vendor.failNext(1, new UnavailableException("the answer was lost"), Moment.AFTER);
                case LOSE_NEXT_PUBLICATION -> vendor.loseNextPublications(1);
                case THROTTLE ->
                    vendor.failNext(100, new UnavailableException("one call too many", null, PATIENCE), Moment.BEFORE);
                case HANG -> vendor.hang();
                case REFUSE_CREDENTIALS -> vendor.failNext(100, new RejectedException("refused"), Moment.BEFORE);
                case REFUSE_NEXT_CHANGE -> vendor.failNext(1, new RejectedException("invalid"), Moment.BEFORE);
                case FAIL, NONSENSE -> vendor.failNext(100, new UnavailableException("out of order"), Moment.BEFORE);
                // Whoever holds the lock reads and writes: nobody comes in between.
                case CHANGE_BEFORE_NEXT_WRITE -> vendor.put(INTRUDER);
                case SLOW -> {
                    return false;
                }
            }
            return true;
        }

        @Override
        public Optional<Duration> patience() {
            return Optional.of(PATIENCE);
        }

        @Override
        public OptionalLong requests() {
            return OptionalLong.of(vendor.calls());
        }

        @Override
        public void heal() {
            vendor.heal();
        }

        @Override
        public DnsProvider provider() {
            return vendor;
        }

        @Override
        public void close() {
            vendor.heal();
        }
    }
}
