package dev.failover.dyndns2;

import dev.failover.dns.RecordSet;
import dev.failover.testkit.DnsProviderContract;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** The contract of DNS providers, against an imitation that keeps the families apart, as OVH does. */
@Tag("long")
class DynDns2ContractTest extends DnsProviderContract {
    @Override
    protected Zone open(String zone, Collection<RecordSet> recordSets) {
        return DynDns2Imitation.start(
                zone,
                Families.SEPARATE,
                recordSets,
                "@",
                "new",
                "deep.below.new",
                "b\u00fccher",
                "thread0",
                "thread1",
                "thread2",
                "thread3");
    }

    @Override
    protected boolean keepsOneAddress() {
        return true;
    }

    @Override
    protected Duration leastTtl() {
        return DynDns2Imitation.TTL;
    }

    @Override
    protected List<String> secrets() {
        return List.of(DynDns2Imitation.PASSWORD);
    }
}
