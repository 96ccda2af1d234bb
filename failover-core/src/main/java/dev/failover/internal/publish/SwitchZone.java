package dev.failover.internal.publish;

import dev.failover.component.ComponentException;
import dev.failover.component.ConflictException;
import dev.failover.decision.Place;
import dev.failover.dns.Authorities;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.traffic.Redirection;
import dev.failover.traffic.Traffic;
import dev.failover.traffic.TrafficSwitch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A traffic switch as a zone that holds one text, the name of the site that gets the traffic: so that everything which is true of records
 * is true of it by the same lines. Thread-safe.
 */
public final class SwitchZone implements DnsProvider {
    /** While something is about to change servers are asked at short pauses; a switch is a vendor's API, which counts requests. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final String name;
    private final TrafficSwitch to;
    private final LongSupplier nanoTime;
    private @Nullable Look latest;
    /** What was asked before the latest redirection is of no interest after it. */
    private long redirections;

    private record Look(Publication.Answer answer, long at) {}

    /** @param nanoTime the clock by which a look is old */
    public SwitchZone(String name, TrafficSwitch to, LongSupplier nanoTime) {
        this.name = name;
        this.to = to;
        this.nanoTime = nanoTime;
    }

    /** What a site has there. */
    public static RecordSet recordSet(RecordKey key, String text) {
        return RecordSet.of(key, Duration.ZERO, text);
    }

    @Override
    public String zone() {
        return name;
    }

    /** How long one redirection takes at most. */
    Duration longest() {
        return to.longest();
    }

    @Override
    public Set<DnsCapability> capabilities() {
        return to.comparesAndSets() ? Set.of(DnsCapability.ATOMIC_BATCH, DnsCapability.COMPARE_AND_SET) : Set.of();
    }

    @Override
    public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
        return Optional.of(recordSet(key, to.ask(timeout).text()));
    }

    @Override
    public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
        for (RecordChange change : changes) {
            RecordSet expected = change.expected()
                    .orElseThrow(() -> new ConflictException(
                            "Who gets the traffic of %s is not known yet; it must be asked first.".formatted(name)));
            forget();
            try {
                to.send(new Redirection(Traffic.of(text(expected)), text(change.desired())), timeout);
            } finally {
                forget();
            }
        }
    }

    private static String text(RecordSet set) {
        return set.values().iterator().next();
    }

    private synchronized void forget() {
        latest = null;
        redirections++;
    }

    private synchronized @Nullable Look recent() {
        Look look = latest;
        return look != null && nanoTime.getAsLong() - look.at() < BETWEEN_LOOKS.toNanos() ? look : null;
    }

    private synchronized long redirections() {
        return redirections;
    }

    private synchronized void keep(Look look, long before) {
        if (redirections == before) {
            latest = look;
        }
    }

    /** Its answer as one server's, at most some seconds old. */
    private Publication look(RecordKey key, Duration timeout) throws InterruptedException {
        Look look = recent();
        if (look == null) {
            long before = redirections();
            look = new Look(answer(key, timeout), nanoTime.getAsLong());
            keep(look, before);
        }
        return new Publication(key, List.of(look.answer()));
    }

    private Publication.Answer answer(RecordKey key, Duration timeout) throws InterruptedException {
        try {
            return new Publication.Served(name, find(key, timeout));
        } catch (ComponentException e) {
            return new Publication.Silent(name, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Who is asked of zones and switches alike.
     *
     * @param switches by their names
     */
    public static Authorities among(Map<String, SwitchZone> switches, Authorities zones) {
        return (zone, key, timeout) -> {
            SwitchZone asked = new Place(zone, key).isSwitch() ? switches.get(zone) : null;
            return asked == null ? zones.look(zone, key, timeout) : asked.look(key, timeout);
        };
    }
}
