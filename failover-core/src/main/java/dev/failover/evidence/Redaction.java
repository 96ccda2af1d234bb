package dev.failover.evidence;

import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is taken out of evidence: known secrets, as they are and as they stand in a URL, and whatever patterns fit. It works on bytes, a
 * character for each. Immutable; shows nothing of what it looks for.
 */
public final class Redaction {
    /** What stands in the place of what was taken out. */
    static final String MASK = "***";

    /** What is shorter stands everywhere by chance. */
    private static final int SHORTEST_SECRET = 6;

    private final List<Pattern> patterns;

    private Redaction(List<Pattern> patterns) {
        this.patterns = patterns;
    }

    /**
     * Takes out these.
     *
     * @param secrets those of fewer than six characters are left in, as they stand in any text
     * @param patterns regular expressions in ASCII; each fits within a line
     * @throws IllegalArgumentException if a pattern is none, or would fit nothing at all
     */
    public static Redaction of(Collection<Secret> secrets, Collection<String> patterns) {
        TreeSet<String> forms =
                new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(form -> form));
        for (Secret secret : secrets) {
            if (secret.reveal().length() >= SHORTEST_SECRET) {
                forms.add(bytes(secret.reveal()));
                forms.add(URLEncoder.encode(secret.reveal(), StandardCharsets.UTF_8));
            }
        }
        List<Pattern> all = new ArrayList<>();
        if (!forms.isEmpty()) {
            // The longest first, as one may begin with another.
            all.add(Pattern.compile(
                    String.join("|", forms.stream().map(Pattern::quote).toList())));
        }
        patterns.forEach(pattern -> all.add(compiled(pattern)));
        return new Redaction(List.copyOf(all));
    }

    private static Pattern compiled(String text) {
        if (!StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("must be a regular expression in ASCII");
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be a regular expression: " + e.getMessage(), e);
        }
        if (pattern.matcher("").find()) {
            throw new IllegalArgumentException("must not fit nothing at all: \"" + text + "\"");
        }
        return pattern;
    }

    /** A character for each byte. */
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** A text of ours without what is to be taken out. */
    String clean(String text) {
        String cleaned = mask(bytes(text)).text();
        return new String(cleaned.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** What is left, and how much was taken out. */
    record Masked(String text, long count) {}

    Masked mask(String text) {
        String left = text;
        long count = 0;
        for (Pattern pattern : patterns) {
            StringBuilder result = new StringBuilder();
            Matcher matcher = pattern.matcher(new Interruptible(left));
            while (matcher.find()) {
                if (matcher.end() > matcher.start()) {
                    matcher.appendReplacement(result, MASK);
                    count++;
                }
            }
            left = matcher.appendTail(result).toString();
        }
        return new Masked(left, count);
    }

    /** The first place from {@code wanted} on at which a text can be cut without cutting what is to be taken out. */
    int cut(CharSequence text, int wanted) {
        int cut = wanted;
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Pattern pattern : patterns) {
                Matcher matcher = pattern.matcher(new Interruptible(text));
                while (matcher.find() && matcher.start() < cut) {
                    if (matcher.end() > cut) {
                        cut = matcher.end();
                        moved = true;
                    }
                }
            }
        }
        return cut;
    }

    /** How many expressions it looks for; never which. */
    @Override
    public String toString() {
        return "Redaction[" + patterns.size() + " expressions]";
    }

    /** An expression may take for ever on an unlucky text; whoever is interrupted meanwhile ends. */
    private record Interruptible(CharSequence text) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (Thread.currentThread().isInterrupted()) {
                throw new UnavailableException("There was no time left to look for secrets");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
