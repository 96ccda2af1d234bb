package dev.failover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.rfc2136.Serial.Before;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A zone's serial number")
class SerialTest {
    private final Serial serial = new Serial();

    private Before before(long now) throws InterruptedException {
        return serial.before(() -> now).orElseThrow();
    }

    @Test
    @DisplayName("that rose once is not looked at again")
    void isKnownToRise() throws InterruptedException {
        assertThat(serial.rose(before(7), 8)).isTrue();
        assertThat(serial.before(() -> 8)).isEmpty();
    }

    @Test
    @DisplayName("that did not rise is looked at before each change")
    void isLookedAtUntilItRises() throws InterruptedException {
        assertThat(serial.rose(before(7), 7)).isFalse();
        assertThat(before(7)).isEqualTo(new Before(7, true));
    }

    @Test
    @DisplayName(
            "that is remembered spares the first change a look, and proves nothing if somebody else may have raised it")
    void isRememberedOnce() throws InterruptedException {
        serial.remember(7);
        Before remembered = before(9);
        assertThat(remembered).isEqualTo(new Before(7, false));
        assertThat(serial.rose(remembered, 9)).isTrue();
        assertThat(before(9)).isEqualTo(new Before(9, true));
    }
}
