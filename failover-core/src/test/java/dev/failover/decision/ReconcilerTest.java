package dev.failover.decision;

import static dev.failover.decision.Facts.HOME;
import static dev.failover.decision.Facts.NOW;
import static dev.failover.decision.Facts.PROD;
import static dev.failover.decision.Facts.WWW;
import static dev.failover.decision.Facts.placement;
import static dev.failover.decision.Facts.seen;
import static dev.failover.decision.Facts.served;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.RecordFacts.Status;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private static final Placement ALIEN = placement("192.0.2.99");
    private static final Set<String> APPLIED = Set.of("dns");

    private final ServiceState atProd = ServiceState.INITIAL.adopted("prod", NOW, List.of(PROD));
    private final ServiceState decided = atProd.switched(
            new Step.Switch(Cause.FAILOVER, "home", Assignment.AUTOMATIC, "prod is DOWN"),
            NOW,
            Optional.empty(),
            Optional.empty());
    private final ServiceState intending = decided.intending(List.of(HOME));
    private final ServiceState atHome = intending.published(List.of(HOME), NOW);

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
        assertThat(needed.settled()).isFalse();
    }

    @Test
    void theChangeIsMadeThoughTheServersAreSilentExpectingWhatWasLastPut() {
        Map<Place, Publication> silent =
                Map.of(WWW, new Publication(WWW.key(), List.of(new Publication.Silent("ns1", "timeout"))));
        Reconciliation needed = Reconciler.reconcile(intending, seen(silent, Map.of(), Set.of()));

        assertThat(needed.facts().status()).isEqualTo(Status.UNKNOWN);
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
        assertThat(needed.writes()).isEmpty();
    }

    @Test
    void aLaggingServerIsHelpedOnceTheVendorSaysThatTheRecordIsOurs() {
        Map<Place, Optional<dev.failover.dns.RecordSet>> found = Map.of(WWW, Optional.of(HOME.recordSet()));
        Reconciliation needed = Reconciler.reconcile(atHome, seen(served(HOME, PROD), found, Set.of()));

        assertThat(needed.facts().status()).isEqualTo(Status.PENDING);
        assertThat(needed.writes().get("dns"))
                .containsExactly(RecordChange.replace(HOME.recordSet(), HOME.recordSet()));
    }

    @Test
    void whatTheVendorSaysIsNotOursIsNeverWritten() {
        for (Placement theirs : new Placement[] {ALIEN, PROD}) {
            Map<Place, Optional<dev.failover.dns.RecordSet>> found = Map.of(WWW, Optional.of(theirs.recordSet()));
            Reconciliation needed = Reconciler.reconcile(atHome, seen(served(theirs), found, Set.of()));

            assertThat(needed.facts().status()).isEqualTo(Status.FOREIGN);
            assertThat(needed.writes()).isEmpty();
            assertThat(needed.intent()).isEmpty();
        }
    }

    @Test
    void whatAVendorHasThoughNobodyServesItYetIsNotOverwrittenEither() {
        Map<Place, Optional<dev.failover.dns.RecordSet>> found = Map.of(WWW, Optional.of(ALIEN.recordSet()));
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
        assertThat(mixed.facts().site()).isEmpty();
        assertThat(alien.facts().status()).isEqualTo(Status.FOREIGN);
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
        assertThat(needed.writes()).isEmpty();
    }
}
