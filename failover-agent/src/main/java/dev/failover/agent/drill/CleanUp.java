package dev.failover.agent.drill;

import dev.failover.component.ComponentException;
import dev.failover.dns.Authorities;
import dev.failover.dns.Publication;
import dev.failover.dns.Publication.Served;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes a drill's names away, and proves it: at the vendor, and at every server of the zones. Idempotent.
 *
 * @param proven whether every server was seen to have none of the names
 * @param gone the whole names that no server has any more
 * @param left what is not so, a sentence each
 */
record CleanUp(boolean proven, List<String> gone, List<String> left) {
    private static final Duration CALL = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    CleanUp {
        gone = List.copyOf(gone);
        left = List.copyOf(left);
    }

    /** Of a drill that made no names. */
    static CleanUp nothingToDo() {
        return new CleanUp(true, List.of(), List.of());
    }

    /** @param limit how long to try and to look */
    static CleanUp make(Collection<DrillZone> zones, Authorities authorities, TimeSource time, Duration limit)
            throws InterruptedException {
        Deadline deadline = Deadline.in(limit, time::nanoTime);
        CleanUp latest = attempt(zones, authorities);
        while (!latest.proven() && deadline.allows(PAUSE)) {
            time.sleep(PAUSE);
            latest = attempt(zones, authorities);
        }
        return latest;
    }

    private static CleanUp attempt(Collection<DrillZone> zones, Authorities authorities) throws InterruptedException {
        Set<String> gone = new TreeSet<>();
        List<String> left = new ArrayList<>();
        for (DrillZone zone : zones) {
            try {
                remove(zone);
            } catch (ComponentException e) {
                left.add(String.valueOf(e.getMessage()));
            }
            for (RecordKey key : zone.allowed()) {
                String name = key.in(zone.zone());
                String trace = trace(zone, key, authorities);
                if (trace.isEmpty()) {
                    gone.add(name + " " + key.type());
                } else {
                    left.add("%s %s: %s".formatted(name, key.type(), trace));
                }
            }
        }
        return new CleanUp(left.isEmpty(), List.copyOf(gone), left);
    }

    private static void remove(DrillZone zone) throws InterruptedException {
        List<RecordSet> found = new ArrayList<>();
        for (RecordKey key : zone.allowed()) {
            zone.find(key, CALL).ifPresent(found::add);
        }
        if (!found.isEmpty()) {
            zone.remove(found, CALL);
        }
    }

    /** Where a name still is, or may be; empty if nowhere. */
    private static String trace(DrillZone zone, RecordKey key, Authorities authorities) throws InterruptedException {
        try {
            Publication found = authorities.look(zone.zone(), key, LOOK);
            List<String> having = found.answers().stream()
                    .filter(answer -> answer instanceof Served served
                            && served.recordSet().isPresent())
                    .map(Publication.Answer::server)
                    .toList();
            if (!having.isEmpty()) {
                return "still served by " + String.join(", ", having);
            }
            return found.silent().isEmpty()
                    ? ""
                    : "no answer from "
                            + String.join(
                                    ", ",
                                    found.silent().stream()
                                            .map(silent -> silent.server() + " (" + silent.reason() + ")")
                                            .toList());
        } catch (ComponentException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
