package dev.failover.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The agent's output")
class MainTest {
    @Test
    @DisplayName("is written a whole line at a time, so that two streams into one place don't mix within lines")
    void wholeLines() {
        List<String> written = new ArrayList<>();
        PrintStream out = Main.lines(new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
                written.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
            }
        });
        out.printf("%s %-12s %s: %s%n", "2026-11-29", "verdict", "www/prod", "DOWN \u2026");
        out.println("and " + 1);
        out.print("\rhalf");
        assertThat(written).containsExactly("2026-11-29 verdict      www/prod: DOWN \u2026\n", "and 1\n");
        out.flush();
        assertThat(written).last().isEqualTo("\rhalf");
    }
}
