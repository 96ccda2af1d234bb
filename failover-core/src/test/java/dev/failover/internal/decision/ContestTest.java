package dev.failover.internal.decision;

import static dev.failover.internal.decision.Facts.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Ownership;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.RecordFacts.Status;
import dev.failover.decision.ServiceState;
import dev.failover.decision.Step;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two zones, and watchers that decided at the same time: watcher "m" is this one, and its decision 5 is under way. */
class ContestTest {
    private static final List<String> ZONES = List.of("left", "right");
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final RecordKey OWNER = new RecordKey("_failover-www", RecordType.TXT);
    private static final Claim CLAIM = new Claim(
            "www", "m", ZONES.stream().map(zone -> new Place(zone, OWNER)).toList());

    private final ServiceState underWay = ServiceState.INITIAL
            .adopted("prod", NOW, both(zone -> owner(zone, 4, "z"), zone -> www(zone, "203.0.113.10")))
            .switched(
                    new Step.Switch(Cause.FAILOVER, "home", Assignment.AUTOMATIC, "it is DOWN"),
                    NOW,
                    Optional.empty(),
                    Optional.empty())
            .intending(both(zone -> owner(zone, 5, "m"), zone -> www(zone, "198.51.100.7")));

    private interface InZone {
        Placement of(String zone);
    }

    private static List<Placement> both(InZone... each) {
        return ZONES.stream()
                .flatMap(zone -> Stream.of(each).map(one -> one.of(zone)))
                .toList();
    }

    private static Placement owner(String zone, long epoch, String watcher) {
        return new Placement(
                new Place(zone, OWNER),
                RecordSet.of(OWNER, Duration.ofSeconds(60), new Ownership("www", epoch, watcher).text()));
    }

    private static Placement www(String zone, String address) {
        return new Placement(new Place(zone, WWW), RecordSet.of(WWW, Duration.ofSeconds(60), address));
    }

    private static Reconciliation reconcile(ServiceState state, List<Placement> served, List<Placement> found) {
        return Reconciler.reconcile(
                state,
                new Surroundings(
                        Map.of(
                                "prod", both(zone -> www(zone, "203.0.113.10")),
                                "home", both(zone -> www(zone, "198.51.100.7"))),
                        ZONES.stream().map(zone -> new Place(zone, WWW)).toList(),
                        served.stream()
                                .collect(Collectors.toMap(
                                        Placement::place,
                                        placement -> new Publication(
                                                placement.place().key(),
                                                List.of(new Publication.Served(
                                                        "ns", Optional.of(placement.recordSet())))))),
                        found.stream()
                                .collect(Collectors.toMap(
                                        Placement::place, placement -> Optional.of(placement.recordSet()))),
                        Set.of(),
                        Set.of(),
                        Optional.of(CLAIM)));
    }

    @ParameterizedTest
    @CsvSource({
        // whose decision the left zone has and where it points, and the right one
        "5, m, home, 5, a, prod, CONTESTED",
        "5, a, prod, 5, m, home, CONTESTED",
        "5, m, home, 4, y, prod, CONTESTED",
        "5, m, home, 5, z, prod, SUPERSEDED",
        "5, m, home, 6, a, prod, SUPERSEDED",
        "5, a, home, 5, z, prod, SUPERSEDED",
        "5, a, home, 4, z, prod, SUPERSEDED",
        "5, m, home, 4, z, prod, PENDING",
        "5, m, home, 5, a, home, SUPERSEDED",
        "5, m, home, 3, a, prod, FOREIGN",
    })
    void oneOfThoseWhoEachWonAZoneDecidesAnewAndTheOthersWait(
            long left, String lefts, String leftSite, long right, String rights, String rightSite, Status status) {
        List<Placement> there = List.of(
                owner("left", left, lefts),
                www("left", leftSite.equals("home") ? "198.51.100.7" : "203.0.113.10"),
                owner("right", right, rights),
                www("right", rightSite.equals("home") ? "198.51.100.7" : "203.0.113.10"));
        Reconciliation needed = reconcile(underWay, there, there);

        assertThat(needed.facts().status()).isEqualTo(status);
        if (status == Status.CONTESTED) {
            assertThat(needed.writes()).isEmpty();
            assertThat(needed.intent()).isEmpty();
            assertThat(needed.facts().sentence()).contains("at the same time as decision 5 of this watcher");
        }
    }

    /** One of the two vendors has it, and had not published it when it was asked. */
    @ParameterizedTest
    @CsvSource({"a, true", "z, false"})
    void ofThoseWhoDecidedTheSameTheFirstByRankSeesToItThatItIsServed(String rival, boolean ours) {
        List<Placement> there = List.of(
                owner("left", 5, rival),
                www("left", "198.51.100.7"),
                owner("right", 5, "m"),
                www("right", "198.51.100.7"));
        List<Placement> served = List.of(
                owner("left", 5, rival),
                www("left", "198.51.100.7"),
                owner("right", 4, "z"),
                www("right", "203.0.113.10"));
        Reconciliation needed = reconcile(underWay.adopted("home", NOW, there), served, there);

        assertThat(needed.writes().keySet()).isEqualTo(ours ? Set.of("right") : Set.of());
    }

    /** It was refused, as the other was first, and had wanted the same: what is half there may be that one's work. */
    @Test
    void whoFollowsUndoesNothingThatItHadWantedToo() {
        List<Placement> before = both(zone -> owner(zone, 5, "z"), zone -> www(zone, "203.0.113.10"));
        List<Placement> halfDone = List.of(
                owner("left", 5, "z"),
                www("left", "198.51.100.7"),
                owner("right", 5, "z"),
                www("right", "203.0.113.10"));
        Reconciliation needed = reconcile(underWay.adopted("prod", NOW, before), before, halfDone);

        assertThat(needed.intent()).isEmpty();
        assertThat(needed.writes()).isEmpty();
    }

    @Test
    void toDecideAnewIsToPutBackWhatWasDecidedUnlessThatSiteIsDownByNow() {
        Facts contested = new Facts().records(Status.CONTESTED, null);

        assertThat(contested.decide().step())
                .isEqualTo(new Step.Switch(
                        Cause.RESTORATION, "prod", Assignment.AUTOMATIC, "as tested: what was decided is put back"));
        assertThat(contested.prod(Verdict.DOWN).decide().step()).isEqualTo(new Step.Stay());
    }
}
