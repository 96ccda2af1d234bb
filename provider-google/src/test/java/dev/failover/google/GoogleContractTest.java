package dev.failover.google;

import dev.failover.dns.RecordSet;
import dev.failover.testkit.DnsProviderContract;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** The contract of DNS providers, against the imitation. */
@Tag("long")
class GoogleContractTest extends DnsProviderContract {
    @Override
    protected Zone open(String zone, Collection<RecordSet> recordSets) {
        return GoogleImitation.start(zone, recordSets);
    }

    @Override
    protected List<String> secrets() {
        return List.of(ImitatedTokens.TOKEN, TestKey.pem().substring(100, 140));
    }
}
