package dev.failover.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("An excerpt of what others say")
class ExcerptTest {
    static Stream<Arguments> texts() {
        return Stream.of(
                arguments("Bad request", "Bad request"),
                arguments("a  b", "a b"),
                arguments(" a", "a"),
                arguments("a ", "a"),
                arguments("  a \t b\n\nc \r\n", "a b c"),
                arguments("a\u0085b\u2028c\u2029d\u000be\fg\u00a0h", "a b c d e g h"),
                arguments("forged\n2026-11-29 ERROR", "forged 2026-11-29 ERROR"),
                arguments("a\0b\u0007c\u007fd\b", "abcd"),
                arguments("\u001b[31mred\u001b[0m", "red"),
                arguments("\u001b[2J\u001b[1;1Hgone", "gone"),
                arguments("\u009b31mred\u009bm", "red"),
                arguments("\u001b]0;owned\u0007title", "title"),
                arguments("\u001b]8;;http://evil/\u001b\\link\u001b]8;;\u001b\\", "link"),
                arguments("\u009d0;owned\u009ctitle", "title"),
                arguments("\u001bPq#0\u001b\\sixel", "sixel"),
                arguments("before\u001b]0;without end", "before"),
                arguments("\u001bcreset", "reset"),
                arguments("\u001b(0lines", "lines"),
                arguments("\u001b", ""),
                arguments("\u001b[", ""),
                arguments("c1 \u0080\u008f\u0099\u009a", "c1"),
                arguments("gnp.\u202Eexe\u202C \u2066x\u2067y\u2068z\u2069", "gnp.exe xyz"),
                arguments("\u200E\u200F\u061Cmarks\u202A\u202B\u202D", "marks"),
                arguments("zero\u200Bwidth\uFEFF\u2060", "zerowidth"),
                arguments("tag\uDB40\uDC41", "tag"),
                arguments("half\uD83D", "half"),
                arguments("\uDE00half", "half"),
                arguments("Größe 日本 \uD83D\uDE00 مرحبا", "Größe 日本 \uD83D\uDE00 مرحبا"),
                arguments("a \u202E\n b", "a b"),
                arguments("", ""),
                arguments(" \u202E ", ""));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void holdsNothingThatATerminalObeys(String text, String expected) {
        assertThat(Excerpt.of(text)).isEqualTo(expected);
    }

    @Test
    void isCutByCodePoints() {
        String smile = "\uD83D\uDE00";

        assertThat(Excerpt.of(smile.repeat(3), 3)).isEqualTo(smile.repeat(3));
        assertThat(Excerpt.of(smile.repeat(4), 3)).isEqualTo(smile.repeat(3) + "…");
        assertThat(Excerpt.of("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(Excerpt.of("x".repeat(201))).isEqualTo("x".repeat(200) + "…");
    }

    @Test
    void ofLinesKeepsThemAndIsCutAsAWhole() {
        assertThat(Excerpt.ofLines("a\u001b[1m\r\n \n\u202Eb\u0000", 10)).isEqualTo("a\n\nb");
        assertThat(Excerpt.ofLines("ab\ncd", 5)).isEqualTo("ab\ncd");
        assertThat(Excerpt.ofLines("ab\ncd", 4)).isEqualTo("ab\nc…");
    }

    @Test
    void saysThatThereIsNone() {
        assertThat(Excerpt.of(null)).isEqualTo("no reason given");
    }

    @Test
    void ofAnExcerptIsTheSame() {
        texts().map(each -> Excerpt.of((String) each.get()[0]))
                .forEach(once -> assertThat(Excerpt.of(once)).isEqualTo(once));
    }

    @Test
    void costsNoMoreThanItsLength() {
        // Of this thread: what else the machine does is no matter.
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (String piece : new String[] {"\u001b]", "\u001b[", "\u001b[0;", "\u009d", "\u001b", " \u202E", "\n"}) {
            long start = threads.getCurrentThreadCpuTime();
            assertThat(Excerpt.of(piece.repeat((1 << 20) / piece.length()))).hasSizeLessThan(202);
            assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start))
                    .isLessThan(Duration.ofSeconds(2));
        }
    }
}
