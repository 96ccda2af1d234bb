package dev.failover.rfc2136;

import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.rfc2136.ZoneReader.Found;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Rcode;

/** Takes record sets away by one update message, and sees them gone. For one use. */
final class Removal {
    /** How often what was found is made the expectation anew before somebody else's changes are let win. */
    private static final int ROUNDS = 3;

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final PrimaryServer server;
    private final ZoneReader reader;
    private final String zone;
    private final Deadline deadline;
    private final TimeSource time;

    Removal(PrimaryServer server, ZoneReader reader, String zone, Deadline deadline, TimeSource time) {
        this.server = server;
        this.reader = reader;
        this.zone = zone;
        this.deadline = deadline;
        this.time = time;
    }

    void make(Collection<RecordSet> recordSets) throws InterruptedException {
        for (int round = 1; round <= ROUNDS; round++) {
            List<Step> there = there(recordSets);
            if (there.isEmpty()) {
                return;
            }
            int rcode = server.ask(new Request(Updates.removal(zone, there)), deadline)
                    .rcode();
            RecordKey first = there.get(0).key();
            if (rcode == Rcode.NOERROR) {
                awaitGone(first);
                return;
            }
            if (!Refusal.isUnmet(rcode)) {
                throw Refusal.ofUpdate(server, zone, first.toString(), rcode);
            }
        }
        throw new ConflictException("What was to be removed from zone %s changed on %s each time before it could be"
                .formatted(zone, server));
    }

    private List<Step> there(Collection<RecordSet> recordSets) throws InterruptedException {
        List<Step> there = new ArrayList<>();
        for (RecordSet each : recordSets) {
            Found found = reader.find(each.key(), deadline);
            if (found.recordSet().isPresent()) {
                if (!found.recordSet().get().sameValues(each)) {
                    throw new ConflictException("On %s, in zone %s, %s is %s, not %s, which was to be removed."
                            .formatted(
                                    server,
                                    zone,
                                    each.key(),
                                    Excerpt.of(found.recordSet().get().values().toString()),
                                    Excerpt.of(each.values().toString())));
                }
                there.add(new Step(each.key(), found.records(), Optional.empty()));
            }
        }
        return there;
    }

    /** A message takes effect as a whole, so one record set speaks for all of them. */
    private void awaitGone(RecordKey witness) throws InterruptedException {
        while (reader.find(witness, deadline).recordSet().isPresent()) {
            Duration left = deadline.remaining();
            time.sleep(left.compareTo(PAUSE) < 0 ? left : PAUSE);
        }
    }
}
