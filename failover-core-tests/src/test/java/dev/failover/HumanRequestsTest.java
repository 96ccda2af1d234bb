package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.Failover.RequestedSwitch;
import dev.failover.component.ConflictException;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.decision.Assignment;
import dev.failover.decision.Pause;
import dev.failover.decision.Step;
import dev.failover.decision.SwitchRequest;
import dev.failover.health.Verdict;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.testkit.InMemoryDnsProvider.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A human's request")
class HumanRequestsTest {
    private World world;

    @BeforeEach
    void prepare(@TempDir Path directory) {
        world = new World(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static void assertFailed(CompletableFuture<?> asked, Class<? extends Exception> with, String message) {
        assertThat(asked).isCompletedExceptionally();
        assertThatThrownBy(asked::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(with)
                .hasMessageContaining(message);
    }

    @Test
    @DisplayName("is decided at once, and published when every server gives the site asked for")
    void isDecidedAndThenPublished() {
        world.startAndSettle();
        world.lagging = World.record(World.PROD);
        RequestedSwitch asked = world.request("home", false);
        assertThat(world.await(asked.decided()).step().kind()).isEqualTo(Step.Kind.SWITCH);
        world.run(Duration.ofMinutes(5));
        assertThat(asked.published()).isNotDone();

        world.lagging = null;
        world.run(Duration.ofMinutes(1));
        assertThat(asked.published())
                .isCompletedWithValueMatching(status -> status.state()
                                .assignment()
                                .filter(now -> now.site().equals("home"))
                                .isPresent()
                        && status.state().transition().isEmpty());
    }

    @Test
    @DisplayName("for where the service is already is published already")
    void isPublishedWhereItIs() {
        world.startAndSettle();
        RequestedSwitch asked = world.request("prod", false);

        assertThat(world.await(asked.published()).state().assignment())
                .map(Assignment::site)
                .contains("prod");
        assertThat(asked.decided())
                .isCompletedWithValueMatching(decided -> decided.step().kind() == Step.Kind.STAY);
    }

    @Test
    @DisplayName("that is made once more while it is under way is published with it")
    void isPublishedWithTheOneUnderWay() {
        world.startAndSettle();
        world.lagging = World.record(World.PROD);
        world.ask("home", false);
        RequestedSwitch again = world.request("home", false);
        world.run(Duration.ofSeconds(30));
        assertThat(again.published()).isNotDone();

        world.lagging = null;
        world.run(Duration.ofMinutes(1));
        assertThat(again.published()).isCompleted();
    }

    @Test
    @DisplayName("that is refused is never published, and says why")
    void isRefused() {
        world.startAndSettle();
        world.down(World.HOME);
        world.run(Duration.ofSeconds(10));
        RequestedSwitch asked = world.request("home", false);

        assertThat(world.await(asked.decided()).step().kind()).isEqualTo(Step.Kind.REFUSE);
        assertFailed(asked.published(), RejectedException.class, "home has been DOWN");
    }

    @Test
    @DisplayName("that another decision overtakes is not published, and says which")
    void isOvertaken() {
        world.startAndSettle();
        world.lagging = World.record(World.PROD);
        RequestedSwitch asked = world.request("home", false);
        world.run(Duration.ofSeconds(5));
        world.ask("prod", false);

        assertFailed(asked.published(), ConflictException.class, "another decision came in between: ada asked for it");
    }

    @Test
    @DisplayName("whose writing fails is not published, and says so when humans are told; it is tried on")
    void isNotWritten() {
        world.startAndSettle();
        world.zone.failNext(5, new UnavailableException("the vendor is away"), Moment.BEFORE);
        RequestedSwitch asked = world.request("home", false);
        world.time.runUntil(() -> asked.published().isDone(), Duration.ofMinutes(1));
        assertFailed(asked.published(), UnavailableException.class, "writing to dns fails: the vendor is away");

        world.run(Duration.ofMinutes(5));
        assertThat(world.titles()).contains("www: can't be published");
        assertThat(world.served()).contains(World.HOME);
    }

    @Test
    @DisplayName("about no service here fails in both its futures")
    void isOfNoService() {
        world.start();
        RequestedSwitch asked = world.failover.request("mail", new SwitchRequest("home", "ada", "x", false));

        assertFailed(asked.decided(), InvalidSettingsException.class, "no service named \"mail\"");
        assertFailed(asked.published(), InvalidSettingsException.class, "no service named \"mail\"");
    }

    @Test
    @DisplayName("is answered with nothing published by a watcher that only observes")
    void isAnsweredWhileObserving() {
        world.start(Mode.OBSERVE);
        world.run(Duration.ofSeconds(5));
        RequestedSwitch asked = world.request("home", false);
        world.run(Duration.ofMinutes(1));

        assertThat(asked.decided()).isCompleted();
        assertFailed(asked.published(), RejectedException.class, "only observes");
        assertThat(world.writes).isZero();
    }

    @Test
    @DisplayName(
            "to pause, approve or resume is remembered by a failover that was never started, which does nothing else")
    void isRememberedWithoutAStart() {
        world.startAndSettle();
        world.phone = new UnavailableException("no signal");
        world.down(World.PROD);
        world.lagging = World.record(World.PROD);
        world.runUntilServed(World.HOME, Duration.ofSeconds(10));
        world.stop();
        world.phone = null;
        int events = world.events.size();
        int writes = world.writes;

        world.build(Mode.ON_REQUEST);
        world.await(world.failover.pause("www", "ada", "works"));
        world.await(world.failover.approve("www", "home", "ada", "works", Duration.ofHours(1)));
        world.run(Duration.ofMinutes(1));
        assertThat(world.failover.status()).as("nothing is watched").isEmpty();
        assertThat(world.told).as("nobody is told").isEmpty();
        assertThat(world.writes).isEqualTo(writes);
        assertThat(world.events.subList(events, world.events.size()))
                .extracting(FailoverEvent::kind)
                .containsOnly(FailoverEvent.Kind.DECIDED);

        world.stop().start();
        world.run(Duration.ofSeconds(1));
        assertThat(world.status().state().pause()).map(Pause::reason).contains("works");
        assertThat(world.status().state().approval()).isPresent();
    }

    @Test
    @DisplayName("has no power over whoever reads it in the journal")
    void isCleanInTheJournal() {
        world.startAndSettle();
        String evil = "ada\u001b[2J\nforged";
        world.await(world.failover.pause("www", evil, evil));
        world.await(world.failover.approve("www", "home", evil, evil, Duration.ofHours(1)));
        world.await(world.failover.resume("www", evil, evil));

        assertThat(world.failover.history(3)).extracting(JournalEntry::event).allSatisfy(event -> {
            assertThat(event.text()).contains("ada forged").doesNotContain("\u001b", "\n");
            assertThat(event.facts()).containsEntry("reason", "ada forged");
        });
    }

    @Test
    @DisplayName("can wait for what is to be known first, and gives up when it is told to")
    void waitsForAStatus() {
        world.start();
        CompletableFuture<ServiceStatus> up = world.failover.status(
                "www", status -> status.sites().stream().allMatch(site -> site.verdict() == Verdict.UP));
        CompletableFuture<ServiceStatus> never = world.failover.status("www", status -> false);
        CompletableFuture<ServiceStatus> wrong = world.failover.status("www", status -> {
            throw new IllegalArgumentException("a bug of an application");
        });
        assertThat(up).isNotDone();
        world.run(Duration.ofSeconds(5));

        assertThat(up).isCompleted();
        assertFailed(wrong, IllegalArgumentException.class, "a bug of an application");
        assertThat(world.await(world.failover.status("www", status -> true))).isNotNull();
        assertThat(never).isNotDone();
        assertThat(never.cancel(false)).isTrue();
    }

    @Test
    @DisplayName("can wait until everybody was told")
    void waitsForDelivery() {
        world.startAndSettle();
        assertThat(world.failover.delivered()).isNotDone();
        world.phone = new UnavailableException("no signal");
        world.ask("home", false);
        CompletableFuture<Void> delivered = world.failover.delivered();
        world.run(Duration.ofMinutes(1));
        assertThat(delivered).isNotDone();

        world.phone = null;
        world.run(Duration.ofMinutes(5));
        assertThat(delivered).isCompleted();
        assertThat(world.titles()).hasSize(2);
    }

    @Test
    @DisplayName("to replace a site that was left is journalled with what it costs, and told")
    void replacing() {
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofMinutes(1));
        world.told.clear();
        world.await(world.failover.replacing("www", "prod", " ada\n", "no core needed", true));
        world.run(Duration.ofSeconds(2));

        JournalEntry last = world.failover.history(1).get(0);
        assertThat(last.event().kind()).isEqualTo(JournalEvent.Kind.REPLACING);
        assertThat(last.event().text()).isEqualTo("ada has prod replaced, and gives up the evidence of its failure");
        assertThat(last.event().facts())
                .containsEntry("by", "ada")
                .containsEntry("reason", "no core needed")
                .containsEntry("evidence", "given-up")
                .containsEntry("left", String.valueOf(last.state().epoch()));
        assertThat(world.titles()).containsExactly("www: ada has prod replaced");
        assertThat(world.told.get(0).text()).contains("is given up", "no core needed");
    }

    @Test
    @DisplayName("to replace where the service is, or a site that is none, or of nobody, is refused")
    void replacingWhatServes() {
        world.startAndSettle();
        CompletableFuture<Void> active = world.failover.replacing("www", "prod", "ada", "", false);
        CompletableFuture<Void> none = world.failover.replacing("www", "nowhere", "ada", "", false);
        CompletableFuture<Void> nobody = world.failover.replacing("www", "home", " ", "", false);
        world.time.runUntilIdle();
        assertFailed(active, ConflictException.class, "www is at prod");
        assertFailed(none, InvalidSettingsException.class, "nowhere");
        assertFailed(nobody, IllegalArgumentException.class, "needs a name");
        assertThat(world.failover.history(100)).noneMatch(entry -> entry.event().kind() == JournalEvent.Kind.REPLACING);
    }
}
