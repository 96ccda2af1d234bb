package dev.failover.rsync;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much there is to delete, from a run that may delete nothing. rsync counts what it skips, but of a directory that is not empty only
 * the content; so the number is known from below and from above. Lines come from one thread, and are asked for after it.
 */
final class Deletions {
    private static final Pattern SKIPPED =
            Pattern.compile("Deletions stopped due to --max-delete limit \\((\\d+) skipped\\)");
    private static final String NOT_EMPTY = "cannot delete non-empty directory: ";
    private static final String IN_THE_WAY = "could not make way for ";

    private long directories;

    synchronized void read(String line) {
        if (line.startsWith(NOT_EMPTY)) {
            directories++;
        }
    }

    /** How much was skipped at least; 0 if nothing was. */
    static long atLeast(String errors) {
        Matcher matcher = SKIPPED.matcher(errors);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** How much was skipped at most. */
    synchronized long atMost(String errors) {
        return atLeast(errors) + directories;
    }

    /** Whether all that went wrong is that something could not be put where something else may not be deleted yet. */
    static boolean explain(String errors) {
        return atLeast(errors) > 0
                && errors.contains(IN_THE_WAY)
                && errors.lines().noneMatch(line -> line.startsWith("rsync: "));
    }
}
