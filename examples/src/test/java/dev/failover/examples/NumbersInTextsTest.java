package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Error Prone's DefaultLocale would find the same, and with it every {@code formatted} that has texts only: some hundred, all of them
 * right.
 */
@DisplayName("What is written in whatever locale the machine has")
class NumbersInTextsTest {
    /** Conversions that take a locale's digits, separators or words. */
    private static final Pattern LOCALISED = Pattern.compile("%[-#+ 0,(]*[0-9]*(\\.[0-9]+)?[dfegEGtT](?!\\{)");

    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|(?m)^\\s*//.*$");

    @Test
    @DisplayName("is in the digits that ssh, DNS, JSON and other watchers read")
    void hasPlainDigits() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : Sources.main()) {
            String text = COMMENT.matcher(Files.readString(file)).replaceAll("");
            for (String statement : text.split("[;{}]\\R", -1)) {
                if (LOCALISED.matcher(statement).find() && !statement.contains("Locale.ROOT")) {
                    found.add(file.getFileName() + ": " + statement.strip());
                }
            }
        }
        assertThat(found)
                .as("write a whole number as %%s, anything else by String.format(Locale.ROOT, …)")
                .isEmpty();
    }
}
