package dev.failover.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What the build makes of the command line")
@Timeout(60)
class GenerateTest {
    private static String generated(String what) {
        Verbs.Result result = Verbs.run(Map.of(), "generate", what);
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        return result.out();
    }

    /** As the help lists them. */
    static Stream<String> verbs() {
        String help = Verbs.run(Map.of(), "--help").out();
        String commands = help.substring(help.indexOf("Commands:"));
        return Pattern.compile("^  ([a-z]+) ", Pattern.MULTILINE)
                .matcher(commands)
                .results()
                .map(found -> found.group(1));
    }

    @ParameterizedTest
    @MethodSource("verbs")
    @DisplayName("has every verb in it")
    void everyVerb(String verb) {
        assertThat(generated("bash")).contains(" " + verb);
        assertThat(generated("fish")).contains("-a '" + verb + "'");
        assertThat(generated("man")).contains("\n.SS failover " + verb);
    }

    @Test
    @DisplayName("has the demonstration too, and nothing that is hidden")
    void demonstration() {
        assertThat(verbs()).contains("demo", "run", "reload").doesNotContain("generate");
        assertThat(generated("fish"))
                .doesNotContain("generate")
                .contains("complete -c failover -n '__fish_seen_subcommand_from switch' -l by -x -d 'Who asks for it; ")
                .contains("complete -c failover -n '__fish_seen_subcommand_from run' -s c -l config -r -F -d ");
        assertThat(generated("man")).doesNotContain("generate");
    }

    @Test
    @DisplayName("is a page that man prints without a warning")
    void page(@TempDir Path directory) throws Exception {
        String page = generated("man");
        Path file = Files.writeString(directory.resolve("failover.1"), page);
        Process man = new ProcessBuilder("groff", "-man", "-Tutf8", "-P-cbou", "-ww", file.toString())
                .redirectError(directory.resolve("warnings").toFile())
                .redirectOutput(directory.resolve("page").toFile())
                .start();
        assertThat(man.waitFor()).isZero();
        assertThat(directory.resolve("warnings")).isEmptyFile();
        assertThat(Files.readString(directory.resolve("page")))
                .contains("approve", "--reason", "EXIT STATUS")
                .doesNotContain("\\");
    }
}
