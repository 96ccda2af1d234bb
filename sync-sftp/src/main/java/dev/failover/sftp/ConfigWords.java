package dev.failover.sftp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes the words off a line of an ssh_config as OpenSSH does, which has two ways: one for the keyword and for what follows
 * {@code Match}, in which a quote begins anywhere and ends the word; and one for all other values, with both kinds of quotes,
 * backslashes and comments. Pure.
 */
final class ConfigWords {
    private static final String BLANKS = " \t\r\n";

    private String rest;

    ConfigWords(String line) {
        rest = line;
    }

    /** What was not taken yet. */
    String rest() {
        return rest;
    }

    /** The next word, which an equals sign may end; empty at the end of the line. */
    Optional<String> next() {
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        int end = firstOf(rest, BLANKS + "\"=");
        if (end == rest.length()) {
            return take(end, end, false);
        }
        if (rest.charAt(end) == '"') {
            int close = rest.indexOf('"', end + 1);
            if (close < 0) {
                throw new IllegalArgumentException("a quote is not closed");
            }
            String word = rest.substring(0, end) + rest.substring(end + 1, close);
            rest = rest.substring(skip(rest, close + 1, BLANKS));
            return Optional.of(word);
        }
        return take(end, end + 1, rest.charAt(end) != '=');
    }

    private Optional<String> take(int end, int from, boolean equalsMayFollow) {
        String word = rest.substring(0, end);
        int next = skip(rest, from, BLANKS);
        if (equalsMayFollow && next < rest.length() && rest.charAt(next) == '=') {
            next = skip(rest, next + 1, BLANKS);
        }
        rest = rest.substring(next);
        return Optional.of(word);
    }

    /** All words of a value; a word that begins with # ends it. */
    static List<String> of(String value) {
        List<String> words = new ArrayList<>();
        int at = skip(value, 0, " \t");
        while (at < value.length() && value.charAt(at) != '#') {
            StringBuilder word = new StringBuilder();
            at = skip(value, word(value, at, word), " \t");
            words.add(word.toString());
        }
        return words;
    }

    /** @return where the word ends that begins there */
    private static int word(String value, int begin, StringBuilder word) {
        char quote = 0;
        int at = begin;
        for (; at < value.length(); at++) {
            char here = value.charAt(at);
            char following = at + 1 < value.length() ? value.charAt(at + 1) : 0;
            if (here == '\\' && ("'\"\\".indexOf(following) >= 0 && following != 0 || quote == 0 && following == ' ')) {
                word.append(following);
                at++;
            } else if (quote == 0 && (here == ' ' || here == '\t')) {
                return at;
            } else if (quote == 0 && (here == '"' || here == '\'')) {
                quote = here;
            } else if (quote != 0 && here == quote) {
                quote = 0;
            } else {
                word.append(here);
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quote is not closed");
        }
        return at;
    }

    private static int firstOf(String text, String any) {
        int at = 0;
        while (at < text.length() && any.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    private static int skip(String text, int from, String any) {
        int at = from;
        while (at < text.length() && any.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}
