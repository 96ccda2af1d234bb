package dev.failover.digitalocean;

import dev.failover.dns.RecordSet;
import dev.failover.testkit.DnsProviderContract;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** The contract of DNS providers, against the imitation. */
@Tag("long")
class DigitalOceanContractTest extends DnsProviderContract {
    @Override
    protected Zone open(String zone, Collection<RecordSet> recordSets) {
        return DigitalOceanImitation.start(zone, recordSets);
    }

    @Override
    protected Duration leastTtl() {
        return Duration.ofSeconds(30);
    }

    @Override
    protected List<String> secrets() {
        return List.of(DigitalOceanImitation.TOKEN);
    }
}
