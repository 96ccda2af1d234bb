package dev.failover.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.World;
import dev.failover.component.UnavailableException;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.testkit.InMemoryDnsProvider.Moment;
import dev.failover.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a vendor is called, and when it is left alone. */
class ProviderWriterTest {
    private static final RecordKey NOTHING = new RecordKey("nothing", RecordType.A);
    private static final List<RecordChange> HOME =
            List.of(RecordChange.replace(World.record(World.PROD), World.record(World.HOME)));
    private static final List<RecordChange> PROD =
            List.of(RecordChange.replace(World.record(World.PROD), World.record(World.PROD)));

    private final ManualScheduler time = new ManualScheduler();
    private final InMemoryDnsProvider zone = InMemoryDnsProvider.builder("example.org")
            .records(World.record(World.PROD))
            .build();
    private final List<String> failures = new ArrayList<>();
    private Runnable due = () -> {};
    private final ProviderWriter writer = writer(zone);

    private ProviderWriter writer(DnsProvider provider) {
        ProviderWriter.Listener listener = new ProviderWriter.Listener() {
            @Override
            public void written(String name, List<RecordChange> changes) {}

            @Override
            public void failed(String name, String reason) {
                failures.add(reason);
            }
        };
        return new ProviderWriter(
                time, "dns", new WriteQueue(time, "dns", provider), listener, () -> due.run(), Optional::of);
    }

    private void vendorFails(int calls) {
        zone.failNext(calls, new UnavailableException("503"), Moment.BEFORE);
    }

    private void write(List<RecordChange> changes) {
        writer.write(changes);
        time.runUntilIdle();
    }

    /** S4, L1: the call of an earlier decision is called off, and the next does not wait for it. */
    @Test
    void aNewIntentIsWrittenAtOnceThoughACallForTheOldOneIsUnderWay() {
        time.hang(name -> name.startsWith("writing"));
        write(HOME);
        time.hang(name -> false);
        write(PROD);
        assertThat(writer.isApplied()).as("one call at a time").isFalse();

        writer.begin();
        write(PROD);
        assertThat(writer.isApplied()).isTrue();
        time.advance(Duration.ofMinutes(2));
        assertThat(failures).as("nobody waits for the old call").isEmpty();
    }

    @Test
    void aNewIntentIsWrittenAtOnceThoughTheOldOneIsToBeTriedAgainLater() {
        vendorFails(1);
        write(HOME);
        write(HOME);
        assertThat(writer.isApplied()).as("there is a pause").isFalse();

        writer.begin();
        write(HOME);
        assertThat(writer.isApplied()).isTrue();
    }

    @Test
    void pausesBeginAnewWithAnIntentAndOnceEverythingIsInPlace() {
        for (Runnable newBeginning : List.<Runnable>of(writer::begin, writer::settle)) {
            vendorFails(6);
            for (int i = 0; i < 5; i++) {
                write(HOME);
                time.advance(Duration.ofMinutes(1));
            }
            newBeginning.run();
            write(HOME);
            assertThat(writer.failure()).contains("503");
            time.advance(Duration.ofSeconds(1));
            write(HOME);

            assertThat(writer.failure()).isEmpty();
            assertThat(writer.isApplied()).isTrue();
            writer.begin();
        }
    }

    /** A loop asks at every step until it knows. */
    @Test
    void aVendorThatIsDownIsAskedNowAndThenOnly() {
        due = () -> writer.ask(Set.of(World.WWW));
        vendorFails(10_000);
        long before = zone.calls();
        due.run();
        time.advance(Duration.ofHours(1));

        assertThat(zone.calls() - before)
                .as("every minute, after the first few")
                .isBetween(60L, 70L);
    }

    @Test
    void aVendorThatTookAWriteMayBeAskedAtOnce() {
        write(HOME);
        writer.ask(Set.of(World.WWW));
        time.runUntilIdle();

        assertThat(writer.found()).containsEntry(World.WWW, Optional.of(World.record(World.HOME)));
    }

    /** S4: what a vendor once had is not expected to be there later. */
    @Test
    void onceEverythingIsInPlaceWhatWasFoundOnTheWayIsForgotten() {
        zone.put(World.record("192.0.2.99"));
        write(HOME);
        assertThat(writer.mustAsk()).isTrue();
        writer.ask(Set.of(World.WWW, NOTHING));
        time.runUntilIdle();
        assertThat(writer.found()).containsOnlyKeys(World.WWW, NOTHING);

        writer.settle();
        assertThat(writer.found()).as("but for what is not there").containsOnlyKeys(NOTHING);
        writer.forget(NOTHING);
        assertThat(writer.found()).isEmpty();
    }

    /** S24: until when what was written may still take effect. */
    @Test
    void whatWasWrittenMayTakeEffectForSixMinutesAfterTheLastCallCouldHaveEnded() {
        RecordSet home = World.record(World.HOME);
        time.advance(Duration.ofMinutes(30));
        assertThat(writer.isExpired(home)).as("of a process before this one").isTrue();

        write(HOME);
        time.advance(Duration.ofMinutes(6));
        assertThat(writer.isExpired(home)).isFalse();
        writer.begin();
        time.advance(Duration.ofSeconds(21));
        assertThat(writer.isExpired(home)).as("called off or not").isFalse();
        time.advance(Duration.ofSeconds(1));
        assertThat(writer.isExpired(home)).isTrue();
    }
}
