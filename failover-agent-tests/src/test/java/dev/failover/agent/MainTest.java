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

    @Test
    @DisplayName("has no character in it that a terminal obeys, however it is written")
    void controlCharacters() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        ByteArrayOutputStream inPieces = new ByteArrayOutputStream();
        String text = "a\u001b[31mred\u0007 \u009b2J\u00a0\u00bf \u007fcaf\u00e9\t\u20ac \ud83d\ude00\r\n";
        PrintStream out = Main.lines(whole);
        out.print(text);
        PrintStream pieces = Main.lines(inPieces);
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            pieces.write(one);
        }
        String expected = "a[31mred 2J\u00a0\u00bf caf\u00e9\t\u20ac \ud83d\ude00\r\n";
        assertThat(whole.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
        assertThat(inPieces.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
    }
}
