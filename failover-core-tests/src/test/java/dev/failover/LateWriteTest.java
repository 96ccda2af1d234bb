package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.UnavailableException;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.FailoverPolicy.ForeignEdit;
import dev.failover.decision.Ownership;
import dev.failover.decision.RecordFacts;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import dev.failover.testkit.InMemoryDnsProvider.Moment;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S24: what the watcher wrote and gave up waiting for takes effect all the same, later. */
class LateWriteTest {
    private static final RecordKey OWNER = new RecordKey("_failover-www", RecordType.TXT);
    /** As long as a relay was seen to hold an update. */
    private static final Duration HELD = Duration.ofSeconds(28);

    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void make() {
        world = new World(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** A failover is decided and its update held; prod is back; the retraction is published. */
    private void retractWhileHeld() {
        world.startAndSettle();
        world.holding = true;
        world.down(World.PROD);
        world.time.runUntil(() -> world.active().equals("home"), Duration.ofSeconds(10));
        world.run(Duration.ofSeconds(1));
        world.up(World.PROD);
        world.time.runUntil(() -> world.active().equals("prod"), Duration.ofSeconds(10));
        world.holding = false;
        world.run(HELD);
        assertThat(isPublished()).isTrue();
    }

    private boolean isPublished() {
        return world.status().state().transition().isEmpty();
    }

    private RecordFacts.Status records() {
        return world.status().records().status();
    }

    private void assertThatFailoverWorks() {
        world.down(World.PROD);
        world.runUntilServed(World.HOME, Duration.ofSeconds(10));
        assertThat(world.served()).contains(World.HOME);
    }

    @ParameterizedTest
    @EnumSource(ForeignEdit.class)
    void anUpdateThatArrivesAfterItsRetractionIsReplacedWhateverForeignEditsLeadTo(ForeignEdit onForeignEdit) {
        world.policy = FailoverPolicy.builder().onForeignEdit(onForeignEdit).build();
        retractWhileHeld();
        long decisions = world.status().state().epoch();
        world.letGo();
        assertThat(world.served()).contains(World.HOME);
        world.runUntilServed(World.PROD, Duration.ofSeconds(40));
        world.run(Duration.ofSeconds(1));

        assertThat(world.served()).contains(World.PROD);
        assertThat(records()).isEqualTo(RecordFacts.Status.AS_DECIDED);
        assertThat(world.status().state().epoch()).as("nothing new was decided").isEqualTo(decisions);
        assertThat(world.titles()).noneMatch(title -> title.contains("somebody else"));
        assertThatFailoverWorks();
    }

    @Test
    void alsoByAWatcherThatWasStartedAnewMeanwhile() {
        retractWhileHeld();
        world.stop().startAndSettle();
        world.letGo();
        world.runUntilServed(World.PROD, Duration.ofSeconds(40));

        assertThat(world.served()).contains(World.PROD);
        assertThat(world.titles()).noneMatch(title -> title.contains("somebody else"));
    }

    @Test
    void onceItsTimeIsOverTheSameValueIsSomebodyElses() {
        retractWhileHeld();
        world.run(Duration.ofMinutes(5));
        assertThat(world.status().state().outstanding())
                .as("it was last written less than six minutes ago")
                .anyMatch(placement -> placement.recordSet().values().contains(World.HOME));
        world.run(Duration.ofMinutes(2));

        assertThat(world.status().state().outstanding())
                .noneMatch(placement -> placement.recordSet().values().contains(World.HOME));
        world.zone.put(World.record(World.HOME));
        world.run(Duration.ofSeconds(40));
        assertThat(records()).isEqualTo(RecordFacts.Status.FOREIGN);
        assertThat(world.served()).contains(World.HOME);
    }

    /** No server tells of it: whoever publishes the zone next would publish it. */
    @Test
    void aLateEditThatNobodyPublishedIsOverwrittenAtTheVendor() {
        retractWhileHeld();
        world.zone.loseNextPublications(100);
        world.letGo();
        world.zone.heal();
        assertThat(world.served()).contains(World.PROD);
        assertThat(stored()).isEqualTo(World.HOME);
        world.run(Duration.ofMinutes(7));

        assertThat(stored()).isEqualTo(World.PROD);
        assertThat(world.addressesThereHaveBeen()).containsExactly(World.PROD, World.HOME, World.PROD);
        assertThat(records()).isEqualTo(RecordFacts.Status.AS_DECIDED);
    }

    private String stored() {
        return world.zone.stored(World.WWW).orElseThrow().values().iterator().next();
    }

    @Test
    void aRetractionThatTheVendorOnlySaidYesToIsNotPublished() {
        world.startAndSettle();
        world.zone.loseNextPublications(1);
        world.down(World.PROD);
        world.time.runUntil(() -> stored().equals(World.HOME), Duration.ofSeconds(10));
        world.zone.failNext(100, new UnavailableException("503"), Moment.BEFORE);
        world.up(World.PROD);
        world.time.runUntil(() -> world.active().equals("prod"), Duration.ofSeconds(10));
        world.zone.heal();
        world.pretended = 1;
        world.time.runUntil(() -> world.pretended == 0, Duration.ofMinutes(1));
        assertThat(isPublished()).isFalse();
        world.run(Duration.ofSeconds(30));

        assertThat(stored()).isEqualTo(World.PROD);
        assertThat(isPublished()).isTrue();
    }

    /** Where there never was an ownership record, its absence is nobody's work, whichever of our switches was to make it. */
    @Test
    void aFirstSwitchThatWasNeverPublishedIsRetracted() {
        world.owner = "one";
        world.startAndSettle();
        world.zone.failNext(100, new UnavailableException("refused"), Moment.BEFORE);
        world.down(World.PROD);
        world.time.runUntil(() -> world.active().equals("home"), Duration.ofSeconds(10));
        world.run(Duration.ofSeconds(2));
        world.up(World.PROD);
        world.time.runUntil(() -> world.active().equals("prod"), Duration.ofSeconds(10));
        world.stop().startAndSettle();
        world.zone.heal();
        world.run(Duration.ofMinutes(1));

        assertThat(records()).isEqualTo(RecordFacts.Status.AS_DECIDED);
        assertThat(isPublished()).isTrue();
        assertThat(world.zone.published(OWNER).flatMap(Ownership::read)).contains(new Ownership("www", 3, "one"));
        assertThat(world.titles()).noneMatch(title -> title.contains("somebody else"));
        assertThatFailoverWorks();
    }
}
