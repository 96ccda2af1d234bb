package dev.failover.ovh;

import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.ovh.Fault.Ending;
import dev.failover.testkit.DnsProviderContract;
import dev.failover.testkit.DnsProviderContract.Zone;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The contract of DNS providers, against the imitation. */
class OvhContractTest extends DnsProviderContract {
    private static final int ALWAYS = 1_000_000;
    /** Longer than any call may take, so that none waits for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    protected Zone open(String zone, Collection<RecordSet> recordSets) throws Exception {
        OvhImitation ovh = OvhImitation.start(zone);
        ovh.publish(recordSets);
        ovh.zone().forgetHistory();
        return new ImitatedOvhZone(ovh);
    }

    @Override
    protected Duration leastTtl() {
        return Duration.ofSeconds(60);
    }

    @Override
    protected List<String> secrets() {
        return List.of(OvhImitation.APPLICATION_KEY, OvhImitation.APPLICATION_SECRET, OvhImitation.CONSUMER_KEY);
    }

    private record ImitatedOvhZone(OvhImitation ovh) implements Zone {
        @Override
        public DnsProvider provider() {
            return ovh.provider().build();
        }

        @Override
        public Optional<RecordSet> published(RecordKey key) {
            return ovh.published(key);
        }

        @Override
        public List<String> stored(RecordKey key) {
            return ovh.edited(key).stream()
                    .map(target -> Target.read(key.type(), target, "contract.example"))
                    .toList();
        }

        @Override
        public Optional<List<Map<RecordKey, RecordSet>>> history() {
            return Optional.of(ovh.zone().history());
        }

        @Override
        public boolean inject(Fault fault) {
            switch (fault) {
                case LOSE_NEXT_ANSWER -> ovh.failNextChange(dev.failover.ovh.Fault.lostAnswer());
                case LOSE_NEXT_PUBLICATION -> ovh.fail("POST *", dev.failover.ovh.Fault.pretended("null"));
                case THROTTLE ->
                    ovh.fail("*", ALWAYS, dev.failover.ovh.Fault.throttled(Long.toString(PATIENCE.toSeconds())));
                case HANG -> ovh.fail("*", ALWAYS, dev.failover.ovh.Fault.ending(Ending.HANG));
                case REFUSE_CREDENTIALS -> ovh.credential("expired", null);
                case FAIL -> ovh.fail("*", ALWAYS, dev.failover.ovh.Fault.page(503));
                case NONSENSE -> ovh.fail("*", ALWAYS, dev.failover.ovh.Fault.page(200));
                case REFUSE_NEXT_CHANGE ->
                    ovh.failNextChange(dev.failover.ovh.Fault.answer(
                            400, "{\"class\":\"Client::BadRequest\",\"message\":\"Invalid target\"}"));
                case SLOW -> ovh.answerLate(LATE);
                // OVH has no way to compare, so nothing is asked of it.
                case CHANGE_BEFORE_NEXT_WRITE -> {
                    return false;
                }
            }
            return true;
        }

        @Override
        public OptionalLong requests() {
            return OptionalLong.of(ovh.requests().size());
        }

        @Override
        public Optional<Duration> patience() {
            return Optional.of(PATIENCE);
        }

        @Override
        public void heal() {
            ovh.heal();
            ovh.credential("validated", null);
        }

        @Override
        public void close() {
            ovh.close();
        }
    }
}
