package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/invariants.md")
class InvariantsPageTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path PAGE = ROOT.resolve("docs/invariants.md");
    private static final Pattern SENTENCE = Pattern.compile("(?ms)^- \\*\\*([SL][0-9]+)\\*\\* (.*?)(?=^- |^#|\\z)");
    private static final Pattern CITED = Pattern.compile("\\b([SL][0-9]{1,2})\\b");
    /** In italics at the end: why there is nothing yet that could name it. */
    private static final Pattern EXCUSE = Pattern.compile("(?s).*[^*]\\*[A-Z][^*]*\\*\\s*");

    @Test
    @DisplayName("has the sentence of every invariant that code, tests or pages cite")
    void hasWhatIsCited() throws IOException {
        assertThat(sentences().keySet()).containsAll(cited("java")).containsAll(cited("md"));
    }

    @Test
    @DisplayName("says why of those that no code names, and of no others")
    void excusesWhatIsNotHeld() throws IOException {
        Set<String> excused = sentences().entrySet().stream()
                .filter(entry -> EXCUSE.matcher(entry.getValue()).matches())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> unnamed = new TreeSet<>(sentences().keySet());
        unnamed.removeAll(cited("java"));

        assertThat(excused).isEqualTo(unnamed);
    }

    private static Map<String, String> sentences() throws IOException {
        Map<String, String> sentences = new TreeMap<>();
        SENTENCE.matcher(Files.readString(PAGE))
                .results()
                .forEach(match -> sentences.put(match.group(1), match.group(2)));
        return sentences;
    }

    private static Set<String> cited(String extension) throws IOException {
        Set<String> ids = new TreeSet<>();
        try (Stream<Path> places = Files.list(ROOT)) {
            for (Path place : places.toList()) {
                Path sources = place.endsWith("docs") ? place : place.resolve("src");
                if (Files.isDirectory(sources)) {
                    try (Stream<Path> files = Files.walk(sources)) {
                        for (Path file : files.filter(each -> each.toString().endsWith("." + extension))
                                .filter(each -> !each.equals(PAGE))
                                .toList()) {
                            CITED.matcher(Files.readString(file)).results().forEach(match -> ids.add(match.group(1)));
                        }
                    }
                }
            }
        }
        return ids;
    }
}
