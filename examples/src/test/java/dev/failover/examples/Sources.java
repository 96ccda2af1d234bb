package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of this repository, as text. */
final class Sources {
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** A comment, a character, a block of text, or a text. */
    private static final Pattern TOKEN = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*|'(?:\\\\.|[^'\\\\])+'"
            + "|\"\"\"\\s*?\\n(?<block>.*?)\"\"\"|\"(?<text>(?:\\\\.|[^\"\\\\\\n])*)\"");

    private static final Pattern PLUS = Pattern.compile("\\s*\\+\\s*");

    private Sources() {}

    /** What is not a test, of all modules but the measurements. */
    static List<Path> main() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            List<Path> all = new ArrayList<>();
            for (Path module :
                    modules.filter(each -> !each.endsWith("benchmarks")).toList()) {
                all.addAll(main(module.getFileName().toString()));
            }
            assertThat(all).hasSizeGreaterThan(300);
            return all;
        }
    }

    /** The same of one module. */
    static List<Path> main(String module) throws IOException {
        Path sources = ROOT.resolve(module).resolve("src/main/java");
        if (!Files.isDirectory(sources)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    /** The texts of a source file, as they are written there; those that are joined by a plus are one. */
    static List<String> texts(Path file) throws IOException {
        String source = Files.readString(file);
        List<String> texts = new ArrayList<>();
        int end = -1;
        Matcher tokens = TOKEN.matcher(source);
        while (tokens.find()) {
            String text = tokens.group("text") == null ? tokens.group("block") : tokens.group("text");
            if (text != null) {
                boolean joined = end >= 0
                        && PLUS.matcher(source.substring(end, tokens.start())).matches();
                texts.add(joined ? texts.remove(texts.size() - 1) + text : text);
                end = tokens.end();
            }
        }
        return texts;
    }
}
