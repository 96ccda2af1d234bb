package dev.failover.agent.command;

import dev.failover.dns.Publication;
import dev.failover.dns.Publication.Served;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is there under one name and type: at the provider, and at each server of the zone.
 *
 * @param provider the provider's name in the configuration
 * @param stored what the provider has; empty if it could not be asked
 * @param published what the servers give; empty if none could be asked
 * @param failures why something could not be asked
 */
record FoundRecord(
        String provider,
        String zone,
        RecordKey key,
        Optional<Optional<RecordSet>> stored,
        Optional<Publication> published,
        List<String> failures) {

    String name() {
        return key.in(zone);
    }

    /**
     * What the servers have as an alias of that name, if it need not be asked: a name with an address of its own has none (RFC 1034,
     * section 3.6.2), and one with an alias would have given that instead.
     */
    Optional<Publication> alias() {
        RecordKey alias = new RecordKey(key.name(), RecordType.CNAME);
        return published
                .filter(publication -> publication.answers().stream()
                        .allMatch(answer -> answer instanceof Served served
                                && served.recordSet().isPresent()))
                .map(publication -> new Publication(
                        alias,
                        publication.answers().stream()
                                .map(answer -> (Publication.Answer) new Served(answer.server(), Optional.empty()))
                                .toList()));
    }

    /** Every record set seen under this name and type, at the provider and at the servers. */
    List<RecordSet> seen() {
        return Stream.concat(stored.stream().flatMap(Optional::stream), served().stream())
                .toList();
    }

    private List<RecordSet> served() {
        return published.stream()
                .flatMap(publication -> publication.answers().stream())
                .filter(Served.class::isInstance)
                .flatMap(answer -> ((Served) answer).recordSet().stream())
                .toList();
    }

    /** How long a cache may keep what is served now: the longest TTL at the servers; the provider's if none answered. */
    Optional<Duration> cached() {
        List<RecordSet> served = served();
        return (served.isEmpty() ? seen() : served).stream().map(RecordSet::ttl).max(Comparator.naturalOrder());
    }

    /** The values to be replaced: what the provider has, else what the servers agree on; empty if neither is known. */
    Optional<Optional<Set<String>>> current() {
        if (stored.isPresent()) {
            return Optional.of(stored.get().map(RecordSet::values));
        }
        Set<Optional<Set<String>>> served = published.map(Publication::served).orElse(Set.of());
        return served.size() == 1 ? Optional.of(served.iterator().next()) : Optional.empty();
    }

    /** Whether the provider and every server that answered have these values already. */
    boolean isInPlace(RecordSet desired) {
        return current().equals(Optional.of(Optional.of(desired.values())))
                && published
                        .filter(publication -> publication.isEverywhere(desired))
                        .isPresent();
    }
}
