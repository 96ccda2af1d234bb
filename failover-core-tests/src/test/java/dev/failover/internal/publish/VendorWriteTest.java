package dev.failover.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.ForwardingDnsProvider;
import dev.failover.World;
import dev.failover.component.ConflictException;
import dev.failover.decision.Ownership;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.InMemoryDnsProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S4 at a vendor that does not compare by itself: a rival's claim comes between the calls of one write. */
class VendorWriteTest {
    private static final RecordKey OWNER = new RecordKey("_failover-www", RecordType.TXT);
    private static final List<RecordChange> CHANGES = List.of(
            RecordChange.create(claim("one")),
            RecordChange.replace(World.record(World.PROD), World.record(World.HOME)));

    private final InMemoryDnsProvider zone = InMemoryDnsProvider.builder("example.org")
            .records(World.record(World.PROD))
            .capabilities(Set.of())
            .build();

    private static RecordSet claim(String watcher) {
        return RecordSet.of(OWNER, Duration.ofSeconds(60), new Ownership("www", 2, watcher).text());
    }

    /** @param rivalAfter after which call a rival claims the service: from 1; zero for never */
    private VendorWrite write(int rivalAfter) {
        return new VendorWrite(
                new ForwardingDnsProvider(zone) {
                    private int calls;

                    @Override
                    public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
                        super.apply(changes, timeout);
                        if (++calls == rivalAfter) {
                            zone.put(claim("two"));
                        }
                    }
                },
                System::nanoTime);
    }

    @Test
    void aClaimThatIsTakenAwayIsFoundOutBeforeAnythingElseIsWritten() {
        assertThatThrownBy(() -> write(1).make(CHANGES, Duration.ofSeconds(5)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("Another watcher has claimed the service meanwhile");
        assertThat(zone.published(World.WWW)).contains(World.record(World.PROD));
    }

    @Test
    void aClaimThatIsTakenAwayWhileTheRestIsWrittenIsFoundOutAfterIt() {
        assertThatThrownBy(() -> write(2).make(CHANGES, Duration.ofSeconds(5))).isInstanceOf(ConflictException.class);
    }

    /** Where the vendor refuses a batch whose text is not as expected, that batch is all there is. */
    @ParameterizedTest
    @EnumSource(names = {"COMPARE_AND_SET", "COMPARE_AND_SET_TEXT"})
    void oneBatchIsAllWhereTheVendorComparesTheClaim(DnsCapability compares) throws Exception {
        List<List<RecordChange>> calls = new ArrayList<>();
        DnsProvider vendor = new ForwardingDnsProvider(zone) {
            @Override
            public Set<DnsCapability> capabilities() {
                return Set.of(DnsCapability.ATOMIC_BATCH, compares);
            }

            @Override
            public void apply(List<RecordChange> changes, Duration timeout) {
                calls.add(changes);
            }
        };
        new VendorWrite(vendor, System::nanoTime).make(CHANGES, Duration.ofSeconds(5));

        assertThat(calls).containsExactly(CHANGES);
    }

    @Test
    void aClaimThatStandsCarriesTheRest() throws Exception {
        write(0).make(CHANGES, Duration.ofSeconds(5));

        assertThat(zone.published(World.WWW)).contains(World.record(World.HOME));
        assertThat(zone.published(OWNER)).contains(claim("one"));
    }
}
