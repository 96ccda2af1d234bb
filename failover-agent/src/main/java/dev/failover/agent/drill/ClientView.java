package dev.failover.agent.drill;

import dev.failover.dns.Authorities;
import dev.failover.dns.Publication;
import dev.failover.dns.Publication.Served;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.time.Scheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What clients behind a resolver get that keeps each answer for as long as its TTL says, and asks one of the zone's servers after the
 * other. Used on the event thread only.
 */
final class ClientView {
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(5);

    private final Authorities authorities;
    private final Scheduler scheduler;
    private final Map<RecordKey, String> zones;
    private final Map<RecordKey, Kept> cache = new HashMap<>();
    private final Set<RecordKey> underWay = new HashSet<>();
    private int looks;

    /** An answer, and until when it is kept. */
    private record Kept(RecordSet answer, long until) {}

    /** @param zones of each name, where it is */
    ClientView(Authorities authorities, Scheduler scheduler, Map<RecordKey, String> zones) {
        this.authorities = authorities;
        this.scheduler = scheduler;
        this.zones = Map.copyOf(zones);
    }

    /** Asks for what is not kept any more, as clients that go on asking make a resolver do. */
    void turn() {
        zones.forEach((key, zone) -> {
            Kept kept = cache.get(key);
            boolean expired = kept == null || scheduler.nanoTime() - kept.until() >= 0;
            if (expired && underWay.add(key)) {
                scheduler.call(
                        "a client's look at " + key,
                        LOOK_TIMEOUT.plusSeconds(1),
                        () -> authorities.look(zone, key, LOOK_TIMEOUT),
                        outcome -> {
                            underWay.remove(key);
                            outcome.fold(found -> keep(key, found), failure -> false);
                        });
            }
        });
    }

    /** What no server answers is asked for again at the next turn. */
    private boolean keep(RecordKey key, Publication found) {
        List<RecordSet> answers = found.answers().stream()
                .filter(Served.class::isInstance)
                .flatMap(answer -> ((Served) answer).recordSet().stream())
                .toList();
        if (answers.isEmpty()) {
            return false;
        }
        RecordSet answer = answers.get(looks++ % answers.size());
        cache.put(key, new Kept(answer, scheduler.nanoTime() + answer.ttl().toNanos()));
        return true;
    }

    /** Whether clients get all of these, and nothing else under their names. */
    boolean isGiven(List<RecordSet> wanted) {
        return wanted.stream().allMatch(each -> {
            Kept kept = cache.get(each.key());
            return kept != null && kept.answer().sameValues(each);
        });
    }
}
