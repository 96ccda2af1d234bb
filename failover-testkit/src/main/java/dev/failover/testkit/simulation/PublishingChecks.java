package dev.failover.testkit.simulation;

import com.google.common.net.InetAddresses;
import dev.failover.Mode;
import dev.failover.decision.Assignment;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.ServiceState;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.time.Durations;
import dev.failover.traffic.Redirection;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is written to zones and what stands in them: S1, S2, S13, S16, S17, S18 and S21. */
final class PublishingChecks implements Zone.Watch {
    private final World world;
    private final SimulationPlan plan;
    private final Accounts accounts;
    private final Violations violations;
    private long mixedSince = -1;

    PublishingChecks(World world, Accounts accounts, Violations violations) {
        this.world = world;
        this.plan = world.plan();
        this.accounts = accounts;
        this.violations = violations;
    }

    @Override
    public void changed(Zone zone, String where, Map<RecordKey, RecordSet> state) {
        for (RecordKey key : zone.managed) {
            RecordSet recordSet = state.get(key);
            violations.require(
                    recordSet != null && !recordSet.values().isEmpty(),
                    "S1",
                    "%s of %s has no %s".formatted(where, zone.name, key));
        }
        boolean onlyOurs = state.containsKey(Zone.MAIL)
                && state.keySet().stream()
                        .allMatch(key -> key.equals(Zone.MAIL) || zone.managed.contains(key) || isOwnership(key));
        violations.require(onlyOurs, "S21", where + " has other records than before: " + state);
        if (!zone.staged) {
            violations.require(
                    sitesIn(zone, state).size() <= 1,
                    "S13",
                    "%s of %s points to two sites: %s".formatted(where, zone.name, state));
        }
    }

    private boolean isOwnership(RecordKey key) {
        return plan.fenced() && key.equals(Checks.OWNERSHIP);
    }

    /** The sites that the managed records point to; what points to none of them does not count. */
    private Set<String> sitesIn(Zone zone, Map<RecordKey, RecordSet> state) {
        Set<String> sites = new TreeSet<>();
        for (RecordKey key : zone.managed) {
            RecordSet recordSet = state.get(key);
            if (recordSet != null) {
                recordSet.values().forEach(value -> siteOf(value).ifPresent(site -> sites.add(site.name)));
            }
        }
        return sites;
    }

    private Optional<SimulatedSite> siteOf(String address) {
        return world.sites().stream().filter(site -> site.wasAt(address)).findFirst();
    }

    /** A call that is to change a zone is made. */
    void writes(Watcher watcher, Zone zone, List<RecordChange> changes, Machine.Work work) {
        violations.require(
                watcher.mode != Mode.OBSERVE, "S18", watcher.name() + " only looks on, but writes to " + zone.name);
        // Its event thread may still wait for the disk, with what it does after the decision.
        ServiceState durable = watcher.durableState();
        boolean automatic = durable.assignment().map(Assignment::isAutomatic).orElse(true)
                || durable.transition().isEmpty();
        violations.require(
                !automatic || accounts.of(watcher).pausedAt >= work.startedAt(),
                "S16",
                watcher.name() + " writes to " + zone.name + " although it is paused");
        for (RecordChange change : changes) {
            violations.require(
                    zone.managed.contains(change.key()) || isOwnership(change.key()),
                    "S21",
                    watcher.name() + " writes " + change.key() + ", which it was not given");
            Placement placement = new Placement(new Place(zone.name, change.key()), change.desired());
            violations.require(
                    durable.placements().stream().anyMatch(placement::sameValues),
                    "S17",
                    watcher.name() + " writes " + change.desired() + " without having journalled that");
            if (!isOwnership(change.key())) {
                change.desired().values().forEach(value -> requireVerified(watcher, value, work));
            }
        }
    }

    /** A call that is to redirect traffic is made: by whom that was journalled, from where it went through us (S4, S17, S18, S24). */
    void redirects(Watcher watcher, Redirection redirection, String where, Machine.Work work) {
        violations.require(
                watcher.mode != Mode.OBSERVE, "S18", watcher.name() + " only looks on, but redirects the traffic");
        Place place = Place.ofSwitch(SimulatedSwitch.NAME);
        ServiceState durable = watcher.durableState();
        violations.require(
                placedBy(durable.placements(), place, redirection.site()),
                "S17",
                watcher.name() + " redirects to " + redirection.site() + " without having journalled that");
        violations.require(
                world.sites().stream().anyMatch(site -> site.name.equals(redirection.site())),
                "S2",
                watcher.name() + " redirects to " + redirection.site() + ", which is no site");
    }

    private static boolean placedBy(List<Placement> placements, Place place, String site) {
        return placements.stream()
                .anyMatch(placement -> placement.place().equals(place)
                        && placement.recordSet().values().equals(Set.of(site)));
    }

    private void requireVerified(Watcher watcher, String value, Machine.Work work) {
        Optional<SimulatedSite> site = siteOf(value);
        if (site.isEmpty()) {
            violations.add("S2", watcher.name() + " writes " + value + ", which is no site's address");
            return;
        }
        if (site.get().dynamic) {
            InetAddress address = InetAddresses.forString(value);
            Optional<Watcher.Verified> verified = watcher.verified(address);
            Duration age = Duration.ofNanos(
                    work.startedAt() - verified.map(Watcher.Verified::at).orElse(Long.MIN_VALUE / 2));
            violations.require(
                    age.compareTo(plan.policy().addressMaxAge()) <= 0,
                    "S2",
                    "%s writes %s, which it verified %s ago".formatted(watcher.name(), value, Durations.format(age)));
        }
    }

    /** A mix across zones, or within one whose vendor stages, that goes on without a word. */
    void mixed(long now) {
        Set<String> sites = new HashSet<>();
        for (Zone zone : world.zones()) {
            Map<RecordKey, RecordSet> state = new HashMap<>();
            zone.managed.forEach(key -> zone.stored(key).ifPresent(recordSet -> state.put(key, recordSet)));
            sites.addAll(sitesIn(zone, state));
        }
        Watcher watcher = world.watchers().get(0);
        boolean quiet = watcher.isRunning()
                && watcher.state().conditions().isEmpty()
                && watcher.state().pause().isEmpty();
        if (sites.size() <= 1 || !quiet || plan.watchers() > 1 || watcher.hadDiskTrouble()) {
            mixedSince = -1;
        } else if (mixedSince < 0) {
            mixedSince = now;
        } else if (now - mixedSince
                > plan.policy().mixLimit().plus(World.MIX_SLACK).toNanos()) {
            violations.add(
                    "S13",
                    "records have pointed to " + sites + " for " + Durations.format(Duration.ofNanos(now - mixedSince))
                            + ", and nobody was told");
        }
    }

    void dryRunWrote(Watcher watcher, String file) {
        violations.add("S18", watcher.name() + " only looks on, but writes " + file);
    }
}
