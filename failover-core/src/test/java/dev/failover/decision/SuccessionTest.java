package dev.failover.decision;

import static dev.failover.decision.Facts.HOME;
import static dev.failover.decision.Facts.NOW;
import static dev.failover.decision.Facts.PROD;
import static dev.failover.decision.Facts.WWW;
import static dev.failover.decision.Facts.placement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.RecordFacts.Status;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the ownership record leads to: watcher "one" decides, "two" is another. */
class SuccessionTest {
    private static final Place OWNER = new Place("dns", new RecordKey("_failover-www", RecordType.TXT));
    private static final Placement ALIEN = placement("192.0.2.99");
    private static final Claim CLAIM = new Claim("www", "one", List.of(OWNER));

    private final ServiceState adopted = ServiceState.INITIAL.adopted("prod", NOW, List.of(owner(4, "two"), PROD));
    private final ServiceState decided = switched(adopted, "home");
    private final ServiceState intending = decided.intending(List.of(owner(5, "one"), HOME));
    private final ServiceState atHome = intending.published(List.of(owner(5, "one"), HOME), NOW);

    private static Placement owner(long epoch, String watcher) {
        return text(new Ownership("www", epoch, watcher).text());
    }

    private static Placement text(String text) {
        return new Placement(OWNER, RecordSet.of(OWNER.key(), Duration.ofSeconds(60), text));
    }

    private static ServiceState switched(ServiceState state, String site) {
        Step.Switch step = new Step.Switch(Cause.FAILOVER, site, Assignment.AUTOMATIC, "it is DOWN");
        return state.switched(step, NOW, Optional.empty(), Optional.empty());
    }

    private static Map<Place, Publication> served(Placement... placements) {
        Map<Place, Publication> served = new HashMap<>(Map.of(OWNER, served(OWNER, Optional.empty())));
        for (Placement placement : placements) {
            served.put(placement.place(), served(placement.place(), Optional.of(placement.recordSet())));
        }
        return served;
    }

    private static Publication served(Place place, Optional<RecordSet> recordSet) {
        return new Publication(place.key(), List.of(new Publication.Served("ns", recordSet)));
    }

    private static Map<Place, Optional<RecordSet>> found(Placement... placements) {
        Map<Place, Optional<RecordSet>> found = new HashMap<>(Map.of(OWNER, Optional.empty()));
        for (Placement placement : placements) {
            found.put(placement.place(), Optional.of(placement.recordSet()));
        }
        return found;
    }

    private static Reconciliation reconcile(
            ServiceState state, Map<Place, Publication> served, Map<Place, Optional<RecordSet>> found) {
        Map<String, List<Placement>> sites = Map.of("prod", List.of(PROD), "home", List.of(HOME));
        return Reconciler.reconcile(
                state, new Surroundings(sites, List.of(WWW), served, found, Set.of(), Optional.of(CLAIM)));
    }

    @Test
    void adoptionTakesTheNumberOfTheDecisionFoundAndTheNextIsAboveIt() {
        assertThat(adopted.epoch()).isEqualTo(4);
        assertThat(decided.epoch()).isEqualTo(5);
        assertThat(ServiceState.INITIAL.adopted("prod", NOW, List.of(PROD)).epoch())
                .isEqualTo(1);
    }

    @Test
    void aNumberUsedHereIsNotUsedAgainForAnothersDecision() {
        assertThat(decided.adopted("prod", NOW, List.of(owner(5, "two"), PROD)).epoch())
                .isEqualTo(6);
    }

    @Test
    void afterAnAdoptionNothingIsWantedOfTheOwnershipRecord() {
        Reconciliation present = reconcile(adopted, served(owner(4, "two"), PROD), Map.of());
        Reconciliation absent =
                reconcile(ServiceState.INITIAL.adopted("prod", NOW, List.of(PROD)), served(PROD), Map.of());

        assertThat(List.of(present, absent)).allSatisfy(needed -> {
            assertThat(needed.facts().status()).isEqualTo(Status.AS_DECIDED);
            assertThat(needed.writes()).isEmpty();
            assertThat(needed.intent()).isEmpty();
            assertThat(needed.settled()).isTrue();
        });
    }

    @Test
    void aSwitchIntendsAndWritesItWithTheRecordsAndInFrontOfThem() {
        Reconciliation before = reconcile(decided, served(owner(4, "two"), PROD), Map.of());
        Reconciliation needed = reconcile(intending, served(owner(4, "two"), PROD), Map.of());

        assertThat(before.intent()).containsExactly(owner(5, "one"), HOME);
        assertThat(needed.writes().get("dns"))
                .containsExactly(
                        RecordChange.replace(
                                owner(4, "two").recordSet(), owner(5, "one").recordSet()),
                        RecordChange.replace(PROD.recordSet(), HOME.recordSet()));
    }

    @Test
    void whereThereIsNoneYetTheFirstSwitchCreatesIt() {
        ServiceState first = switched(ServiceState.INITIAL.adopted("prod", NOW, List.of(PROD)), "home")
                .intending(List.of(owner(2, "one"), HOME));
        Reconciliation needed = reconcile(first, served(PROD), Map.of());

        assertThat(needed.writes().get("dns"))
                .contains(RecordChange.create(owner(2, "one").recordSet()));
    }

    @Test
    void itIsAskedForWithEverythingElseWhenAnythingIsStrange() {
        assertThat(reconcile(atHome, served(owner(5, "one"), PROD), Map.of()).questions())
                .containsExactlyInAnyOrder(OWNER, WWW);
        assertThat(reconcile(atHome, served(owner(6, "two"), HOME), Map.of()).questions())
                .containsExactlyInAnyOrder(OWNER, WWW);
    }

    /** What one knows last is 5, or 4 while its own 5 is not published. */
    @ParameterizedTest
    @CsvSource({
        // state, what the vendor has, where the records are there: status, site
        "settled, 6, two, PROD, SUPERSEDED, prod",
        "settled, 5, two, PROD, SUPERSEDED, prod",
        "settled, 6, one, PROD, SUPERSEDED, prod",
        "settled, 4, two, PROD, FOREIGN,",
        "settled, 5, one, PROD, FOREIGN,",
        "settled, 6, two, ALIEN, SUPERSEDED,",
        "under way, 5, two, HOME, SUPERSEDED, home",
        "under way, 7, two, PROD, SUPERSEDED, prod",
        "under way, 3, two, PROD, FOREIGN,",
        "under way, 4, two, PROD, PENDING,",
        "under way, 4, two, ALIEN, FOREIGN,",
        "followed, 4, two, HOME, SUPERSEDED, home",
        "followed, 4, two, ALIEN, FOREIGN,",
        "followed, 5, two, HOME, SUPERSEDED, home",
        "followed, 5, two, ALIEN, SUPERSEDED,",
        "followed, 3, two, HOME, FOREIGN,",
    })
    void whoseDecisionIsInForce(String moment, long epoch, String watcher, String records, Status status, String site) {
        ServiceState state = switch (moment) {
            case "settled" -> atHome;
            case "under way" -> intending;
            default -> adopted;
        };
        Placement there = switch (records) {
            case "PROD" -> PROD;
            case "HOME" -> HOME;
            default -> ALIEN;
        };
        Placement owner = owner(epoch, watcher);
        Reconciliation needed = reconcile(state, served(owner, there), found(owner, there));

        assertThat(needed.facts().status()).isEqualTo(status);
        if (status != Status.PENDING) {
            assertThat(needed.writes()).isEmpty();
            assertThat(needed.intent()).isEmpty();
        }
        if (status == Status.SUPERSEDED) {
            assertThat(needed.facts().site()).isEqualTo(Optional.ofNullable(site));
            assertThat(needed.facts().sentence()).contains("decision " + epoch + " of watcher " + watcher);
        }
    }

    @Test
    void untilAllVendorsWereAskedTheOthersDecisionIsUnderWay() {
        Map<Place, Optional<RecordSet>> onlyOwner =
                Map.of(OWNER, Optional.of(owner(6, "two").recordSet()));
        Reconciliation needed = reconcile(atHome, served(owner(6, "two"), HOME), onlyOwner);

        assertThat(needed.facts().status()).isEqualTo(Status.SUPERSEDED);
        assertThat(needed.facts().site()).isEmpty();
        assertThat(needed.questions()).containsExactly(WWW);
    }

    @Test
    void whatAnotherWatcherDecidedIsItsToPublish() {
        Reconciliation needed = reconcile(adopted, served(owner(3, "one"), HOME), found(owner(4, "two"), PROD));

        assertThat(needed.facts().status()).isEqualTo(Status.PENDING);
        assertThat(needed.writes()).isEmpty();
        assertThat(needed.settled()).isFalse();
    }

    @Test
    void theClaimAloneIsNoHalfOfASwitch() {
        Reconciliation claimed = reconcile(intending, served(owner(5, "one"), PROD), Map.of());
        Reconciliation written = reconcile(intending, served(owner(4, "two"), HOME), Map.of());

        assertThat(claimed.mixed()).isFalse();
        assertThat(written.mixed()).isFalse();
    }

    @Test
    void nothingIsClaimedForASiteWhoseAddressIsNotKnown() {
        Map<String, List<Placement>> sites = Map.of("prod", List.of(PROD), "home", List.of());
        Reconciliation needed = Reconciler.reconcile(
                decided,
                new Surroundings(
                        sites, List.of(WWW), served(owner(4, "two"), PROD), Map.of(), Set.of(), Optional.of(CLAIM)));

        assertThat(needed.intent()).isEmpty();
        assertThat(needed.writes()).isEmpty();
        assertThat(needed.desired()).isEmpty();
    }

    @Test
    void anAdoptionNamesWhoseDecisionItIs() {
        assertThat(adopted.assignment().map(Assignment::reason))
                .contains("every record points to prod, by decision 4 of watcher two");
        assertThat(ServiceState.INITIAL
                        .adopted("prod", NOW, List.of(PROD))
                        .assignment()
                        .map(Assignment::reason))
                .contains("every record points to prod");
    }

    @Test
    void twoTextsAreNoOwnership() {
        String text = new Ownership("www", 5, "one").text();

        assertThat(Ownership.read(RecordSet.of(OWNER.key(), Duration.ofSeconds(60), text)))
                .contains(new Ownership("www", 5, "one"));
        assertThat(Ownership.read(RecordSet.of(OWNER.key(), Duration.ofSeconds(60), text, "v=spf1 -all")))
                .isEmpty();
    }

    /** S21: a text that says something else is not ours to take. */
    @ParameterizedTest
    @CsvSource({
        "v=spf1 -all",
        "failover=1 service=shop epoch=9 watcher=two",
        "failover=2 service=www epoch=9 watcher=two"
    })
    void aTextThatIsNoOwnershipOfTheServiceIsSomebodyElses(String strange) {
        Reconciliation needed = reconcile(intending, served(text(strange), PROD), found(text(strange), PROD));

        assertThat(needed.facts().status()).isEqualTo(Status.FOREIGN);
        assertThat(needed.writes()).isEmpty();
    }

    @Test
    void anOwnershipRecordThatIsGoneIsSomebodysWork() {
        Reconciliation needed = reconcile(atHome, served(HOME), found(HOME));

        assertThat(needed.facts().status()).isEqualTo(Status.FOREIGN);
        assertThat(needed.facts().sentence()).contains("_failover-www TXT at dns is absent");
    }
}
