package dev.failover.route53;

import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.route53.Fault.Ending;
import dev.failover.testkit.DnsProviderContract;
import dev.failover.testkit.DnsProviderContract.Zone;
import dev.failover.testkit.ImpatientTime;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The contract of DNS providers, against the imitation. */
class Route53ContractTest extends DnsProviderContract {
    private static final int ALWAYS = 1_000_000;
    /** Of a real pause; the imitation is quicker than Route 53 in the same measure. */
    private static final int PART = 25;

    @Override
    protected Zone open(String zone, Collection<RecordSet> recordSets) throws Exception {
        Route53Imitation route53 = Route53Imitation.start(zone);
        route53.publish(recordSets);
        return new ImitatedHostedZone(route53);
    }

    @Override
    protected List<String> secrets() {
        return List.of(Route53Imitation.ACCESS_KEY_ID, Route53Imitation.SECRET_ACCESS_KEY);
    }

    private record ImitatedHostedZone(Route53Imitation route53) implements Zone {
        @Override
        public DnsProvider provider() {
            return route53.provider()
                    .time(new ImpatientTime() {
                        @Override
                        public void sleep(Duration duration) throws InterruptedException {
                            TimeUnit.NANOSECONDS.sleep(duration.toNanos() / PART);
                        }
                    })
                    .build();
        }

        @Override
        public Optional<RecordSet> published(RecordKey key) {
            return route53.published(key);
        }

        @Override
        public List<String> stored(RecordKey key) {
            return route53.stored(key).stream()
                    .map(value -> RecordValue.read(key.type(), value))
                    .toList();
        }

        @Override
        public Optional<List<Map<RecordKey, RecordSet>>> history() {
            return Optional.of(route53.zone().history());
        }

        /** Publishing is no request of its own here that could be lost. */
        @Override
        public boolean inject(Fault fault) {
            switch (fault) {
                case LOSE_NEXT_ANSWER -> route53.fail("POST *", dev.failover.route53.Fault.lostAnswer());
                case LOSE_NEXT_PUBLICATION -> {
                    return false;
                }
                case THROTTLE -> route53.fail("*", ALWAYS, dev.failover.route53.Fault.throttled());
                case HANG -> route53.fail("*", ALWAYS, dev.failover.route53.Fault.ending(Ending.HANG));
                case REFUSE_CREDENTIALS ->
                    route53.fail(
                            "*",
                            ALWAYS,
                            dev.failover.route53.Fault.error(
                                    403,
                                    "InvalidClientTokenId",
                                    "The security token included in the request is invalid."));
                case FAIL -> route53.fail("*", ALWAYS, dev.failover.route53.Fault.page(503));
                case NONSENSE -> route53.fail("*", ALWAYS, dev.failover.route53.Fault.page(200));
                case REFUSE_NEXT_CHANGE ->
                    route53.fail(
                            "POST *",
                            dev.failover.route53.Fault.error(400, "InvalidInput", "Invalid XML: the TTL is too long"));
                case SLOW -> route53.answerLate(LATE);
                case CHANGE_BEFORE_NEXT_WRITE ->
                    route53.beforeChange(() -> {
                        route53.beforeChange(() -> {});
                        route53.zone().put(List.of(INTRUDER));
                    });
            }
            return true;
        }

        @Override
        public OptionalLong requests() {
            return OptionalLong.of(route53.requests().size());
        }

        @Override
        public void heal() {
            route53.heal();
        }

        @Override
        public void close() {
            route53.close();
        }
    }
}
