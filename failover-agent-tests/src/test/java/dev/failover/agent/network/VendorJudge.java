package dev.failover.agent.network;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges watchers by what the vendor has logged of them, beside what their store had at that time. Nothing that they say of
 * themselves counts.
 *
 * @param watchers the name of each by its address
 * @param margin how long after the end of a lease a write may still be logged
 * @param voteValid for how long a vote counts
 */
record VendorJudge(Map<String, String> watchers, int quorum, Duration margin, Duration voteValid) {
    /** Between a decision and the vote of whoever decides, which is written meanwhile. */
    private static final Duration MEANWHILE = Duration.ofSeconds(2);
    /** BIND reads the clock that the kernel sets at each tick, of a hundred a second at least: it may log what is past. */
    private static final Duration TICK = Duration.ofMillis(10);

    /**
     * What was wrong; empty if nothing.
     *
     * @param late when the vendor did what it had been sent long before
     */
    List<String> wrong(List<VendorWrite> writes, List<Shared> history, List<Instant> late) {
        List<String> wrong = new ArrayList<>();
        Map<Long, String> writerOf = new HashMap<>();
        long epoch = 0;
        for (VendorWrite write : writes) {
            String writer = watchers.getOrDefault(write.client(), write.client());
            if (!writer.equals(write.watcher())) {
                wrong.add(writer + " writes as somebody else: " + write);
            }
            if (!writerOf.computeIfAbsent(write.epoch(), first -> writer).equals(writer)) {
                wrong.add("a second writer of one epoch: " + write);
            }
            if (write.epoch() < epoch) {
                wrong.add("the epoch falls below " + epoch + ": " + write);
            }
            epoch = Math.max(epoch, write.epoch());
            if (late.stream().noneMatch(woken -> isSoonAfter(woken, write.at()))
                    && !isLeased(writer, write.at(), history)) {
                wrong.add("no lease: " + write);
            }
            if (write.address().equals(Host.HOME.address())
                    && votes(write.at(), history).size() < quorum) {
                wrong.add("only " + votes(write.at(), history) + " said DOWN: " + write);
            }
        }
        return wrong;
    }

    private static boolean isSoonAfter(Instant moment, Instant at) {
        return !at.isBefore(moment.minus(TICK)) && at.isBefore(moment.plus(MEANWHILE));
    }

    /** Whether the latest lease until then was this writer's, and had not ended. */
    private boolean isLeased(String writer, Instant at, List<Shared> history) {
        Instant ends = Instant.MIN;
        String holder = "";
        for (Shared shared : history) {
            // What is written at the same moment may be noted a little later.
            if (shared.at().minusMillis(200).isAfter(at)) {
                break;
            }
            if (!shared.holder().equals(holder) && !shared.holder().equals(writer)) {
                // It took the lease just now, or saw it given back: what was the former holder's is over.
                ends = shared.at();
            } else if (shared.holder().equals(writer)) {
                ends = shared.at().plus(shared.lease());
            }
            holder = shared.holder();
        }
        return !at.isAfter(ends.plus(margin));
    }

    private Set<String> votes(Instant at, List<Shared> history) {
        Set<String> down = new TreeSet<>();
        for (Shared shared : history) {
            if (!shared.at().isBefore(at.minus(voteValid)) && !shared.at().isAfter(at.plus(MEANWHILE))) {
                down.addAll(shared.down("prod"));
            }
        }
        return down;
    }
}
