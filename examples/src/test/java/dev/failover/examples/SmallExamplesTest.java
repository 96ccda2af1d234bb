package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is promised of the small examples, and shown of them elsewhere. */
class SmallExamplesTest {
    /** Where Maven runs the tests. */
    private static final Path MODULE = Path.of(System.getProperty("basedir", ""));

    private static final String PACKAGE = "java/dev/failover/examples";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "main/" + PACKAGE + "/ComposeInCode.java",
                "main/" + PACKAGE + "/MirrorInCode.java",
                "main/" + PACKAGE + "/YourOwnNotifier.java",
                "main/" + PACKAGE + "/YourOwnDnsProvider.java",
                "test/" + PACKAGE + "/YourOwnDnsProviderTest.java"
            })
    @DisplayName("each of the small examples has less than 60 lines")
    void small(String file) throws IOException {
        assertThat(Files.readAllLines(MODULE.resolve("src").resolve(file))).hasSizeLessThan(60);
    }

    @ParameterizedTest
    @CsvSource({"README.md, ComposeInCode.java", "docs/sync.md, MirrorInCode.java"})
    @DisplayName("the README and the page about mirrors show what is compiled and tested here")
    void shown(String page, String example) throws IOException {
        String text = Files.readString(MODULE.resolve("..").resolve(page));
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(text);
        assertThat(block.find()).as("a block of Java").isTrue();
        String source = Files.readString(MODULE.resolve("src/main/" + PACKAGE).resolve(example));
        assertThat(unindented(source)).contains(unindented(block.group(1)));
        assertThat(block.find())
                .as("a second block of Java, which nobody compares")
                .isFalse();
    }

    private static String unindented(String code) {
        return code.lines().map(String::strip).reduce("", (all, line) -> all + line + "\n");
    }
}
