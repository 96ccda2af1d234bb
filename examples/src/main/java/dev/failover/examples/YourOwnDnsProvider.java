package dev.failover.examples;

import dev.failover.component.ConflictException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A DNS provider of your own: a directory with a file per record set, its TTL and its values, as a name server may read. */
public record YourOwnDnsProvider(String zone, Path directory) implements DnsProvider {
    @Override
    public Optional<RecordSet> find(RecordKey key, Duration timeout) {
        Path file = directory.resolve(key.toString());
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of("0");
            Duration ttl = Duration.ofSeconds(Long.parseLong(lines.get(0)));
            Set<String> values = Set.copyOf(lines.subList(1, lines.size()));
            return values.isEmpty() ? Optional.empty() : Optional.of(new RecordSet(key, ttl, values));
        } catch (IOException e) {
            throw new UnavailableException(file + " can't be read", e);
        }
    }

    @Override
    public synchronized void apply(List<RecordChange> changes, Duration timeout) {
        RecordChange.distinctKeys(changes);
        for (RecordChange change : changes) {
            Optional<RecordSet> found = find(change.key(), timeout);
            if (!change.isExpected(found) && !change.isMadeIn(found)) {
                throw new ConflictException("In zone %s, %s.".formatted(zone, change.contradiction(found)));
            }
        }
        changes.forEach(change -> write(change.desired()));
    }

    private void write(RecordSet desired) {
        String lines = desired.ttl().toSeconds() + "\n" + String.join("\n", desired.values()) + "\n";
        try {
            Path draft = Files.writeString(directory.resolve(".draft"), lines);
            Files.move(draft, directory.resolve(desired.key().toString()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UnavailableException("zone " + zone + " can't be written", e);
        }
    }
}
