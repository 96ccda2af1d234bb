package dev.failover.internal.decision;

import static dev.failover.internal.decision.Facts.HOME;
import static dev.failover.internal.decision.Facts.NOW;
import static dev.failover.internal.decision.Facts.PROD;
import static dev.failover.internal.decision.Facts.WWW;
import static dev.failover.internal.decision.Facts.placement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Condition;
import dev.failover.decision.Ownership;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.RecordFacts.Status;
import dev.failover.decision.ServiceState;
import dev.failover.decision.Step;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                state, new Surroundings(sites, List.of(WWW), served, found, Set.of(), Set.of(), Optional.of(CLAIM)));
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

    /** It may have been put back meanwhile, or made by another watcher that was first. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whereThereWasNoneAnyNumberIsThatOfAWatcherThatWasFirst(long epoch) {
        ServiceState first = switched(ServiceState.INITIAL.adopted("prod", NOW, List.of(PROD)), "home")
                .intending(List.of(owner(2, "one"), HOME));
        Reconciliation needed = reconcile(first, served(owner(epoch, "two"), PROD), found(owner(epoch, "two"), PROD));

        assertThat(needed.facts().status()).isEqualTo(Status.SUPERSEDED);
        assertThat(needed.facts().site()).contains("prod");
    }

    @Test
    void itIsAskedForWithEverythingElseWhenAnythingIsStrange() {
        assertThat(reconcile(atHome, served(owner(5, "one"), PROD), Map.of()).questions())
                .containsExactlyInAnyOrder(OWNER, WWW);
        assertThat(reconcile(atHome, served(owner(6, "two"), HOME), Map.of()).questions())
                .containsExactlyInAnyOrder(OWNER, WWW);
    }

    /** Whoever reads it between two of another's changes finds the new number before what that decided. */
    @Test
    void whereAFollowedDecisionLedIsCorrectedThoughThisWatcherOnceWroteItToo() {
        ServiceState early = intending.adopted("prod", NOW, List.of(owner(6, "two"), PROD));
        Reconciliation needed = reconcile(early, served(owner(6, "two"), HOME), found(owner(6, "two"), HOME));

        assertThat(early.outstanding()).contains(HOME);
        assertThat(needed.facts().status()).isEqualTo(Status.SUPERSEDED);
        assertThat(needed.facts().site()).contains("home");
        assertThat(reconcile(early, served(owner(6, "two"), PROD), found(owner(6, "two"), PROD))
                        .facts()
                        .status())
                .isEqualTo(Status.AS_DECIDED);
    }

    /** A vendor's answer is forgotten once all is as decided, and what this watcher once wrote is no foreign value to ask about. */
    @ParameterizedTest
    @CsvSource({
        // whose decision, site adopted, what is served: whether the vendors are asked
        "two, prod, HOME, true",
        "two, prod, PROD, false",
        "one, prod, HOME, false",
        "two, home, HOME, false",
    })
    void theVendorsAreAskedWhenTheServersGiveAnotherSiteThanTheDecisionFollowed(
            String watcher, String site, String served, boolean asked) {
        ServiceState early =
                intending.adopted(site, NOW, List.of(owner(6, watcher), site.equals("prod") ? PROD : HOME));
        Placement there = served.equals("PROD") ? PROD : HOME;
        Reconciliation needed = reconcile(early, served(owner(6, watcher), there), Map.of());

        assertThat(needed.questions()).containsExactlyInAnyOrderElementsOf(asked ? List.of(OWNER, WWW) : List.of());
        assertThat(needed.writes()).isEmpty();
        assertThat(needed.intent().isEmpty())
                .as("only its own decision is a watcher's to publish again")
                .isEqualTo(watcher.equals("two"));
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
        "settled, 6, two, ALIEN, DIVERGED,",
        "under way, 5, two, HOME, SUPERSEDED, home",
        "under way, 7, two, PROD, SUPERSEDED, prod",
        "under way, 3, two, PROD, FOREIGN,",
        "under way, 4, two, PROD, PENDING,",
        "under way, 4, two, ALIEN, FOREIGN,",
        "followed, 4, two, HOME, SUPERSEDED, home",
        "followed, 4, two, ALIEN, FOREIGN,",
        "followed, 5, two, HOME, SUPERSEDED, home",
        "followed, 5, two, ALIEN, DIVERGED,",
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

    /** There and back and there again: the switch back may still be on its way, and not be what the vendor took last. */
    @ParameterizedTest(name = "it has {0} of {1}, and gives {2}: settled {3}")
    @CsvSource({"7, one, HOME, true", "7, one, PROD, false", "6, one, HOME, false", "5, one, HOME, false"})
    void theNumberOfASwitchIsTheVendorsWordThatItWasTaken(long epoch, String watcher, String site, boolean settled) {
        ServiceState back = switched(atHome, "prod").intending(List.of(owner(6, "one"), PROD));
        ServiceState again = switched(back.published(List.of(owner(6, "one"), PROD), NOW), "home")
                .intending(List.of(owner(7, "one"), HOME));
        Placement owner = owner(epoch, watcher);
        Placement there = site.equals("HOME") ? HOME : PROD;

        assertThat(again.outstanding()).contains(PROD, owner(6, "one"));
        assertThat(reconcile(again, served(owner, there), found(owner, there)).settled())
                .isEqualTo(settled);
        assertThat(reconcile(again, served(owner, there), Map.of()).settled())
                .as("the vendor was not asked")
                .isFalse();
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
                        sites,
                        List.of(WWW),
                        served(owner(4, "two"), PROD),
                        Map.of(),
                        Set.of(),
                        Set.of(),
                        Optional.of(CLAIM)));

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

    /** It is put back by whom it names; the vendor refuses that if another watcher was first. */
    @Test
    void anOwnershipRecordThatIsGoneIsPutBackByWhomItNamesAndTold() {
        Reconciliation asking = reconcile(atHome, served(HOME), Map.of());
        Reconciliation needed = reconcile(atHome, served(HOME), found(HOME));

        assertThat(asking.questions()).contains(OWNER);
        assertThat(asking.facts().lost()).isEmpty();
        assertThat(needed.facts().status()).isEqualTo(Status.PENDING);
        assertThat(needed.facts().lost())
                .contains("_failover-www TXT at dns is gone, which said decision 5 of watcher one: it is put back");
        assertThat(needed.writes().get("dns"))
                .containsExactly(RecordChange.create(owner(5, "one").recordSet()));
    }

    @Test
    void theOwnershipRecordOfAnotherIsLeftToItAndKeepsNobodyFromDeciding() {
        Reconciliation needed = reconcile(adopted, served(PROD), found(PROD));
        ServiceState next = switched(adopted, "home").intending(List.of(owner(5, "one"), HOME));

        assertThat(needed.facts().status()).isEqualTo(Status.PENDING);
        assertThat(needed.facts().lost().orElseThrow()).contains("decision 4 of watcher two: that watcher has to");
        assertThat(needed.writes()).isEmpty();
        assertThat(reconcile(next, served(PROD), found(PROD)).writes().get("dns"))
                .containsExactly(
                        RecordChange.create(owner(5, "one").recordSet()),
                        RecordChange.replace(PROD.recordSet(), HOME.recordSet()));
    }

    @Test
    void whatWasToldOfALostRecordIsSoUntilTheServersGiveItAgain() {
        String id = Condition.id(Condition.Kind.OWNERSHIP_LOST, "");
        ServiceState told = atHome.withConditions(Map.of(id, NOW));

        assertThat(reconcile(told, served(HOME), Map.of()).facts().lost()).isPresent();
        assertThat(reconcile(told, served(owner(5, "one"), HOME), Map.of())
                        .facts()
                        .lost())
                .isEmpty();
    }

    @Test
    void whileTheRecordIsGoneWhatSomebodyPutBesideItIsStillHis() {
        Reconciliation needed = reconcile(atHome, served(ALIEN), found(ALIEN));

        assertThat(needed.facts().status()).isEqualTo(Status.FOREIGN);
        assertThat(needed.writes()).isEmpty();
    }

    /** A first switch that was never published, and called off: nothing was there before, nothing is there now. */
    @Test
    void whereThereIsNoneYetARetractionCreatesItToo() {
        ServiceState first = switched(ServiceState.INITIAL.adopted("prod", NOW, List.of(PROD)), "home")
                .intending(List.of(owner(2, "one"), HOME));
        ServiceState retracted = first.switched(
                        new Step.Switch(Cause.RETRACTION, "prod", Assignment.AUTOMATIC, "prod is UP again"),
                        NOW,
                        Optional.empty(),
                        Optional.empty())
                .intending(List.of(owner(3, "one"), PROD));
        Reconciliation needed = reconcile(retracted, served(PROD), found(PROD));

        assertThat(needed.facts().status()).isEqualTo(Status.PENDING);
        assertThat(needed.facts().lost()).as("it never was there").isEmpty();
        assertThat(needed.writes().get("dns"))
                .containsExactly(
                        RecordChange.create(owner(3, "one").recordSet()),
                        RecordChange.replace(PROD.recordSet(), PROD.recordSet()));
    }

    /** A wildcard's text stands where the record will be. */
    @Test
    void whereAWildcardAnswersTheFirstSwitchCreatesIt() {
        Placement spf = text("v=spf1 -all");
        ServiceState first = switched(ServiceState.INITIAL.adopted("prod", NOW, List.of(PROD)), "home")
                .intending(List.of(owner(2, "one"), HOME));

        assertThat(reconcile(first, served(spf, PROD), Map.of()).questions()).contains(OWNER);
        assertThat(reconcile(first, served(spf, PROD), found(PROD)).writes().get("dns"))
                .containsExactly(
                        RecordChange.create(owner(2, "one").recordSet()),
                        RecordChange.replace(PROD.recordSet(), HOME.recordSet()));
        assertThat(reconcile(atHome, served(spf, HOME), found(HOME)).facts().lost())
                .as("deleted, and the wildcard shows again")
                .isPresent();
    }

    @Test
    void twoConfigurationsAreToldApartFromASwitchUnderWay() {
        Reconciliation needed = reconcile(atHome, served(owner(6, "two"), ALIEN), found(owner(6, "two"), ALIEN));

        assertThat(needed.facts().sentence())
                .isEqualTo(
                        "decision 6 of watcher two is in force, and www A at dns is 192.0.2.99, which no site has in the"
                                + " configuration of this watcher: compare the two");
        assertThat(needed.mixed()).as("counted, to be told").isTrue();
        Map<String, List<Placement>> unknown = Map.of("prod", List.of(PROD), "home", List.of());
        assertThat(Reconciler.reconcile(
                                atHome,
                                new Surroundings(
                                        unknown,
                                        List.of(WWW),
                                        served(owner(6, "two"), ALIEN),
                                        found(owner(6, "two"), ALIEN),
                                        Set.of(),
                                        Set.of(),
                                        Optional.of(CLAIM)))
                        .facts()
                        .status())
                .as("it may be home's address")
                .isEqualTo(Status.SUPERSEDED);
    }

    /** Digits are no matter of taste to whoever has to read them. */
    @ParameterizedTest
    @ValueSource(strings = {"fa-IR", "ar-EG", "mr-IN"})
    void theTextIsTheSameInEveryLocale(String locale) {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(locale));
        try {
            assertThat(new Ownership("www", 217, "one").text())
                    .isEqualTo("failover=1 service=www epoch=217 watcher=one");
        } finally {
            Locale.setDefault(before);
        }
    }
}
