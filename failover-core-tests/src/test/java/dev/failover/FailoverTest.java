package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.decision.Cause;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.FailoverPolicy.ForeignEdit;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.decision.Gate;
import dev.failover.decision.ServiceState.Transition;
import dev.failover.decision.Step;
import dev.failover.decision.SwitchRequest;
import dev.failover.dns.RecordSet;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.notify.Notification;
import dev.failover.testkit.InMemoryDnsProvider.Moment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailoverTest {
    @TempDir
    Path directory;

    World world;

    @BeforeEach
    void open() {
        world = new World(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void adoptsWhatIsServedAndWritesNothing() {
        world.startAndSettle();

        assertThat(world.active()).isEqualTo("prod");
        assertThat(world.status().state().epoch()).isEqualTo(1);
        assertThat(world.zone.history()).hasSize(1);
        assertThat(world.told).isEmpty();
    }

    @Test
    void switchesWhenThePrimaryIsDeadAndTellsBeforeAndAfter() {
        world.startAndSettle();
        world.down(World.PROD);

        Duration took = world.runUntilServed(World.HOME, Duration.ofSeconds(10));
        world.run(Duration.ofSeconds(1));

        assertThat(took).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
        assertThat(world.active()).isEqualTo("home");
        assertThat(world.writes).as("one write, nothing else").isEqualTo(1);
        assertThat(world.titles()).containsExactly("www: failover from prod to home", "www: is at home (failover)");
        assertThat(world.told).extracting(Notification::id).containsExactly("www/2/decided", "www/2/published");
        assertThat(world.told).extracting(Notification::incident).containsOnly("www/2");
        assertThat(world.told).extracting(Notification::endsIncident).containsExactly(false, true);
        assertThat(world.status().state().transition()).isEmpty();
        assertThat(world.status().state().lastSwitch().orElseThrow().took()).isPresent();
    }

    @Test
    void oneFailedCheckTooFewChangesNothing() {
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofMillis(2_000));
        world.up(World.PROD);
        world.run(Duration.ofMinutes(1));

        assertThat(world.served()).contains(World.PROD);
        assertThat(world.told).isEmpty();
    }

    @Test
    void leavesDnsAloneAndAlertsWhenBothSitesAreDown() {
        world.startAndSettle();
        world.down(World.HOME);
        world.run(Duration.ofSeconds(5));
        world.down(World.PROD);
        world.run(Duration.ofMinutes(5));

        assertThat(world.served()).contains(World.PROD);
        assertThat(world.zone.history()).hasSize(1);
        assertThat(world.titles()).containsExactly("www: home is down", "www: is down, and no site is ready");

        world.up(World.HOME);
        world.run(Duration.ofSeconds(5));
        assertThat(world.served()).contains(World.HOME);
    }

    @Test
    void abstainsWhenItIsItselfCutOff() {
        world.startAndSettle();
        world.down(World.PROD);
        world.serversSilent = true;
        world.zone.failNext(1_000, new UnavailableException("unreachable"), Moment.BEFORE);
        world.run(Duration.ofMinutes(5));

        assertThat(world.active()).isEqualTo("prod");
        assertThat(world.writes).isZero();
        assertThat(world.titles()).contains("www: the watcher is cut off");

        world.up(World.PROD);
        world.serversSilent = false;
        world.zone.heal();
        world.run(Duration.ofMinutes(5));
        assertThat(world.active()).isEqualTo("prod");
        assertThat(world.zone.history()).hasSize(1);
    }

    @Test
    void returnsByItselfOnlyAfterTheHold() {
        world.policy = FailoverPolicy.builder()
                .automaticFailback(true)
                .failbackAfter(Duration.ofMinutes(1))
                .build();
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofSeconds(10));
        world.up(World.PROD);
        world.run(Duration.ofSeconds(50));
        assertThat(world.served()).contains(World.HOME);

        world.run(Duration.ofSeconds(20));
        assertThat(world.served()).contains(World.PROD);
        assertThat(world.status().state().assignment().orElseThrow().cause()).isEqualTo(Cause.FAILBACK);
    }

    @Test
    void whatAHumanPutInPlaceStaysAlsoAfterARestartUntilAHumanSaysOtherwise() {
        world.policy = FailoverPolicy.builder()
                .automaticFailback(true)
                .failbackAfter(Duration.ofSeconds(1))
                .build();
        world.startAndSettle();
        world.ask("home", false);
        world.run(Duration.ofMinutes(1));
        world.stop().startAndSettle();
        world.run(Duration.ofHours(1));

        assertThat(world.served()).contains(World.HOME);
        assertThat(world.status().decision().unmet()).extracting(Gate::kind).containsExactly(Gate.Kind.CHOICE);
        assertThat(world.titles()).doesNotContain("www: the primary is back");

        world.down(World.HOME);
        world.runUntilServed(World.PROD, Duration.ofSeconds(10));
        world.up(World.HOME);
        world.run(Duration.ofMinutes(1));
        world.down(World.PROD);
        world.runUntilServed(World.HOME, Duration.ofSeconds(10));
        world.up(World.PROD);
        world.runUntilServed(World.PROD, Duration.ofMinutes(1));
    }

    @Test
    void askingForWhereItIsHoldsItThereForTheTimeGivenAndIsJournalled() {
        world.policy = FailoverPolicy.builder()
                .automaticFailback(true)
                .failbackAfter(Duration.ofSeconds(30))
                .build();
        world.startAndSettle();
        world.down(World.PROD);
        world.runUntilServed(World.HOME, Duration.ofSeconds(10));
        world.up(World.PROD);
        SwitchRequest stay = new SwitchRequest("home", "ada", "disks", false, Optional.of(Duration.ofMinutes(10)));
        assertThat(world.await(world.failover.request("www", stay).decided()).step())
                .isInstanceOf(Step.Hold.class);
        assertThat(world.failover.history(3)).extracting(JournalEntry::event).anySatisfy(event -> {
            assertThat(event.kind()).isEqualTo(JournalEvent.Kind.HELD);
            assertThat(event.text()).contains("ada", "disks");
        });

        world.run(Duration.ofMinutes(9));
        assertThat(world.served()).contains(World.HOME);
        world.run(Duration.ofMinutes(2));
        assertThat(world.served()).contains(World.PROD);
    }

    @Test
    void theReasonOfEveryRequestIsJournalled() {
        world.startAndSettle();
        world.await(world.failover.pause("www", "ada", "a pause"));
        world.ask("home", false);
        world.await(world.failover.approve("www", "home", "ada", "an approval", Duration.ofHours(1)));
        world.await(world.failover.resume("www", "ada", "an end"));

        assertThat(world.failover.history(10))
                .extracting(JournalEntry::event)
                .extracting(
                        event -> event.kind().toString(), event -> event.facts().get("reason"))
                .contains(
                        tuple("paused", "a pause"),
                        tuple("refused", "maintenance"),
                        tuple("approved", "an approval"),
                        tuple("resumed", "an end"));
    }

    @Test
    void doesNotReturnByItselfUnlessConfiguredButSaysThatItCould() {
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofSeconds(10));
        world.up(World.PROD);
        world.run(Duration.ofMinutes(10));

        assertThat(world.served()).contains(World.HOME);
        assertThat(world.titles()).endsWith("www: the primary is back");

        assertThat(world.ask("prod", false).step()).isInstanceOf(Step.Switch.class);
        world.run(Duration.ofSeconds(2));
        assertThat(world.served()).contains(World.PROD);
    }

    @Test
    void latchesAfterTooManySwitchesAndStaysLatchedAfterARestart() {
        world.switchTooOften();
        assertThat(world.status().state().switches()).hasSize(2);
        assertThat(world.titles()).contains("www: switched too often; automatic switching has stopped");

        world.stop().start();
        world.run(Duration.ofHours(3));
        world.down(World.PROD);
        world.run(Duration.ofSeconds(10));
        assertThat(world.status().state().switches()).hasSize(2);

        world.await(world.failover.resume("www", "ada", "works are done"));
        world.run(Duration.ofSeconds(10));
        assertThat(world.served()).contains(World.HOME);
    }

    @Test
    void pausedMeansNoAutomaticWriteAlsoAfterARestart() {
        world.startAndSettle();
        world.await(world.failover.pause("www", "ada", "maintenance"));
        world.stop().startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));

        assertThat(world.served()).contains(World.PROD);
        assertThat(world.titles()).contains("www: is down, and waits for you");
        assertThat(world.ask("home", false).step()).isInstanceOf(Step.Refuse.class);

        world.await(world.failover.resume("www", "ada", "works are done"));
        assertThat(world.events).extracting(FailoverEvent::text).contains("paused by ada", "resumed by ada");
        world.run(Duration.ofSeconds(2));
        assertThat(world.served()).contains(World.HOME);
    }

    @Test
    void aPauseStopsAnAutomaticSwitchThatIsNotYetWritten() {
        world.startAndSettle();
        world.zone.failNext(1, new UnavailableException("busy"), Moment.BEFORE);
        world.down(World.PROD);
        world.time.runUntil(() -> world.writes == 1, Duration.ofSeconds(10));
        world.await(world.failover.pause("www", "ada", "hold it"));
        world.run(Duration.ofMinutes(10));
        assertThat(world.served()).contains(World.PROD);

        world.await(world.failover.resume("www", "ada", "works are done"));
        world.run(Duration.ofSeconds(5));
        assertThat(world.served()).contains(World.HOME);
    }

    @Test
    void aLostAnswerIsMadeGoodWithoutASecondChange() {
        world.startAndSettle();
        world.zone.failNext(1, new UnavailableException("reset"), Moment.AFTER);
        world.down(World.PROD);
        world.run(Duration.ofSeconds(20));

        assertThat(world.served()).contains(World.HOME);
        assertThat(world.status().state().transition()).isEmpty();
        assertThat(world.status().state().epoch()).isEqualTo(2);
        assertThat(world.addressesThereHaveBeen()).containsExactly(World.PROD, World.HOME);
    }

    @Test
    void aPublicationThatGotLostIsRepeated() {
        world.startAndSettle();
        world.zone.loseNextPublications(2);
        world.down(World.PROD);
        Duration took = world.runUntilServed(World.HOME, Duration.ofMinutes(2));

        assertThat(took).isLessThan(Duration.ofSeconds(40));
        world.run(Duration.ofSeconds(5));
        assertThat(world.status().state().transition()).isEmpty();
    }

    @Test
    void aChangeByHandIsHeldAndReportedAndNeverFought() {
        world.startAndSettle();
        world.zone.put(World.record("192.0.2.99"));
        world.run(Duration.ofMinutes(2));
        assertThat(world.titles()).containsExactly("www: has records that somebody else changed");

        world.down(World.PROD);
        world.run(Duration.ofMinutes(2));
        assertThat(world.served()).contains("192.0.2.99");

        world.ask("home", false);
        world.run(Duration.ofSeconds(5));
        assertThat(world.served()).contains(World.HOME);
    }

    private static FailoverPolicy onForeignEdit(ForeignEdit policy) {
        return FailoverPolicy.builder().onForeignEdit(policy).build();
    }

    @Test
    void aMoveByHandIsTakenAsDecidedWhereThatIsWanted() {
        world.policy = onForeignEdit(ForeignEdit.ADOPT);
        world.startAndSettle();
        world.zone.put(World.record("192.0.2.99"));
        world.run(Duration.ofMinutes(1));
        assertThat(world.active()).as("no site's address").isEqualTo("prod");
        assertThat(world.titles()).containsExactly("www: has records that somebody else changed");

        world.zone.put(World.record(World.HOME));
        world.run(Duration.ofMinutes(1));
        assertThat(world.active()).isEqualTo("home");
        assertThat(world.status().state().epoch()).isEqualTo(2);
        assertThat(world.writes).isZero();
        assertThat(world.titles())
                .containsExactly(
                        "www: has records that somebody else changed",
                        "www: was moved to home by somebody else",
                        "www: no longer has records that somebody else changed");

        world.down(World.HOME);
        world.run(Duration.ofSeconds(10));
        assertThat(world.served()).contains(World.PROD);
    }

    @Test
    void aLaggingServerIsNoMoveByHand() {
        world.policy = onForeignEdit(ForeignEdit.ADOPT);
        world.startAndSettle();
        world.ask("home", false);
        world.run(Duration.ofSeconds(5));
        world.lagging = World.record(World.PROD);
        world.run(Duration.ofMinutes(5));

        assertThat(world.active()).isEqualTo("home");
        assertThat(world.addressesThereHaveBeen()).containsExactly(World.PROD, World.HOME);
    }

    @Test
    void whatWasChangedByHandIsPutBackWhereThatIsWantedAndNotForEver() {
        world.policy = onForeignEdit(ForeignEdit.RESTORE);
        world.startAndSettle();
        for (int i = 1; i <= 3; i++) {
            world.zone.put(World.record("192.0.2.99"));
            world.run(Duration.ofMinutes(1));
            assertThat(world.served()).contains(World.PROD);
            assertThat(world.writes).isEqualTo(i);
            assertThat(world.status().state().transition()).isEmpty();
        }
        assertThat(world.titles()).contains("www: restoration to prod", "www: is at prod (restoration)");
        assertThat(world.status().state().epoch()).isEqualTo(4);

        world.zone.put(World.record("192.0.2.99"));
        world.run(Duration.ofMinutes(10));
        assertThat(world.served()).as("two automatons must not fight").contains("192.0.2.99");
        assertThat(world.titles()).endsWith("www: has records that somebody else changed");
    }

    @Test
    void aRecordThatWasDeletedByHandIsPutBackWhereThatIsWanted() {
        world.policy = onForeignEdit(ForeignEdit.RESTORE);
        world.startAndSettle();
        world.zone.remove(World.WWW);
        world.run(Duration.ofMinutes(1));

        assertThat(world.served()).contains(World.PROD);
        assertThat(world.status().state().transition()).isEmpty();
    }

    @Test
    void nothingIsPutBackToADeadSite() {
        world.policy = onForeignEdit(ForeignEdit.RESTORE);
        world.startAndSettle();
        world.zone.put(World.record(World.HOME));
        world.down(World.PROD);
        world.run(Duration.ofMinutes(5));

        assertThat(world.served()).contains(World.HOME);
        assertThat(world.writes).isZero();
        assertThat(world.titles()).contains("www: has records that somebody else changed");
    }

    @Test
    void aRecordThatWasDeletedByHandIsPutBackOnlyOnRequest() {
        world.startAndSettle();
        world.zone.remove(World.WWW);
        world.run(Duration.ofMinutes(2));
        assertThat(world.served()).isEmpty();
        assertThat(world.titles()).containsExactly("www: has records that somebody else changed");

        world.ask("prod", false);
        world.run(Duration.ofSeconds(5));
        assertThat(world.served()).contains(World.PROD);
        assertThat(world.status().state().transition()).isEmpty();
    }

    @Test
    void aChangeMadeBetweenLookAndWriteIsNotOverwritten() {
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofMillis(1_900));
        world.zone.failNext(1, new dev.failover.component.ConflictException("changed"), Moment.BEFORE);
        world.time.runUntil(() -> world.writes == 1, Duration.ofSeconds(5));
        world.zone.put(World.record("192.0.2.99"));
        world.run(Duration.ofMinutes(5));

        assertThat(world.served()).contains("192.0.2.99");
        assertThat(world.titles()).contains("www: has records that somebody else changed");
    }

    @Test
    void aRestartInTheMiddleFinishesWhatWasDecided() {
        world.startAndSettle();
        world.zone.failNext(1_000, new UnavailableException("busy"), Moment.BEFORE);
        world.down(World.PROD);
        world.run(Duration.ofSeconds(5));
        assertThat(world.active()).isEqualTo("home");
        assertThat(world.served()).contains(World.PROD);

        world.stop();
        world.zone.heal();
        world.start();
        world.run(Duration.ofSeconds(5));

        assertThat(world.served()).contains(World.HOME);
        assertThat(world.status().state().epoch()).isEqualTo(2);
        assertThat(world.told.stream().map(Notification::id).filter("www/2/decided"::equals))
                .hasSize(1);
        assertThat(world.told.stream().map(Notification::id).filter("www/2/published"::equals))
                .hasSize(1);
    }

    @Test
    void aSwitchThatNobodyServesYetIsRetractedWhenItsReasonIsGone() {
        world.startAndSettle();
        world.zone.failNext(1_000, new UnavailableException("busy"), Moment.BEFORE);
        world.down(World.PROD);
        world.run(Duration.ofSeconds(30));
        world.up(World.PROD);
        world.run(Duration.ofSeconds(5));
        world.zone.heal();
        world.run(Duration.ofMinutes(2));

        assertThat(world.active()).isEqualTo("prod");
        assertThat(world.served()).contains(World.PROD);
        assertThat(world.zone.history()).hasSize(1);
        assertThat(world.status().state().transition()).isEmpty();
    }

    @Test
    void neverTouchesItsNeighbours() {
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofSeconds(10));

        assertThat(world.zone.history())
                .allSatisfy(state -> assertThat(state.values())
                        .anyMatch(recordSet -> recordSet.values().contains("192.0.2.25"))
                        .anyMatch(recordSet -> recordSet.key().equals(World.WWW)));
    }

    @Test
    void refusesToEnterASiteThatIsDownUnlessForced() {
        world.startAndSettle();
        world.down(World.HOME);
        world.run(Duration.ofSeconds(5));

        assertThat(world.ask("home", false).step()).isInstanceOf(Step.Refuse.class);
        assertThat(world.ask("nowhere", true).step()).isInstanceOf(Step.Refuse.class);
        assertThat(world.ask("prod", false).step()).isInstanceOf(Step.Stay.class);
        assertThat(world.ask("home", true).step()).isInstanceOf(Step.Switch.class);
        world.run(Duration.ofSeconds(2));
        assertThat(world.served()).contains(World.HOME);
        assertThat(world.failover.history(100))
                .anySatisfy(entry -> assertThat(entry.event().text()).contains("ada", "maintenance", "forced past"));
    }

    private List<String> journalled() {
        return world.failover.history(100).stream()
                .map(entry -> entry.event().kind().toString())
                .toList();
    }

    private JournalEvent last(String kind) {
        return world.failover.history(100).stream()
                .map(JournalEntry::event)
                .filter(event -> event.kind().toString().equals(kind))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    @Test
    void everyDecisionIsJournalledWithItsFactsAndEveryEffectWithItsOutcome() {
        world.startAndSettle();
        world.zone.failNext(3, new UnavailableException("overloaded"), Moment.BEFORE);
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));

        assertThat(journalled())
                .containsSubsequence("adopted", "switched", "write-failed", "write-failed", "written", "published");
        assertThat(last("switched").facts())
                .containsEntry("site/prod", "DOWN for 0ms (connection refused)")
                .containsEntry("watcher", "connected")
                .containsKeys("served", "site/home", "gate/ready", "gate/limit", "gate/approval");
        assertThat(last("write-failed").text()).isEqualTo("dns, failure 2: overloaded");
        assertThat(last("written").text()).isEqualTo("dns took it, after 3 failures");
        assertThat(last("written").facts())
                .containsExactly(java.util.Map.entry(World.WWW.toString(), World.PROD + " -> " + World.HOME));
    }

    @Test
    void aVendorThatFailsForHoursDoesNotFloodTheJournal() {
        // Few checks: hours of them take long.
        world.thresholds = Thresholds.builder().interval(Duration.ofSeconds(30)).build();
        world.startAndSettle();
        world.zone.failNext(1_000_000, new UnavailableException("overloaded"), Moment.BEFORE);
        world.down(World.PROD);
        world.run(Duration.ofHours(8));

        assertThat(journalled().stream().filter("write-failed"::equals).count()).isBetween(6L, 9L);
    }

    @Test
    void aRequestThatIsRefusedIsJournalledWithWhyAndChangesNothing() {
        world.startAndSettle();
        world.down(World.HOME);
        world.run(Duration.ofSeconds(5));
        var before = world.status().state();
        world.ask("home", false);

        assertThat(last("refused").text()).startsWith("ada asked for home: not now: home has been DOWN");
        assertThat(last("refused").facts()).containsKey("gate/ready");
        assertThat(world.status().state()).isEqualTo(before);
    }

    @Test
    void whatHumansAreToldIsInTheJournal() {
        world.startAndSettle();
        world.down(World.HOME);
        world.run(Duration.ofSeconds(5));

        assertThat(last("conditions").facts()).containsEntry("standby-down/home", "home is DOWN: connection refused");
    }

    @Test
    void aStatefulServiceIsSwitchedOnceOnAWordGivenBeforehand() {
        world.policy = FailoverPolicy.builder().stateClass(StateClass.STATEFUL).build();
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofSeconds(10));
        assertThat(world.active()).isEqualTo("prod");

        world.await(world.failover.approve("www", "home", "ada", "works tonight", Duration.ofMinutes(30)));
        world.run(Duration.ofSeconds(2));

        assertThat(world.active()).isEqualTo("home");
        assertThat(last("approved").text()).startsWith("ada approved of home until ");
        assertThat(last("switched").facts().get("gate/approval")).startsWith("ada approved of home until ");
        world.up(World.PROD);
        world.down(World.HOME);
        world.run(Duration.ofSeconds(30));
        assertThat(world.active()).as("the word is used up").isEqualTo("home");
    }

    @Test
    void anApprovalNeedsASiteANameAndAReason() {
        world.startAndSettle();
        for (String[] wrong :
                new String[][] {{"nowhere", "ada", "works"}, {"home", " ", "works"}, {"home", "ada", ""}}) {
            var approval = world.failover.approve("www", wrong[0], wrong[1], wrong[2], Duration.ofMinutes(1));
            world.time.runUntilIdle();
            assertThat(approval).isCompletedExceptionally();
        }
        assertThat(world.status().state().approval()).isEmpty();
    }

    @Test
    void enteringADegradedSiteIsToldLouder() {
        world.homeDegraded = true;
        world.startAndSettle();
        world.ask("home", false);
        world.run(Duration.ofSeconds(2));

        assertThat(world.titles())
                .containsExactly(
                        "www: switchover from prod to home, in degraded mode",
                        "www: is at home (switchover), in degraded mode");
        assertThat(world.told).extracting(Notification::severity).containsOnly(Notification.Severity.CRITICAL);
        world.ask("prod", false);
        world.run(Duration.ofSeconds(2));
        assertThat(world.titles()).last().isEqualTo("www: is at prod (failback)");
        assertThat(world.told).last().extracting(Notification::severity).isEqualTo(Notification.Severity.WARNING);
    }

    @Test
    void observingChangesNothingAnywhere() {
        world.start(Mode.OBSERVE);
        world.run(Duration.ofSeconds(5));
        world.down(World.PROD);
        world.run(Duration.ofSeconds(10));

        assertThat(world.status().decision().step()).isInstanceOf(Step.Switch.class);
        assertThat(world.writes).isZero();
        assertThat(world.told).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void recordsThatPointNowhereKnownAreNotAdopted() {
        world.zone.put(RecordSet.of(World.WWW, Duration.ofSeconds(60), "192.0.2.99"));
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));

        assertThat(world.status().state().assignment()).isEmpty();
        assertThat(world.served()).contains("192.0.2.99");
        assertThat(world.titles()).contains("www: has records that somebody else changed");
    }

    @Test
    void aStoppedWallClockOrOneThatJumpsDoesNotShortenTheHold() {
        world.policy = FailoverPolicy.builder()
                .automaticFailback(true)
                .failbackAfter(Duration.ofMinutes(10))
                .build();
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofSeconds(10));
        world.up(World.PROD);
        world.run(Duration.ofSeconds(10));
        world.time.jumpWallClock(Duration.ofDays(1));
        world.run(Duration.ofMinutes(5));

        assertThat(world.served()).contains(World.HOME);
    }

    @Test
    void followsTheActiveSiteToItsNewAddress() {
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofSeconds(10));
        world.homeAddress = "198.51.100.8";
        world.up("198.51.100.8");
        world.run(Duration.ofSeconds(40));

        assertThat(world.served()).contains("198.51.100.8");
        assertThat(world.status().state().epoch()).as("no decision was needed").isEqualTo(2);
        assertThat(world.status().state().placements()).hasSize(1);
        assertThat(world.titles()).containsOnlyOnce("www: home has another address");
        assertThat(world.events)
                .filteredOn(event -> event.kind() == FailoverEvent.Kind.ADDRESS_CHANGED)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.site()).isEqualTo("home");
                    assertThat(event.text()).endsWith("becomes 198.51.100.8, and was " + World.HOME);
                });
    }

    @Test
    void aSwitchIsNoChangeOfAnAddress() {
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofSeconds(40));

        assertThat(world.served()).contains(World.HOME);
        assertThat(world.titles()).noneMatch(title -> title.contains("another address"));
    }

    @Test
    void anAddressNotVerifiedForTooLongIsNotPublished() {
        world.startAndSettle();
        world.homeAddress = null;
        world.run(Duration.ofMinutes(6));
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));
        assertThat(world.served()).contains(World.PROD);
        assertThat(world.titles()).contains("www: is down, and no site is ready");

        world.homeAddress = World.HOME;
        world.run(Duration.ofSeconds(10));
        assertThat(world.served()).contains(World.HOME);
    }

    @Test
    void anAddressThatIsNotPublicIsNotPublished() {
        world.homeAddress = "100.64.3.4";
        world.up("100.64.3.4");
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));

        assertThat(world.served()).contains(World.PROD);
        assertThat(world.status().decision().unmet())
                .anySatisfy(gate -> assertThat(gate.sentence()).contains("100.64.3.4", "carrier"));
    }

    @Test
    void aRefusedWriteIsReportedAtOnceAndTriedAgain() {
        world.startAndSettle();
        world.zone.failNext(1, new RejectedException("the key lacks the right to write"), Moment.BEFORE);
        world.down(World.PROD);
        world.time.runUntil(() -> world.titles().contains("www: can't be published"), Duration.ofSeconds(10));
        assertThat(world.titles()).contains("www: can't be published");
        assertThat(world.served()).contains(World.PROD);

        world.run(Duration.ofMinutes(2));
        assertThat(world.served()).contains(World.HOME);
        assertThat(world.titles()).contains("www: can be published again");
    }

    @Test
    void aVendorThatCannotBeReadIsReportedBeforeItIsNeeded() {
        world.zone.failNext(1, new RejectedException("this key has expired"), Moment.BEFORE);
        world.startAndSettle();
        assertThat(world.titles()).containsExactly("www: dns can't be read, a switch would fail");

        world.run(Duration.ofMinutes(11));
        assertThat(world.titles()).endsWith("www: dns can be read again");
        assertThat(world.writes).isZero();
    }

    @Test
    void waitsAsLongAsTheVendorAsksFor() {
        world.startAndSettle();
        world.zone.failNext(1, new UnavailableException("slow down", null, Duration.ofSeconds(20)), Moment.BEFORE);
        world.down(World.PROD);
        world.time.runUntil(() -> world.writes == 1, Duration.ofSeconds(10));
        world.run(Duration.ofSeconds(19));
        assertThat(world.writes).isEqualTo(1);

        world.run(Duration.ofSeconds(2));
        assertThat(world.served()).contains(World.HOME);
    }

    @Test
    void referencesDecideWhetherItIsCutOffWhateverTheZonesServersDo() throws IOException {
        try (ServerSocket reference = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            world.references = List.of("127.0.0.1:" + reference.getLocalPort());
            world.startAndSettle();
            world.serversSilent = true;
            world.down(World.PROD);
            world.run(Duration.ofSeconds(10));
            assertThat(world.active())
                    .as("a reference answers, the zone's servers do not")
                    .isEqualTo("home");
        }
    }

    @Test
    void withAllReferencesGoneItAbstainsThoughTheZonesServersAnswer() throws IOException {
        ServerSocket reference = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        world.references = List.of("127.0.0.1:" + reference.getLocalPort());
        world.startAndSettle();
        reference.close();
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));

        assertThat(world.active()).isEqualTo("prod");
        assertThat(world.titles()).contains("www: the watcher is cut off");
    }

    /** S7: the checks failed while nothing at all was reached; they say nothing of the site. */
    @Test
    void aSiteIsLeftOnVotesFromAfterTheWatcherWasCutOffOnly() throws IOException {
        ServerSocket reference = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        int port = reference.getLocalPort();
        world.references = List.of("127.0.0.1:" + port);
        world.startAndSettle();
        reference.close();
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));
        AtomicInteger failed = new AtomicInteger();
        world.probing = () -> {
            boolean inTouch = world.events.stream()
                    .map(FailoverEvent::kind)
                    .filter(kind -> kind == FailoverEvent.Kind.CUT_OFF || kind == FailoverEvent.Kind.IN_TOUCH)
                    .reduce((earlier, later) -> later)
                    .equals(Optional.of(FailoverEvent.Kind.IN_TOUCH));
            if (inTouch) {
                failed.incrementAndGet();
            }
        };
        try (ServerSocket again = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            world.time.runUntil(() -> world.active().equals("home"), Duration.ofMinutes(1));
            assertThat(again.isBound()).isTrue();
        }
        assertThat(failed.get()).as("of both sites, since it is in touch").isGreaterThanOrEqualTo(2 * 2);
        assertThat(failed.get()).isGreaterThanOrEqualTo(world.thresholds.fall());
    }

    /** L7: what was decided is durable, and the process died before anybody was told. */
    @Test
    void aSwitchUnderWayThatNobodyWasToldOfIsToldByTheNextProcess() throws IOException {
        world.startAndSettle();
        world.holding = true;
        world.down(World.PROD);
        world.run(Duration.ofSeconds(10));
        assertThat(world.titles()).contains("www: failover from prod to home");
        world.stop();
        try (Stream<Path> files = Files.list(world.directory)) {
            for (Path outbox : files.filter(
                            file -> file.getFileName().toString().startsWith("outbox"))
                    .toList()) {
                Files.delete(outbox);
            }
        }
        world.told.clear();
        world.start();
        world.run(Duration.ofSeconds(10));

        assertThat(world.titles()).containsOnlyOnce("www: failover from prod to home");
    }

    /** A step of the clock between the first failed check and the decision is no part of the failure. */
    @ParameterizedTest
    @ValueSource(longs = {-3600, 3600})
    void aFailureBeganWhenItDidWhateverTheClockSaidThen(long seconds) {
        world.startAndSettle();
        world.down(World.PROD);
        world.probing = () -> {
            world.probing = () -> {};
            world.time.jumpWallClock(Duration.ofSeconds(seconds));
        };
        world.time.runUntil(() -> world.active().equals("home"), Duration.ofMinutes(2));

        Transition transition = world.status().state().transition().orElseThrow();
        assertThat(transition.failingSince().orElseThrow())
                .isBetween(transition.decidedAt().minusSeconds(10), transition.decidedAt());
    }

    @Test
    void whatItSawWhileCutOffIsNoVoteAfterwards() throws IOException {
        ServerSocket reference = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        int port = reference.getLocalPort();
        world.references = List.of("127.0.0.1:" + port);
        world.startAndSettle();
        reference.close();
        world.serversSilent = true;
        world.down(World.PROD);
        world.down(World.HOME);
        world.run(Duration.ofMinutes(1));
        assertThat(world.titles()).containsExactly("www: the watcher is cut off");

        world.up(World.HOME);
        world.run(Duration.ofSeconds(10));
        try (ServerSocket again = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            world.serversSilent = false;
            world.up(World.PROD);
            world.run(Duration.ofMinutes(1));
            assertThat(again.isBound()).isTrue();
        }
        assertThat(world.status().state().switches()).isEmpty();
        assertThat(world.titles())
                .containsExactly("www: the watcher is cut off", "www: the watcher is no longer cut off");
    }

    @Test
    void aListenerOrANotifierThatThrowsHindersNothing() {
        world.listener = event -> {
            throw new IllegalStateException("a broken listener");
        };
        world.phone = new UnavailableException("no network");
        world.startAndSettle();
        world.down(World.PROD);
        Duration took = world.runUntilServed(World.HOME, Duration.ofSeconds(10));

        assertThat(took).isLessThanOrEqualTo(Duration.ofSeconds(3));
        world.phone = null;
        world.run(Duration.ofMinutes(1));
        assertThat(world.titles()).contains("www: failover from prod to home", "www: is at home (failover)");
    }

    /** The everyday case: a library of the application's is missing a class. */
    @Test
    void aListenerThatThrowsAnErrorOnEveryEventHindersNothing() {
        world.listener = event -> {
            throw new NoClassDefFoundError("io/micrometer/core/instrument/Tag");
        };
        world.startAndSettle();
        assertThat(world.active()).isEqualTo("prod");
        world.down(World.PROD);

        assertThat(world.runUntilServed(World.HOME, Duration.ofSeconds(10))).isLessThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aListenerThatNeverReturnsHindersNothing() {
        world.time.hang(name -> name.startsWith("telling the listener"));
        world.startAndSettle();
        assertThat(world.active()).isEqualTo("prod");
        world.down(World.PROD);

        assertThat(world.runUntilServed(World.HOME, Duration.ofSeconds(10))).isLessThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(world.events).isEmpty();
    }

    @Test
    void aListenerMayAskAndWaitForTheAnswerAndStatusIsCurrent() {
        List<String> known = new ArrayList<>();
        List<Future<?>> answers = new ArrayList<>();
        world.listener = event -> {
            if (event.text().startsWith("adopted")) {
                known.add(event.text() + " | " + world.active());
                answers.add(world.failover.pause("www", "ada", "as told"));
            }
        };
        world.startAndSettle();

        assertThat(known.get(0)).startsWith("adopted").endsWith("| prod");
        assertThat(answers).singleElement().matches(Future::isDone);
        assertThat(world.status().state().pause()).isPresent();
    }

    @Test
    void aBugInDecidingIsToldOnceTriedAgainMoreAndMoreSeldomAndOverOnceItIsOver() {
        world.startAndSettle();
        world.bug = new NoSuchMethodError("fixed");
        assertThatThrownBy(() -> world.run(Duration.ofMinutes(10)))
                .as("what the event thread would log, once")
                .hasMessageContaining("deciding of www failed")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .noneMatch(more -> more.getMessage().contains("deciding")));

        assertThat(world.titles()).containsExactly("www: nothing is decided, because of a bug");
        assertThat(world.told.get(0).text()).contains("NoSuchMethodError: fixed", "report it");
        assertThat(world.events)
                .filteredOn(event -> event.kind() == FailoverEvent.Kind.BUG)
                .hasSize(1);

        world.bug = null;
        world.down(World.PROD);
        world.run(Duration.ofMinutes(2));
        assertThat(world.titles()).contains("www: decides again, after a bug", "www: is at home (failover)");
    }

    @Test
    void whatOthersSayIsCutBeforeItIsToldAndKeepsNoAlarmBack() {
        world.startAndSettle();
        world.health.put(World.HOME, Health.down("refused: \u001b]0;owned\u0007" + "x".repeat(200_000)));
        world.run(Duration.ofSeconds(10));
        world.down(World.PROD);
        world.run(Duration.ofSeconds(10));

        assertThat(world.titles()).contains("www: is down, and no site is ready");
        assertThat(world.told)
                .allSatisfy(
                        told -> assertThat(told.text()).hasSizeLessThan(10_000).doesNotContain("\u001b"));
    }

    @Test
    void whatChecksFoundIsForTheOwnerOnlyAndNotWrittenThroughALink() throws Exception {
        world.recording = true;
        Path file = directory.resolve("observations");
        world.startAndSettle();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        world.stop();
        Path victim = Files.writeString(directory.resolve("victim"), "precious");
        Files.delete(file);
        Files.createSymbolicLink(file, victim);
        world.startAndSettle();
        assertThat(victim).hasContent("precious");
    }

    @Test
    void theJournalsRemovalIsToldAndNothingIsDoneThatCanNotBeJournalled() throws Exception {
        world.startAndSettle();
        Files.move(directory.resolve("journal.log"), directory.resolve("elsewhere"));
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));

        assertThat(world.served()).contains(World.PROD);
        assertThat(world.titles()).contains("www: nothing is done, as the journal can't be written");
        Files.move(directory.resolve("elsewhere"), directory.resolve("journal.log"));
        world.runUntilServed(World.HOME, Duration.ofSeconds(10));
    }

    @Test
    void thatTheWatcherBeforeWasNotStoppedIsToldOnce() throws Exception {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("lock"), "4711 2026-01-01T00:00:00Z\n");
        world.startAndSettle();

        assertThat(world.titles())
                .containsExactly("the watcher had ended without being stopped, and was started again");
        assertThat(world.told.get(0).text()).contains("process 4711 (started 2026-01-01T00:00:00Z)");
        world.stop().startAndSettle();
        assertThat(world.told).hasSize(1);
    }

    @Test
    void theStatesSeenInTheZoneAreOnlyEverOneSiteOrTheOther() {
        world.policy = FailoverPolicy.builder()
                .automaticFailback(true)
                .failbackAfter(Duration.ofSeconds(5))
                .build();
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofSeconds(20));
        world.up(World.PROD);
        world.run(Duration.ofSeconds(20));

        assertThat(world.addressesThereHaveBeen()).containsExactly(World.PROD, World.HOME, World.PROD);
    }

    @Test
    void aRestartNeitherRepeatsNorWithdrawsWhatIsTheCaseAllAlong() {
        world.startAndSettle();
        world.down(World.PROD);
        world.runUntilServed(World.HOME, Duration.ofSeconds(10));
        world.run(Duration.ofSeconds(1));
        world.down(World.HOME);
        world.run(Duration.ofSeconds(10));
        assertThat(world.titles()).last().isEqualTo("www: is down, and no site is ready");
        int before = world.told.size();

        world.stop();
        world.startAndSettle();
        world.run(Duration.ofMinutes(1));

        assertThat(world.titles().subList(before, world.told.size()))
                .as("home's address is not known at first, nor a verdict on any site")
                .doesNotContain(
                        "www: is no longer down without a site that is ready",
                        "www: is down, and no site is ready",
                        "www: the active site's address can't be used");
    }

    /** S7: the clock is set back while a check is under way; what was reached before that still does not count. */
    @Test
    void aClockThatIsSetDoesNotMakeACutOffWatcherTrustWhatItReachedBefore() {
        world.startAndSettle();
        world.down(World.PROD);
        world.serversSilent = true;
        world.probing = () -> world.time.jumpWallClock(Duration.ofMinutes(-30));
        world.run(Duration.ofSeconds(10));

        assertThat(world.active()).isEqualTo("prod");
    }

    /** A look-up that answers with an address nobody can reach must not take a site that serves for a dead one. */
    @Test
    void theActiveSiteIsNotCheckedAtAnAddressThatMayNotBePublished() {
        world.startAndSettle();
        world.ask("home", false);
        world.run(Duration.ofSeconds(5));
        world.down("100.64.3.4");
        world.homeAddress = "100.64.3.4";
        world.run(Duration.ofMinutes(3));

        assertThat(world.active()).isEqualTo("home");
        assertThat(world.served()).contains(World.HOME);
    }

    /** Who was sent to a site that served, a while ago, did not force anybody there: whatever the clock says since. */
    @Test
    void aClockThatIsSetBackDoesNotMakeASwitchByHandLookForced() {
        world.startAndSettle();
        world.ask("home", false);
        world.run(Duration.ofMinutes(5));
        world.time.jumpWallClock(Duration.ofMinutes(-30));
        world.down(World.HOME);
        world.run(Duration.ofSeconds(10));

        assertThat(world.active()).isEqualTo("prod");
    }
}
