package dev.failover.externaldns;

import dev.failover.dns.RecordSet;
import dev.failover.testkit.DnsProviderContract;
import java.time.Duration;
import java.util.Collection;
import org.junit.jupiter.api.Tag;

/** The contract of DNS providers, against an imitated server that takes no TTL below a minute. */
@Tag("long")
class WebhookContractTest extends DnsProviderContract {
    @Override
    protected Zone open(String zone, Collection<RecordSet> recordSets) {
        return WebhookImitation.start(zone, recordSets);
    }

    @Override
    protected Duration leastTtl() {
        return Duration.ofSeconds(60);
    }
}
