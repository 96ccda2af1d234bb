package dev.failover.testkit.simulation;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.internal.time.EventQueue;
import java.time.Duration;
import java.util.Optional;

/** A resolver that users ask: it keeps what one of the zone's servers gave it for as long as the TTL lets it. */
final class Resolver {
    private final EventQueue timeline;
    private final Zone zone;
    private final RecordKey key;
    private final Dice dice;
    private Optional<RecordSet> cached = Optional.empty();
    private long expires;

    Resolver(EventQueue timeline, Zone zone, RecordKey key, Dice dice) {
        this.timeline = timeline;
        this.zone = zone;
        this.key = key;
        this.dice = dice;
    }

    Zone zone() {
        return zone;
    }

    Optional<RecordSet> ask() {
        if (cached.isEmpty() || timeline.now() >= expires) {
            cached = Senses.resolve(zone, key, dice);
            expires = timeline.now()
                    + cached.map(RecordSet::ttl).orElse(Duration.ZERO).toNanos();
        }
        return cached;
    }
}
