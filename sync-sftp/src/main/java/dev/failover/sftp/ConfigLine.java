package dev.failover.sftp;

import dev.failover.component.RejectedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of an ssh_config that says something.
 *
 * @param value what follows the keyword, as it stands there
 */
record ConfigLine(Path file, int number, String keyword, String value) {
    private static final Pattern END = Pattern.compile("[ \t\r\n\f]+\\z");

    /** @return empty for a comment and for a line of blanks */
    static Optional<ConfigLine> of(Path file, int number, String text) {
        ConfigWords words = new ConfigWords(END.matcher(text).replaceFirst(""));
        ConfigLine nothing = new ConfigLine(file, number, "", "");
        try {
            String keyword =
                    words.next().filter(word -> !word.isEmpty()).or(words::next).orElse("");
            return keyword.isEmpty() || keyword.startsWith("#")
                    ? Optional.empty()
                    : Optional.of(new ConfigLine(file, number, keyword, words.rest()));
        } catch (IllegalArgumentException e) {
            throw nothing.refusal(String.valueOf(e.getMessage()), e);
        }
    }

    List<String> words() {
        try {
            return ConfigWords.of(value);
        } catch (IllegalArgumentException e) {
            throw refusal(String.valueOf(e.getMessage()), e);
        }
    }

    /** The words of a {@code Match}, up to a comment. */
    List<String> criteria() {
        List<String> found = new ArrayList<>();
        ConfigWords words = new ConfigWords(value);
        try {
            for (Optional<String> word = words.next(); word.isPresent(); word = words.next()) {
                if (word.get().isEmpty() || word.get().startsWith("#")) {
                    break;
                }
                found.add(word.get());
            }
        } catch (IllegalArgumentException e) {
            throw refusal(String.valueOf(e.getMessage()), e);
        }
        return found;
    }

    /** The one word that this keyword takes. */
    String word() {
        List<String> words = words();
        if (words.isEmpty() || words.get(0).isEmpty()) {
            throw refusal("has no value");
        }
        if (words.size() > 1) {
            throw refusal("takes one value, not " + words.size());
        }
        return words.get(0);
    }

    /** A value that is a command or a list of hops, in which quotes mean nothing. */
    String raw() {
        String raw = value.replaceFirst("\\A[ \t\r\n=]+", "");
        if (raw.isEmpty()) {
            throw refusal("has no value");
        }
        return raw;
    }

    RejectedException refusal(String why) {
        return new RejectedException(sentence(why));
    }

    private RejectedException refusal(String why, Throwable cause) {
        return new RejectedException(sentence(why), cause);
    }

    private String sentence(String why) {
        return "the ssh-config " + file + " can't be used: line " + number + ": "
                + (keyword.isEmpty() ? "" : keyword + " ") + why;
    }
}
