package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A watermark")
class WatermarkTest {
    private static final Watermark WATERMARK = new Watermark(
            "webroot",
            "a1",
            3,
            17,
            Instant.parse("2026-01-31T23:59:59.123456789Z"),
            123,
            45_678,
            Optional.of(Instant.parse("2026-03-01T00:00:00Z")));

    @Test
    @DisplayName("is read as it was written, with and without a certificate")
    void roundTrip() {
        assertThat(Watermark.parse(WATERMARK.text())).isEqualTo(WATERMARK);
        Watermark without = new Watermark("webroot", "a1", 3, 17, WATERMARK.scanStarted(), 0, 0, Optional.empty());
        assertThat(Watermark.parse(without.text())).isEqualTo(without);
    }

    @Test
    @DisplayName("says its version, and may come to say more")
    void version() {
        assertThat(WATERMARK.text()).startsWith("failover watermark 1\n");
        assertThat(Watermark.parse(WATERMARK.text() + "later: more\n")).isEqualTo(WATERMARK);
        assertThatThrownBy(() -> Watermark.parse(WATERMARK.text().replace("watermark 1", "watermark 2")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("and the markers beside it are read as version 0.1 left them")
    void markers() throws IOException {
        Path tree = Path.of("src/test/resources/dev/failover/0.1/tree");
        Marker source = Marker.parse(Files.readString(tree.resolve("source")));
        assertThat(Marker.parse(Files.readString(tree.resolve("target"))).source())
                .isEqualTo(source.source());
        assertThat(Watermark.parse(Files.readString(tree.resolve("watermark"))).source())
                .isEqualTo(source.source());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 30, 100, 150})
    @DisplayName("that is cut off is none")
    void cut(int length) {
        assertThatThrownBy(() -> Watermark.parse(WATERMARK.text().substring(0, length)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequence: -1", "sequence: many", "scan-started: today", "sequence"})
    @DisplayName("with a value that is none is none")
    void bad(String line) {
        String key = line.split(":", 2)[0];
        String text = WATERMARK.text().replaceAll("(?m)^" + key + ": .*$", line);
        assertThatThrownBy(() -> Watermark.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
