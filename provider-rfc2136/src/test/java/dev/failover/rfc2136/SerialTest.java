package dev.failover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.rfc2136.Serial.Before;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A zone's serial number")
class SerialTest {
    private long now;
    private final Serial serial = new Serial(() -> now);

    private Before before(long asked) throws InterruptedException {
        return serial.before(() -> Optional.of(asked)).orElseThrow();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    @DisplayName("that rose once is not looked at again")
    void isKnownToRise() throws InterruptedException {
        assertThat(serial.rose(before(7), 8)).isTrue();
        assertThat(serial.before(() -> Optional.of(8L))).isEmpty();
    }

    @Test
    @DisplayName("that did not rise is compared with each change")
    void isComparedUntilItRises() throws InterruptedException {
        assertThat(serial.rose(before(7), 7)).isFalse();
        assertThat(serial.rose(before(7), 7)).isFalse();
    }

    @Test
    @DisplayName(
            "is not looked at before a change if it was before, and proves nothing if somebody else may have raised it")
    void isRemembered() throws InterruptedException {
        serial.saw(7);
        pass(Duration.ofMinutes(1));
        assertThat(before(9)).isEqualTo(new Before(7, false));
        assertThat(serial.rose(before(9), 7)).isFalse();
        pass(Duration.ofMinutes(1));
        assertThat(before(11)).isEqualTo(new Before(7, false));
    }

    @Test
    @DisplayName("is looked at before the next change, and each after it, if a comparison proved nothing")
    void isInDoubt() throws InterruptedException {
        serial.saw(7);
        pass(Duration.ofDays(1));
        assertThat(serial.rose(before(9), 12)).isTrue();
        pass(Duration.ofDays(1));
        assertThat(before(12)).isEqualTo(new Before(12, true));
        assertThat(serial.rose(before(12), 12)).isFalse();
        pass(Duration.ofDays(1));
        assertThat(serial.rose(before(15), 15)).as("others edit in between").isFalse();
        assertThat(serial.rose(before(15), 16)).isTrue();
        assertThat(serial.before(() -> Optional.of(16L))).isEmpty();
    }

    @Test
    @DisplayName("that the server does not say keeps no change waiting, and is looked at before the next one")
    void isNotSaid() throws InterruptedException {
        assertThat(serial.before(Optional::empty)).isEmpty();
        assertThat(before(7)).isEqualTo(new Before(7, true));
    }

    @Test
    @DisplayName("that was looked at within a second was nobody else's to raise")
    void isSeenJustBefore() throws InterruptedException {
        serial.saw(7);
        pass(Duration.ofSeconds(1));
        assertThat(serial.rose(before(9), 8)).isTrue();
        assertThat(serial.before(() -> Optional.of(8L))).isEmpty();
    }
}
