package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Ownership;
import dev.failover.decision.RecordFacts;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that give a wildcard's answer where the vendor has nothing. */
class WildcardTest {
    private static final RecordKey OWNER = new RecordKey("_failover-www", RecordType.TXT);

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

    private void assertThatFailoverWorks() {
        world.down(World.PROD);
        world.runUntilServed(World.HOME, Duration.ofSeconds(10));
        world.run(Duration.ofSeconds(5));
        assertThat(world.served()).contains(World.HOME);
        assertThat(world.status().state().transition()).isEmpty();
    }

    @Test
    void aTextInPlaceOfTheOwnershipRecordHindersNoSwitch() {
        world.owner = "one";
        world.wildcards.put(RecordType.TXT, "v=spf1 -all");
        world.startAndSettle();
        assertThatFailoverWorks();

        assertThat(world.zone.published(OWNER).flatMap(Ownership::read)).contains(new Ownership("www", 2, "one"));
        assertThat(world.titles()).noneMatch(title -> title.contains("somebody else"));
    }

    @Test
    void theVendorIsAskedOnceAndNotForEver() {
        world.owner = "one";
        world.wildcards.put(RecordType.TXT, "v=spf1 -all");
        world.startAndSettle();
        long before = world.zone.calls();
        world.run(Duration.ofMinutes(9));
        assertThat(world.zone.calls()).isEqualTo(before);

        world.wildcards.put(RecordType.TXT, "v=spf1 ~all");
        world.run(Duration.ofMinutes(1));
        assertThat(world.zone.calls()).as("until it is another answer").isGreaterThan(before);
    }

    @Test
    void aTextOfItsOwnThatIsAboutSomethingElseIsNobodysToOverwrite() {
        world.owner = "one";
        world.zone.put(RecordSet.of(OWNER, Duration.ofSeconds(60), "v=spf1 -all"));
        world.startAndSettle();
        world.down(World.PROD);
        world.run(Duration.ofSeconds(40));

        assertThat(world.status().records().status()).isEqualTo(RecordFacts.Status.FOREIGN);
        assertThat(world.zone.published(OWNER).orElseThrow().values()).isEqualTo(Set.of("v=spf1 -all"));
        assertThat(world.titles()).contains("www: has records that somebody else changed");
    }

    @Test
    void aManagedNameThatIsOnlyAWildcardsGetsARecordOfItsOwn() {
        world.zone.remove(World.WWW);
        world.wildcards.put(RecordType.A, World.PROD);
        world.startAndSettle();
        assertThat(world.active()).isEqualTo("prod");
        assertThatFailoverWorks();
    }
}
