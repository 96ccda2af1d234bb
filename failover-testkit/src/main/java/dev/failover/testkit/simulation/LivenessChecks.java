package dev.failover.testkit.simulation;

import dev.failover.Mode;
import dev.failover.decision.ServiceState;
import dev.failover.dns.RecordKey;
import dev.failover.notify.Notification;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** What has come to pass, is told, and does not wait for ever: L3, L7, L8, and S17 of what is told. */
final class LivenessChecks {
    /** What a call may be given at most: nothing waits for longer. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

    private final World world;
    private final Accounts accounts;
    private final Violations violations;

    LivenessChecks(World world, Accounts accounts, Violations violations) {
        this.world = world;
        this.accounts = accounts;
        this.violations = violations;
    }

    void waits(Watcher watcher, Duration timeout) {
        violations.require(
                !timeout.isNegative() && !timeout.isZero() && timeout.compareTo(LONGEST_CALL) <= 0,
                "L8",
                watcher.name() + " makes a call that may take " + timeout);
    }

    /** Every now and then. */
    void tick() {
        long now = world.timeline().now();
        for (Watcher watcher : world.watchers()) {
            boolean steady = watcher.isRunning() && now - world.lastPauseEnd(watcher) > LONGEST_CALL.toNanos() * 2;
            if (steady && now - watcher.machine().oldestWork() > LONGEST_CALL.toNanos() * 2) {
                violations.add("L8", watcher.name() + " has waited for more than a minute for something");
            }
        }
    }

    /** L3: every server that answered its latest look gave what was decided, and the vendor has it. */
    void requirePublished(Watcher watcher, ServiceState state) {
        SimulatedSite site = world.site(state.assignment().orElseThrow().site());
        for (Zone zone : world.zones()) {
            for (RecordKey key : zone.managed) {
                boolean seen = watcher.latestLook(zone, key).stream()
                        .flatMap(look -> look.served().stream())
                        .allMatch(values ->
                                values.isPresent() && values.get().stream().allMatch(site::wasAt));
                violations.require(
                        seen,
                        "L3",
                        "%s holds epoch %s for published, but was given %s at %s"
                                .formatted(watcher.name(), state.epoch(), watcher.latestLook(zone, key), zone.name));
            }
        }
    }

    void tells(Watcher watcher, Notification notification) {
        violations.require(watcher.mode != Mode.OBSERVE, "S18", watcher.name() + " only looks on, but tells");
        if (!watcher.hadDiskTrouble()) {
            violations.require(
                    watcher.durableOutbox().contains('"' + notification.id() + '"'),
                    "S17",
                    watcher.name() + " tells " + notification.id() + " without having written that down");
        }
    }

    /** What was decided and has not been told to anybody. */
    Set<String> untold(Watcher watcher) {
        Set<String> untold = new TreeSet<>(accounts.of(watcher).toBeTold);
        untold.removeAll(watcher.toldIds());
        return untold;
    }
}
