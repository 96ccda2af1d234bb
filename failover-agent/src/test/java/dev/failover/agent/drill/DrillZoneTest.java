package dev.failover.agent.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.InMemoryDnsProvider;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The zone of a drill (S18)")
class DrillZoneTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final RecordKey DRILL = new RecordKey("drill-20260101000000-0a1b", RecordType.A);
    private static final RecordKey OTHERS = new RecordKey("drill-20260101000000-ffff", RecordType.A);
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);

    private final InMemoryDnsProvider vendor = InMemoryDnsProvider.builder("example.org")
            .records(set(WWW), set(OTHERS))
            .build();
    private final DrillZone zone = new DrillZone(vendor, Set.of(DRILL));

    private static RecordSet set(RecordKey key) {
        return RecordSet.of(key, Duration.ofSeconds(60), "203.0.113.10");
    }

    @Test
    @DisplayName("lets its own names be made and taken away")
    void own() throws Exception {
        zone.apply(List.of(RecordChange.create(set(DRILL))), TIMEOUT);
        assertThat(vendor.published(DRILL)).isPresent();
        zone.remove(List.of(set(DRILL)), TIMEOUT);
        assertThat(vendor.published(DRILL)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"www", "@", "mail", "_failover-www", "drill-20260101000000-ffff", "x.drill-20260101000000-0a1b"})
    @DisplayName("refuses any other name, alone and beside its own, and nothing is changed or removed")
    void others(String name) {
        RecordSet other = set(new RecordKey(name, RecordType.A));
        RecordChange change = RecordChange.create(other);
        assertThatThrownBy(() -> zone.apply(List.of(change), TIMEOUT)).isInstanceOf(RejectedException.class);
        assertThatThrownBy(() -> zone.apply(List.of(RecordChange.create(set(DRILL)), change), TIMEOUT))
                .isInstanceOf(RejectedException.class);
        assertThatThrownBy(() -> zone.remove(List.of(set(DRILL), other), TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("no name of this drill");
        assertThat(vendor.history()).hasSize(1);
        assertThat(vendor.calls()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"www", "@", "drill", "drill-1", "xdrill-20260101000000-0a1b", "drill-20260101000000-0a1b.www"})
    @DisplayName("is not made for names that are not of a drill's form, whatever a file says that was tampered with")
    void form(String name) {
        assertThatThrownBy(() -> new DrillZone(vendor, Set.of(new RecordKey(name, RecordType.A))))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("no name of a drill");
    }
}
