package dev.failover.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthFlagDnsProviderTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final RecordKey FOUR = new RecordKey("www", RecordType.A);
    private static final RecordKey SIX = new RecordKey("www", RecordType.AAAA);
    private static final RecordSet FOUR_PRIMARY = RecordSet.of(FOUR, TTL, "203.0.113.10");
    private static final RecordSet SIX_PRIMARY = RecordSet.of(SIX, TTL, "2001:db8::10");
    private static final RecordSet FOUR_STANDBY = RecordSet.of(FOUR, TTL, "198.51.100.7");
    private static final RecordSet SIX_STANDBY = RecordSet.of(SIX, TTL, "2001:db8::7");
    private static final List<RecordChange> SWITCH =
            List.of(RecordChange.replace(FOUR_PRIMARY, FOUR_STANDBY), RecordChange.replace(SIX_PRIMARY, SIX_STANDBY));
    private static final List<RecordChange> BACK =
            List.of(RecordChange.replace(FOUR_STANDBY, FOUR_PRIMARY), RecordChange.replace(SIX_STANDBY, SIX_PRIMARY));

    @TempDir
    Path directory;

    private Path flag;
    private HealthFlagDnsProvider provider;

    @BeforeEach
    void make() {
        flag = directory.resolve("flag");
        provider = at(flag);
    }

    private static HealthFlagDnsProvider at(Path file) {
        return HealthFlagDnsProvider.of(
                "example.com", file, List.of(FOUR_PRIMARY, SIX_PRIMARY), List.of(FOUR_STANDBY, SIX_STANDBY));
    }

    @Test
    @DisplayName("the file is there for the standby and gone for the primary, also for another instance")
    void switches() {
        assertThat(provider.find(FOUR, TIMEOUT)).hasValue(FOUR_PRIMARY);
        for (int i = 0; i < 2; i++) {
            provider.apply(SWITCH, TIMEOUT);
            assertThat(flag).exists();
            assertThat(at(flag).find(SIX, TIMEOUT)).hasValue(SIX_STANDBY);
        }
        for (int i = 0; i < 2; i++) {
            provider.apply(BACK, TIMEOUT);
            assertThat(flag).doesNotExist();
        }
        assertThat(provider.find(new RecordKey("www", RecordType.TXT), TIMEOUT)).isEmpty();
    }

    @Test
    @DisplayName("what one flag can't say is refused: half of the names, other values, both sites at once")
    void refused() {
        RecordSet other = RecordSet.of(FOUR, TTL, "192.0.2.1");
        for (List<RecordChange> changes : List.of(
                SWITCH.subList(0, 1),
                List.of(RecordChange.replace(FOUR_PRIMARY, other), SWITCH.get(1)),
                List.of(RecordChange.replace(FOUR_PRIMARY, FOUR_PRIMARY), SWITCH.get(1)))) {
            assertThatThrownBy(() -> provider.apply(changes, TIMEOUT)).isInstanceOf(RejectedException.class);
            assertThat(flag).doesNotExist();
        }
    }

    @Test
    @DisplayName("who expects something else is told so")
    void conflict() {
        RecordSet other = RecordSet.of(FOUR, TTL, "192.0.2.1");
        assertThatThrownBy(() ->
                        provider.apply(List.of(RecordChange.replace(other, FOUR_STANDBY), SWITCH.get(1)), TIMEOUT))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("203.0.113.10");
        assertThat(flag).doesNotExist();
    }

    @Test
    @DisplayName("a file that can't be written is unavailable; names that differ are an argument's fault")
    void faults() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> at(file.resolve("flag")).apply(SWITCH, TIMEOUT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("can't be written");
        assertThatThrownBy(() ->
                        HealthFlagDnsProvider.of("example.com", flag, List.of(FOUR_PRIMARY), List.of(SIX_STANDBY)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> provider.apply(List.of(SWITCH.get(0), SWITCH.get(0)), TIMEOUT))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
