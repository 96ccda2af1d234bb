package dev.failover.examples;

import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.testkit.DnsProviderContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** All it takes to prove a provider: how a zone is opened, and what is in it by another way than through the provider. */
class YourOwnDnsProviderTest extends DnsProviderContract {
    @TempDir
    private Path directory;

    @Override
    protected Zone open(String zone, Collection<RecordSet> recordSets) {
        YourOwnDnsProvider mine = new YourOwnDnsProvider(zone, directory);
        mine.apply(recordSets.stream().map(RecordChange::create).toList(), timeout());
        return new Zone() {
            @Override
            public DnsProvider provider() {
                return new YourOwnDnsProvider(zone, directory);
            }

            @Override
            public Optional<RecordSet> published(RecordKey key) throws IOException {
                Path file = directory.resolve(key.name() + " " + key.type());
                if (!Files.exists(file)) {
                    return Optional.empty();
                }
                List<String> lines = Files.readAllLines(file);
                Duration ttl = Duration.ofSeconds(Long.parseLong(lines.get(0)));
                return Optional.of(new RecordSet(key, ttl, Set.copyOf(lines.subList(1, lines.size()))));
            }
        };
    }
}
