package dev.failover.internal.decision;

import static dev.failover.internal.decision.Facts.HOME;
import static dev.failover.internal.decision.Facts.NOW;
import static dev.failover.internal.decision.Facts.PROD;
import static dev.failover.internal.decision.Facts.WWW;
import static dev.failover.internal.decision.Facts.placement;
import static dev.failover.internal.decision.Facts.seen;
import static dev.failover.internal.decision.Facts.served;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private static final Placement ALIEN = placement("192.0.2.99");
    private static final Placement API = api("203.0.113.10");
    private static final Set<String> APPLIED = Set.of("dns");

    private final ServiceState atProd = ServiceState.INITIAL.adopted("prod", NOW, List.of(PROD));
    private final ServiceState decided = atProd.switched(
            new Step.Switch(Cause.FAILOVER, "home", Assignment.AUTOMATIC, "prod is DOWN"),
            NOW,
            Optional.empty(),
            Optional.empty());
    private final ServiceState intending = decided.intending(List.of(HOME));
    private final ServiceState atHome = intending.published(List.of(HOME), NOW);

    private static Placement api(String address) {
        Place place = new Place("dns", new RecordKey("api", RecordType.A));
        return new Placement(place, RecordSet.of(place.key(), Duration.ofSeconds(60), address));
    }

    @Test
    void nothingIsNeededWhenEverythingIsAsDecided() {
        Reconciliation needed = Reconciler.reconcile(atProd, seen(served(PROD, PROD), Map.of(), Set.of()));

        assertThat(needed.facts().status()).isEqualTo(Status.AS_DECIDED);
        assertThat(needed.facts().site()).contains("prod");
        assertThat(needed.writes()).isEmpty();
        assertThat(needed.settled()).isTrue();
    }

    @Test
    void anIntentIsJournalledBeforeAnythingIsWritten() {
        Reconciliation needed = Reconciler.reconcile(decided, seen(served(PROD), Map.of(), Set.of()));

        assertThat(needed.intent()).containsExactly(HOME);
        assertThat(needed.writes()).isEmpty();
    }

    @Test
    void theChangeExpectsWhatIsServed() {
        Reconciliation needed = Reconciler.reconcile(intending, seen(served(PROD), Map.of(), Set.of()));

        assertThat(needed.writes())
                .isEqualTo(Map.of("dns", List.of(RecordChange.replace(PROD.recordSet(), HOME.recordSet()))));
        assertThat(needed.facts().sentence()).isEqualTo("www A at dns is 203.0.113.10");
        assertThat(needed.mixed()).isFalse();
        assertThat(needed.settled()).isFalse();
    }

    @Test
    void theChangeIsMadeThoughTheServersAreSilentExpectingWhatWasLastPut() {
        Map<Place, Publication> silent =
                Map.of(WWW, new Publication(WWW.key(), List.of(new Publication.Silent("ns1", "timeout"))));
        Reconciliation needed = Reconciler.reconcile(intending, seen(silent, Map.of(), Set.of()));

        assertThat(needed.facts().status()).isEqualTo(Status.UNKNOWN);
        assertThat(needed.facts().sentence())
                .isEqualTo("www A at dns is not known, as no server of the zone answered (ns1: timeout)");
        assertThat(needed.writes().get("dns"))
                .containsExactly(RecordChange.replace(PROD.recordSet(), HOME.recordSet()));
    }

    @Test
    void whatIsServedEverywhereIsStillWrittenOnceUntilTheVendorHasConfirmedIt() {
        Reconciliation unconfirmed = Reconciler.reconcile(intending, seen(served(HOME), Map.of(), Set.of()));
        assertThat(unconfirmed.settled()).isFalse();
        assertThat(unconfirmed.writes()).containsKey("dns");

        Reconciliation confirmed = Reconciler.reconcile(intending, seen(served(HOME), Map.of(), APPLIED));
        assertThat(confirmed.settled()).isTrue();
        assertThat(confirmed.writes()).isEmpty();
    }

    @Test
    void whatTheVendorHasAndEveryServerGivesIsInPlaceThoughNothingWasHeardOfTheCall() {
        Map<Place, Optional<RecordSet>> found = Map.of(WWW, Optional.of(HOME.recordSet()));
        assertThat(Reconciler.reconcile(intending, seen(served(HOME, HOME), found, Set.of()))
                        .settled())
                .isTrue();
        assertThat(Reconciler.reconcile(intending, seen(served(HOME, PROD), found, Set.of()))
                        .writes())
                .as("one server may be the last to give what is about to be published anew")
                .isNotEmpty();
        assertThat(Reconciler.reconcile(
                                intending,
                                seen(served(HOME, HOME), Map.of(WWW, Optional.of(PROD.recordSet())), Set.of()))
                        .writes())
                .isNotEmpty();
    }

    @Test
    void aNewAddressThatAnotherWatcherPutThereFirstIsNobodysWorkAgainstUs() {
        Map<Place, Optional<RecordSet>> prod = Map.of(WWW, Optional.of(PROD.recordSet()));
        ServiceState settled = ServiceState.INITIAL.adopted("prod", NOW, List.of(placement("203.0.113.9")));
        Reconciliation needed = Reconciler.reconcile(settled, seen(served(PROD, PROD), prod, Set.of()));
        assertThat(needed.facts().status()).isEqualTo(Status.AS_DECIDED);
        assertThat(needed.intent()).containsExactly(PROD);

        Map<Place, Optional<RecordSet>> home = Map.of(WWW, Optional.of(HOME.recordSet()));
        ServiceState switching = decided.intending(List.of(placement("198.51.100.6")));
        Reconciliation overtaken = Reconciler.reconcile(switching, seen(served(HOME, HOME), home, Set.of()));
        assertThat(overtaken.facts().status()).isEqualTo(Status.AS_DECIDED);
        assertThat(overtaken.intent()).containsExactly(HOME);
    }

    @Test
    void whatIsNotYetServedEverywhereIsWrittenAgain() {
        Reconciliation needed = Reconciler.reconcile(intending, seen(served(HOME, PROD), Map.of(), APPLIED));

        assertThat(needed.facts().status()).isEqualTo(Status.PENDING);
        assertThat(needed.facts().sentence()).isEqualTo("www A at dns is 198.51.100.7 or 203.0.113.10 (lagging: ns1)");
        assertThat(needed.mixed()).isTrue();
        assertThat(needed.writes()).containsKey("dns");
        assertThat(needed.settled()).isFalse();
    }

    @Test
    void aStrangeValueIsAQuestionToTheVendorFirst() {
        Reconciliation needed = Reconciler.reconcile(atHome, seen(served(HOME, PROD), Map.of(), Set.of()));

        assertThat(needed.questions()).containsExactly(WWW);
        assertThat(needed.facts().status()).isEqualTo(Status.PENDING);
        assertThat(needed.facts().doubt())
                .hasValueSatisfying(
                        doubt -> assertThat(doubt).startsWith("www A at dns is 198.51.100.7 or 203.0.113.10"));
        assertThat(needed.writes()).isEmpty();
    }

    @Test
    void aLaggingServerIsHelpedOnceTheVendorSaysThatTheRecordIsOurs() {
        Map<Place, Optional<RecordSet>> found = Map.of(WWW, Optional.of(HOME.recordSet()));
        Reconciliation needed = Reconciler.reconcile(atHome, seen(served(HOME, PROD), found, Set.of()));

        assertThat(needed.facts().doubt()).isEmpty();
        assertThat(needed.facts().status()).isEqualTo(Status.PENDING);
        assertThat(needed.writes().get("dns"))
                .containsExactly(RecordChange.replace(HOME.recordSet(), HOME.recordSet()));
    }

    @Test
    void whatTheVendorSaysIsNotOursIsNeverWritten() {
        for (Placement theirs : new Placement[] {ALIEN, PROD}) {
            Map<Place, Optional<RecordSet>> found = Map.of(WWW, Optional.of(theirs.recordSet()));
            Reconciliation needed = Reconciler.reconcile(atHome, seen(served(theirs), found, Set.of()));

            assertThat(needed.facts().status()).isEqualTo(Status.FOREIGN);
            assertThat(needed.writes()).isEmpty();
            assertThat(needed.intent()).isEmpty();
        }
    }

    @Test
    void whatAVendorHasThoughNobodyServesItYetIsNotOverwrittenEither() {
        Map<Place, Optional<RecordSet>> found = Map.of(WWW, Optional.of(ALIEN.recordSet()));
        Reconciliation needed = Reconciler.reconcile(intending, seen(served(PROD), found, Set.of()));

        assertThat(needed.facts().status()).isEqualTo(Status.FOREIGN);
        assertThat(needed.writes()).isEmpty();
    }

    @Test
    void aRecordThatIsGoneIsNotPutBackUnasked() {
        Reconciliation needed =
                Reconciler.reconcile(atHome, seen(served((Placement) null), Map.of(WWW, Optional.empty()), Set.of()));

        assertThat(needed.facts().status()).isEqualTo(Status.FOREIGN);
        assertThat(needed.writes()).isEmpty();
    }

    private ServiceState retracted() {
        return intending
                .switched(
                        new Step.Switch(Cause.RETRACTION, "prod", Assignment.AUTOMATIC, "prod is UP again"),
                        NOW,
                        Optional.empty(),
                        Optional.empty())
                .intending(List.of(PROD));
    }

    /** Servers that never changed say nothing of the value that was to be published before. */
    @Test
    void aRetractionIsSettledByTheVendorAndNotByServersThatNeverChanged() {
        Reconciliation asking = Reconciler.reconcile(retracted(), seen(served(PROD), Map.of(), APPLIED));
        Reconciliation there = Reconciler.reconcile(
                retracted(), seen(served(PROD), Map.of(WWW, Optional.of(PROD.recordSet())), APPLIED));
        Reconciliation draft = Reconciler.reconcile(
                retracted(), seen(served(PROD), Map.of(WWW, Optional.of(HOME.recordSet())), APPLIED));

        assertThat(asking.questions()).containsExactly(WWW);
        assertThat(asking.settled()).isFalse();
        assertThat(there.questions()).isEmpty();
        assertThat(there.settled()).isTrue();
        assertThat(draft.facts().status()).isEqualTo(Status.AS_DECIDED);
        assertThat(draft.settled()).isFalse();
        assertThat(draft.writes().get("dns"))
                .as("or the next to publish would publish it")
                .containsExactly(RecordChange.replace(HOME.recordSet(), PROD.recordSet()));
    }

    @Test
    void whereNothingElseOfOursIsOnItsWayTheServersSettleIt() {
        assertThat(Reconciler.reconcile(intending, seen(served(HOME), Map.of(), APPLIED))
                        .questions())
                .isEmpty();
    }

    /** S24: the update of the switch retracted was on its way all the time. */
    @Test
    void aValueOfOursThatTakesEffectLateIsReplacedAndNotSomebodyElses() {
        ServiceState settled = retracted().published(List.of(PROD), NOW);
        Reconciliation needed = Reconciler.reconcile(settled, seen(served(HOME), Map.of(), APPLIED));
        Reconciliation asked =
                Reconciler.reconcile(settled, seen(served(HOME), Map.of(WWW, Optional.of(HOME.recordSet())), APPLIED));

        assertThat(List.of(needed, asked)).allSatisfy(late -> {
            assertThat(late.facts().status()).isEqualTo(Status.PENDING);
            assertThat(late.writes().get("dns"))
                    .containsExactly(RecordChange.replace(HOME.recordSet(), PROD.recordSet()));
        });
    }

    /** A late edit of what a vendor has yet to publish is seen by no server: the vendor has the last word. */
    @Test
    void whatCanNotTakeEffectAnyMoreIsForgottenOnceTheVendorHasSomethingElse() {
        ServiceState settled = retracted().published(List.of(PROD), NOW);
        Reconciliation early = Reconciler.reconcile(settled, seen(served(PROD), Map.of(), APPLIED));
        Reconciliation asking = Reconciler.reconcile(settled, expired(Map.of(), HOME, PROD));
        Reconciliation over =
                Reconciler.reconcile(settled, expired(Map.of(WWW, Optional.of(PROD.recordSet())), HOME, PROD));
        Reconciliation draft =
                Reconciler.reconcile(settled, expired(Map.of(WWW, Optional.of(HOME.recordSet())), HOME, PROD));

        assertThat(early.questions()).as("its time is not over").isEmpty();
        assertThat(early.settled()).isTrue();
        assertThat(asking.questions()).containsExactly(WWW);
        assertThat(asking.expired()).isEmpty();
        assertThat(over.expired()).as("what is wanted stays").containsExactly(HOME);
        assertThat(draft.expired()).isEmpty();
        assertThat(draft.writes().get("dns")).containsExactly(RecordChange.replace(HOME.recordSet(), PROD.recordSet()));
    }

    @Test
    void whatIsOverIsSomebodyElsesFromThenOn() {
        ServiceState over = retracted().published(List.of(PROD), NOW).expired(Set.of(HOME));

        assertThat(Reconciler.reconcile(over, seen(served(HOME), Map.of(WWW, Optional.of(HOME.recordSet())), APPLIED))
                        .facts()
                        .status())
                .isEqualTo(Status.FOREIGN);
    }

    @Test
    void whatWasPutWhereNothingIsManagedAnyMoreIsForgottenUnasked() {
        ServiceState settled = intending.intending(List.of(API)).published(List.of(HOME), NOW);
        Surroundings later = expired(Map.of(), API);

        assertThat(Reconciler.reconcile(
                                settled,
                                new Surroundings(
                                        later.sites(),
                                        later.places(),
                                        served(HOME),
                                        Map.of(),
                                        APPLIED,
                                        later.expired(),
                                        Optional.empty()))
                        .expired())
                .containsExactly(API);
    }

    @Test
    void whateverIsWrittenMayTakeEffectLateAndIsJournalledAsSuch() {
        Map<Place, Optional<RecordSet>> found = Map.of(WWW, Optional.of(PROD.recordSet()));
        Reconciliation needed = Reconciler.reconcile(atProd, seen(served(PROD, HOME), found, Set.of()));

        assertThat(needed.intent()).as("adopted, and never written here").containsExactly(PROD);
        assertThat(needed.writes()).isEmpty();
        assertThat(Reconciler.reconcile(atProd.intending(needed.intent()), seen(served(PROD, HOME), found, Set.of()))
                        .writes())
                .containsKey("dns");
    }

    private static Surroundings expired(Map<Place, Optional<RecordSet>> found, Placement... over) {
        Surroundings seen = seen(served(PROD), found, APPLIED);
        return new Surroundings(
                seen.sites(), seen.places(), seen.published(), found, APPLIED, Set.of(over), Optional.empty());
    }

    /** A wildcard's answer, or a deletion that nobody published: nothing has changed for users. */
    @Test
    void whatIsServedAlthoughTheVendorHasNothingThereIsReplacedByARecordOfItsOwn() {
        Map<Place, Optional<RecordSet>> nothing = Map.of(WWW, Optional.empty());
        Reconciliation before = Reconciler.reconcile(atProd, seen(served(PROD, PROD), nothing, Set.of()));
        Reconciliation needed = Reconciler.reconcile(intending, seen(served(PROD, PROD), nothing, Set.of()));

        assertThat(before.facts().status()).isEqualTo(Status.AS_DECIDED);
        assertThat(before.writes()).isEmpty();
        assertThat(needed.facts().status()).isEqualTo(Status.PENDING);
        assertThat(needed.writes().get("dns")).containsExactly(RecordChange.create(HOME.recordSet()));
    }

    @Test
    void butNotOnceASingleServerGivesNothing() {
        Map<Place, Optional<RecordSet>> nothing = Map.of(WWW, Optional.empty());

        assertThat(Reconciler.reconcile(intending, seen(served(PROD, null), nothing, Set.of()))
                        .facts()
                        .status())
                .isEqualTo(Status.FOREIGN);
    }

    @Test
    void whoDidNotAnswerIsNotCountedAmongThoseWhoGiveIt() {
        Publication oneOfThree = new Publication(
                WWW.key(),
                List.of(
                        new Publication.Silent("ns1", "timeout"),
                        new Publication.Served("ns2", Optional.of(PROD.recordSet())),
                        new Publication.Silent("ns3", "timeout")));

        assertThat(Reconciler.reconcile(atProd, seen(Map.of(WWW, oneOfThree), Map.of(), Set.of()))
                        .facts()
                        .sentence())
                .isEqualTo("every server of the zone that answered (1 of 3) gives what was decided");
    }

    @Test
    void aHumansWordMakesWhatIsThereOursToReplace() {
        ServiceState accepted = atHome.accepting(List.of(ALIEN))
                .switched(
                        new Step.Switch(Cause.FAILBACK, "prod", "ada", "put it right"),
                        NOW,
                        Optional.empty(),
                        Optional.empty())
                .intending(List.of(PROD));
        Reconciliation needed = Reconciler.reconcile(accepted, seen(served(ALIEN), Map.of(), Set.of()));

        assertThat(needed.writes().get("dns"))
                .containsExactly(RecordChange.replace(ALIEN.recordSet(), PROD.recordSet()));
    }

    @Test
    void aHumansWordCreatesWhatIsAbsent() {
        ServiceState accepted = ServiceState.INITIAL
                .switched(
                        new Step.Switch(Cause.FAILBACK, "prod", "ada", "put it there"),
                        NOW,
                        Optional.empty(),
                        Optional.empty())
                .intending(List.of(PROD));
        Reconciliation needed =
                Reconciler.reconcile(accepted, seen(served((Placement) null), Map.of(WWW, Optional.empty()), Set.of()));

        assertThat(needed.writes().get("dns")).containsExactly(RecordChange.create(PROD.recordSet()));
    }

    @Test
    void aNewAddressOfTheActiveSiteIsAnIntentOfItsOwn() {
        ServiceState before = ServiceState.INITIAL.adopted("home", NOW, List.of(placement("198.51.100.6")));
        Reconciliation needed =
                Reconciler.reconcile(before, seen(served(placement("198.51.100.6")), Map.of(), Set.of()));

        assertThat(needed.intent()).containsExactly(HOME);
        assertThat(needed.facts().status()).isEqualTo(Status.PENDING);
    }

    @Test
    void nothingIsWrittenWhileTheActiveSitesAddressIsNotKnown() {
        Surroundings unknown = new Surroundings(
                Map.of("prod", List.of(PROD), "home", List.of()),
                List.of(WWW),
                served(PROD),
                Map.of(),
                Set.of(),
                Set.of(),
                Optional.empty());

        assertThat(Reconciler.reconcile(intending, unknown).writes()).isEmpty();
        assertThat(Reconciler.reconcile(decided, unknown).intent()).isEmpty();
    }

    @Test
    void beforeAnythingIsDecidedNothingIsWrittenAndOneSiteIsRecognised() {
        Reconciliation one = Reconciler.reconcile(ServiceState.INITIAL, seen(served(HOME, HOME), Map.of(), Set.of()));
        Reconciliation mixed = Reconciler.reconcile(ServiceState.INITIAL, seen(served(HOME, PROD), Map.of(), Set.of()));
        Reconciliation alien = Reconciler.reconcile(ServiceState.INITIAL, seen(served(ALIEN), Map.of(), Set.of()));

        assertThat(one.facts().site()).contains("home");
        assertThat(one.facts().status()).isEqualTo(Status.PENDING);
        assertThat(one.facts().sentence()).isEqualTo("www A at dns is 198.51.100.7");
        assertThat(mixed.facts().site()).isEmpty();
        assertThat(alien.facts().status()).isEqualTo(Status.FOREIGN);
        assertThat(alien.facts().sentence()).isEqualTo("www A at dns is 192.0.2.99, which is not one site's address");
        assertThat(List.of(one, mixed, alien)).allSatisfy(needed -> {
            assertThat(needed.writes()).isEmpty();
            assertThat(needed.intent()).isEmpty();
            assertThat(needed.questions()).isEmpty();
        });
    }

    @Test
    void whatWasNotLookedAtYetIsNoNews() {
        Reconciliation needed = Reconciler.reconcile(atProd, seen(Map.of(), Map.of(), Set.of()));

        assertThat(needed.facts().status()).isEqualTo(Status.UNSEEN);
        assertThat(needed.facts().sentence()).isEqualTo("www A at dns was not looked at yet");
        assertThat(needed.writes()).isEmpty();
    }

    @Test
    void theChangeIsMadeThoughNothingWasLookedAtYet() {
        Reconciliation needed = Reconciler.reconcile(intending, seen(Map.of(), Map.of(), Set.of()));

        assertThat(needed.facts().status()).isEqualTo(Status.UNSEEN);
        assertThat(needed.writes().get("dns"))
                .containsExactly(RecordChange.replace(PROD.recordSet(), HOME.recordSet()));
    }

    @Test
    void ofSeveralValuesOfOursTheChangeExpectsTheOneServed() {
        Placement moved = placement("198.51.100.8");
        ServiceState twice = decided.intending(List.of(moved)).intending(List.of(HOME));

        assertThat(Reconciler.reconcile(twice, seen(served(PROD), Map.of(), Set.of()))
                        .writes()
                        .get("dns"))
                .containsExactly(RecordChange.replace(PROD.recordSet(), HOME.recordSet()));
        assertThat(Reconciler.reconcile(twice, seen(served(PROD, moved), Map.of(), Set.of()))
                        .writes()
                        .get("dns"))
                .as("unless they differ: then the one put last")
                .containsExactly(RecordChange.replace(moved.recordSet(), HOME.recordSet()));
    }

    @Test
    void nothingIsWrittenWhileNoServerAnswersAndNothingIsIntended() {
        Map<Place, Publication> silent =
                Map.of(WWW, new Publication(WWW.key(), List.of(new Publication.Silent("ns1", "timeout"))));
        Reconciliation settled = Reconciler.reconcile(atHome, seen(silent, Map.of(), Set.of()));
        ServiceState before = ServiceState.INITIAL.adopted("home", NOW, List.of(placement("198.51.100.6")));
        Reconciliation moved = Reconciler.reconcile(before, seen(silent, Map.of(), Set.of()));

        assertThat(List.of(settled, moved)).allSatisfy(needed -> {
            assertThat(needed.facts().status()).isEqualTo(Status.UNKNOWN);
            assertThat(needed.writes()).isEmpty();
            assertThat(needed.intent()).isEmpty();
        });
    }

    @Test
    void aNewAddressIsWrittenUntilTheVendorHasConfirmedIt() {
        ServiceState moving = ServiceState.INITIAL
                .adopted("home", NOW, List.of(placement("198.51.100.6")))
                .intending(List.of(HOME));
        Reconciliation unconfirmed = Reconciler.reconcile(moving, seen(served(HOME), Map.of(), Set.of()));
        Reconciliation confirmed = Reconciler.reconcile(moving, seen(served(HOME), Map.of(), APPLIED));

        assertThat(unconfirmed.writes()).containsKey("dns");
        assertThat(unconfirmed.settled()).isFalse();
        assertThat(confirmed.writes()).isEmpty();
        assertThat(confirmed.settled()).isTrue();
    }

    @Test
    void aRecordThatIsGoneIsNotCreatedInTheMiddleOfASwitchEither() {
        Reconciliation needed = Reconciler.reconcile(
                intending, seen(served((Placement) null), Map.of(WWW, Optional.empty()), Set.of()));

        assertThat(needed.facts().status()).isEqualTo(Status.FOREIGN);
        assertThat(needed.facts().sentence()).isEqualTo("www A at dns is absent, which was not put there by us");
        assertThat(needed.writes()).isEmpty();
    }

    @Test
    void ofRecordsThatSomebodyElseChangedTheVendorsSayWhereTheyPoint() {
        Map<Place, Optional<RecordSet>> found = Map.of(WWW, Optional.of(PROD.recordSet()));

        assertThat(Reconciler.reconcile(atHome, seen(served(HOME), found, Set.of()))
                        .facts()
                        .site())
                .as("the servers lag")
                .contains("prod");
    }

    @Test
    void whenOneRecordIsSomebodyElsesTheVendorsOfAllOthersAreAsked() {
        Reconciliation needed = Reconciler.reconcile(
                ServiceState.INITIAL.adopted("prod", NOW, List.of(PROD, API)),
                seenBoth(gives(WWW, PROD), gives(API.place(), API), Map.of(WWW, Optional.of(ALIEN.recordSet()))));

        assertThat(needed.facts().status()).isEqualTo(Status.FOREIGN);
        assertThat(needed.questions()).containsExactly(API.place());
    }

    @Test
    void aRecordAddedToTheConfigurationIsNotCreatedUnasked() {
        Map<Place, Optional<RecordSet>> absent = Map.of(API.place(), Optional.empty());
        Reconciliation asking =
                Reconciler.reconcile(atProd, seenBoth(gives(WWW, PROD), gives(API.place(), null), Map.of()));
        Reconciliation asked =
                Reconciler.reconcile(atProd, seenBoth(gives(WWW, PROD), gives(API.place(), null), absent));

        assertThat(asking.questions()).containsExactly(API.place());
        assertThat(asked.facts().status()).isEqualTo(Status.FOREIGN);
        assertThat(List.of(asking, asked)).allSatisfy(needed -> {
            assertThat(needed.writes()).isEmpty();
            assertThat(needed.intent()).isEmpty();
        });
    }

    private static Publication gives(Place place, Placement placement) {
        return new Publication(
                place.key(),
                List.of(new Publication.Served(
                        "ns", Optional.ofNullable(placement).map(Placement::recordSet))));
    }

    private static Surroundings seenBoth(Publication www, Publication api, Map<Place, Optional<RecordSet>> found) {
        return new Surroundings(
                Map.of("prod", List.of(PROD, API)),
                List.of(WWW, API.place()),
                Map.of(WWW, www, API.place(), api),
                found,
                Set.of(),
                Set.of(),
                Optional.empty());
    }
}
