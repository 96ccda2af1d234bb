package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/troubleshooting.md")
class TroubleshootingPageTest {
    private static final Pattern MESSAGE = Pattern.compile("(?m)^### `(.*)`\\R(\\S.*)$");
    private static final Pattern HEADING = Pattern.compile("(?m)^### ");
    /** What is put into a message when it is made. */
    private static final Pattern PLACE = Pattern.compile("%[0-9]*\\$?[-0-9.]*[sdn]|\\{}");

    @Test
    @DisplayName("quotes messages that the program has, each once, and says something about it")
    void quotesMessages() throws IOException {
        String page = Files.readString(Sources.ROOT.resolve("docs/troubleshooting.md"));
        List<String> messages =
                MESSAGE.matcher(page).results().map(match -> match.group(1)).toList();
        assertThat(messages).hasSizeGreaterThan(70).doesNotHaveDuplicates().hasSize((int)
                HEADING.matcher(page).results().count());

        List<List<String>> files = new ArrayList<>();
        for (Path file : Sources.main()) {
            files.add(Sources.texts(file).stream()
                    .map(text -> text.replace("\\\"", "\"").replace("\\n", "\n"))
                    .toList());
        }
        assertThat(messages.stream().filter(message -> files.stream().noneMatch(texts -> holds(texts, message))))
                .as("messages that no source file has")
                .isEmpty();
    }

    /** Whether all that stands between the places of a message is in these texts. */
    private static boolean holds(List<String> texts, String message) {
        return Stream.of(message.split("…", -1))
                .map(String::strip)
                .filter(part -> part.length() > 1)
                .allMatch(part -> texts.stream().anyMatch(text -> holds(text, part)));
    }

    private static boolean holds(String text, String part) {
        return PLACE.matcher(text).replaceAll("…").contains(part);
    }
}
