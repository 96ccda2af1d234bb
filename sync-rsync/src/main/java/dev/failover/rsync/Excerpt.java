package dev.failover.rsync;

import java.util.List;
import java.util.regex.Pattern;

/** What a program said, made fit to stand in a sentence of ours: one line, not long. */
final class Excerpt {
    private static final int LINES = 4;
    private static final int MAX_LENGTH = 500;
    /** Frames, and what rsync says about where in its own source it ended. */
    private static final Pattern NOISE =
            Pattern.compile("[@ ]*|.*@@@@@.*|rsync (error|warning): .*\\(code \\d+\\) at .*");

    private Excerpt() {}

    static String of(String text) {
        List<String> lines = text.lines()
                .map(line -> dev.failover.component.Excerpt.of(line, MAX_LENGTH))
                .filter(line -> !NOISE.matcher(line).matches())
                .distinct()
                .toList();
        if (lines.isEmpty()) {
            return "it did not say why";
        }
        String all = String.join("; ", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        return dev.failover.component.Excerpt.of(all, MAX_LENGTH);
    }
}
