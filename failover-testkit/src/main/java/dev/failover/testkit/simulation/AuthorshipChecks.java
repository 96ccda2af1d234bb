package dev.failover.testkit.simulation;

import dev.failover.decision.Cause;
import dev.failover.decision.Condition;
import dev.failover.decision.Ownership;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.ServiceState;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whose number and whose records stand in a zone: S3, S4 and S24. */
final class AuthorshipChecks {
    /** From reading to writing, where a vendor does not compare: the length of one call. */
    private static final Duration EXPOSURE = Duration.ofSeconds(25);

    private static final String SOMEBODY = "somebody else";
    private static final String FOREIGN_RECORDS = new Condition(Condition.Kind.FOREIGN_RECORDS, "", "").id();

    private record Written(String by, long at) {}

    private final World world;
    private final Accounts accounts;
    private final Violations violations;
    private final Map<Place, Written> written = new HashMap<>();
    /** Who ever put which value where; nobody, if somebody took it away. */
    private final Map<Place, Map<Optional<Set<String>>, Set<String>>> authors = new HashMap<>();
    /** Whose write of an epoch took effect, by zone. */
    private final Map<String, String> claims = new HashMap<>();
    /** Who sent the traffic where it goes; empty if nobody ever did. */
    private String trafficSentBy = "";
    /** Decisions that some vendor took, by number and watcher. */
    private final Set<String> tookEffect = new HashSet<>();

    AuthorshipChecks(World world, Accounts accounts, Violations violations) {
        this.world = world;
        this.accounts = accounts;
        this.violations = violations;
    }

    /** What is in a zone is about to be replaced. */
    void overwrites(Watcher watcher, Zone zone, List<RecordSet> desired) {
        long now = world.timeline().now();
        for (RecordSet recordSet : desired) {
            Place place = new Place(zone.name, recordSet.key());
            Optional<RecordSet> before = zone.stored(recordSet.key());
            Written last = written.get(place);
            // What servers do not show, nobody can know where the vendor can't be asked.
            boolean exposed = zone.writeOnly || zone.staged && last != null && now - last.at() < EXPOSURE.toNanos();
            if (before.isPresent()
                    && !before.get().sameValues(recordSet)
                    && last != null
                    && !last.by().equals(watcher.name())
                    && !exposed) {
                Placement old = new Placement(place, before.get());
                ServiceState durable = watcher.durableState();
                violations.require(
                        Stream.concat(durable.placements().stream(), durable.outstanding().stream())
                                .anyMatch(old::sameValues),
                        "S4",
                        "%s overwrites %s, which %s put there".formatted(watcher.name(), before.get(), last.by()));
            }
            written.put(place, new Written(watcher.name(), now));
            wrote(watcher.name(), place, Optional.of(recordSet.values()));
            boolean apart =
                    world.coordination().filter(CoordinationChecks::keepsApart).isPresent();
            Ownership.read(recordSet).ifPresent(ownership -> {
                tookEffect.add(ownership.epoch() + "/" + ownership.watcher());
                if (!zone.staged || apart) {
                    claims(watcher, zone, ownership, before);
                }
            });
        }
    }

    /** Traffic is sent to another site. */
    void redirected(Watcher watcher) {
        trafficSentBy = watcher.name();
    }

    /** One more step of a call that changes a zone step by step. */
    void goesOn(Watcher watcher, Zone zone, Machine.Work work) {
        Account account = accounts.of(watcher);
        violations.require(
                work.startedAt() >= account.decidedAt,
                "S4",
                "%s goes on with a call to %s that it made before it decided epoch %s"
                        .formatted(watcher.name(), zone.name, account.state.epoch()));
    }

    /** Fencing gives this much of S3 without a shared store: in a zone, a number is one watcher's decision only. */
    private void claims(Watcher watcher, Zone zone, Ownership ownership, Optional<RecordSet> before) {
        before.flatMap(Ownership::read)
                .ifPresent(last -> violations.require(
                        last.epoch() < ownership.epoch()
                                || last.epoch() == ownership.epoch()
                                        && last.watcher().equals(ownership.watcher()),
                        "S3",
                        "%s writes epoch %s in %s over epoch %s of %s"
                                .formatted(
                                        watcher.name(), ownership.epoch(), zone.name, last.epoch(), last.watcher())));
        String known = claims.putIfAbsent(zone.name + "/" + ownership.epoch(), ownership.watcher());
        violations.require(
                known == null || known.equals(ownership.watcher()),
                "S3",
                "%s writes epoch %s of %s in %s, which was %s's"
                        .formatted(watcher.name(), ownership.epoch(), ownership.watcher(), zone.name, known));
    }

    void epochs(Watcher watcher, Account account, ServiceState before, ServiceState next) {
        violations.require(
                next.epoch() >= before.epoch(),
                "S3",
                "%s went back from epoch %s to %s".formatted(watcher.name(), before.epoch(), next.epoch()));
        next.assignment().ifPresent(assignment -> {
            String known = account.sites.putIfAbsent(assignment.epoch(), assignment.site());
            violations.require(
                    known == null || known.equals(assignment.site()),
                    "S3",
                    "%s uses epoch %s for %s and for %s"
                            .formatted(watcher.name(), assignment.epoch(), known, assignment.site()));
        });
    }

    void foreignWrote(Zone zone, List<RecordSet> recordSets) {
        recordSets.forEach(recordSet -> {
            Place place = new Place(zone.name, recordSet.key());
            written.put(place, new Written(SOMEBODY, world.timeline().now()));
            wrote(SOMEBODY, place, Optional.of(recordSet.values()));
        });
    }

    void foreignRemoved(Zone zone, RecordKey key) {
        Place place = new Place(zone.name, key);
        written.remove(place);
        wrote(SOMEBODY, place, Optional.empty());
        if (key.equals(Checks.OWNERSHIP)) {
            // Whoever did not see that number in time can't know of it any more: without a shared store it may be used
            // again.
            claims.keySet().removeIf(number -> number.startsWith(zone.name + "/"));
        }
    }

    /** Whether others can know of a decision, as some vendor has taken it. */
    boolean tookEffect(long epoch, Watcher watcher) {
        return tookEffect.contains(epoch + "/w" + watcher.index);
    }

    private void wrote(String who, Place place, Optional<Set<String>> values) {
        authors.computeIfAbsent(place, key -> new HashMap<>())
                .computeIfAbsent(values, key -> new HashSet<>())
                .add(who);
    }

    /** What is taken for somebody else's has to be. */
    void foreign(Watcher watcher, ServiceState before, ServiceState next) {
        String condition = FOREIGN_RECORDS;
        boolean known = before.assignment().isPresent();
        if (known
                && next.conditions().containsKey(condition)
                && !before.conditions().containsKey(condition)) {
            requireSomebodyElse(watcher, "says that somebody else changed the records");
        }
        next.assignment()
                .filter(made -> known && made.epoch() > before.epoch())
                .filter(made -> made.cause() == Cause.ADOPTION || made.cause() == Cause.RESTORATION)
                .ifPresent(made -> requireSomebodyElse(
                        watcher, "answers somebody else's change of the records by an " + made.cause()));
    }

    /** S24: somewhere in the zones there must be, or have been a moment ago, what somebody else put there, or the traffic goes there. */
    private void requireSomebodyElse(Watcher watcher, String what) {
        if (!trafficSentBy.isEmpty() && !trafficSentBy.equals(watcher.name())) {
            return;
        }
        for (Zone zone : world.zones()) {
            for (RecordKey key : zone.keys()) {
                Map<Optional<Set<String>>, Set<String>> here =
                        authors.getOrDefault(new Place(zone.name, key), Map.of());
                boolean others = zone.lately(key).stream()
                        .flatMap(values -> here.getOrDefault(values, Set.of()).stream())
                        .anyMatch(author -> !author.equals(watcher.name()));
                if (others) {
                    return;
                }
            }
        }
        violations.add("S24", watcher.name() + " " + what + ", but nobody else has put anything anywhere");
    }

    void requireNobodyAtWork(Watcher watcher, ServiceState before) {
        violations.require(
                world.zones().stream().noneMatch(zone -> isForeign(zone, before)),
                "S4",
                watcher.name() + " switches although somebody else is at work, as it has told");
    }

    /** Whether what is in a zone is somebody else's, which humans were told, and its vendor has not taken that back since. */
    private boolean isForeign(Zone zone, ServiceState before) {
        return before.conditions().containsKey(FOREIGN_RECORDS)
                && zone.readsOld.isZero()
                && zone.managed.stream().anyMatch(key -> {
                    Place place = new Place(zone.name, key);
                    Written last = written.get(place);
                    return last != null
                            && last.by().equals(SOMEBODY)
                            && before.placements().stream()
                                    .filter(placement -> placement.place().equals(place))
                                    .noneMatch(placement -> zone.stored(key)
                                            .filter(placement.recordSet()::sameValues)
                                            .isPresent());
                });
    }
}
