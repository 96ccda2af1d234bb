package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The lines of the pages")
class PageLinesTest {
    private static final int LIMIT = 120;

    @Test
    @DisplayName("have 120 characters at most, but for rows of tables and what a program printed")
    void fit() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path page : Pages.all()) {
            if (!page.endsWith("CHANGELOG.md")) {
                String name = Pages.ROOT.relativize(page).toString();
                tooLong(Files.readAllLines(page)).forEach(line -> tooLong.add(name + ": " + line));
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    @DisplayName("are looked at outside of blocks and within those of code")
    void looksEverywhere() {
        String line = "ab ".repeat(41);
        String link = "- [%s](x.md)".formatted("a".repeat(LIMIT));

        assertThat(tooLong(List.of("```", line, "```", link, "|" + line))).isEmpty();
        assertThat(tooLong(List.of("```yaml", line, "```", line, "```", line, "```", line)))
                .containsExactly(line, line, line);
    }

    /** A block without a language is what a program printed. */
    private static List<String> tooLong(List<String> lines) {
        List<String> tooLong = new ArrayList<>();
        String block = "";
        for (String line : lines) {
            if (line.startsWith("```")) {
                block = block.isEmpty() ? line : "";
            } else if (line.length() > LIMIT && !block.equals("```") && !line.startsWith("|") && isBreakable(line)) {
                tooLong.add(line);
            }
        }
        return tooLong;
    }

    /** One word, or one link, may be longer than any line. */
    private static boolean isBreakable(String line) {
        return line.strip().replaceFirst("^(?:[-*]|[0-9]+\\.) ", "").contains(" ");
    }
}
