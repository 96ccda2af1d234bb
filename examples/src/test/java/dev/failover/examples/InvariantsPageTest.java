package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/invariants.md")
class InvariantsPageTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    @DisplayName("has the sentence of every invariant that code, tests or pages cite, and none that nobody cites")
    void isComplete() throws IOException {
        Set<String> stated = found("(?m)^- \\*\\*([SL][0-9]+)\\*\\* ", Files.readString(page()));
        Set<String> cited = new TreeSet<>();
        for (Path file : citing()) {
            cited.addAll(found("\\b([SL][0-9]{1,2})\\b", Files.readString(file)));
        }
        assertThat(stated).isEqualTo(cited);
    }

    private static Path page() {
        return ROOT.resolve("docs/invariants.md");
    }

    private static Set<String> found(String pattern, String text) {
        Set<String> ids = new TreeSet<>();
        Pattern.compile(pattern).matcher(text).results().forEach(match -> ids.add(match.group(1)));
        return ids;
    }

    private static List<Path> citing() throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> places = Files.list(ROOT)) {
            for (Path place : places.toList()) {
                Path sources = place.endsWith("docs") ? place : place.resolve("src");
                if (Files.isDirectory(sources)) {
                    try (Stream<Path> files = Files.walk(sources)) {
                        files.filter(file -> file.toString().matches(".*\\.(java|md)"))
                                .filter(file -> !file.equals(page()))
                                .forEach(all::add);
                    }
                }
            }
        }
        return all;
    }
}
