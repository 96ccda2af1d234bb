package dev.failover.rsync;

import java.util.regex.Pattern;

/** What an rsync that was killed leaves on the target: its own, and no loss when it is deleted. */
final class Leftovers {
    /**
     * The directory, beside each file, where rsync keeps what was cut short and what is not yet to be seen. It is the one that {@code
     * --delay-updates} takes by itself: given another by {@code --partial-dir}, rrsync (3.5.0) makes one directory for all files of it, from
     * which nothing finds its way to its place, and rsync reports success.
     */
    static final String DIRECTORY = ".~tmp~";

    /** A temporary file: a dot, the name it was to get, perhaps shortened, a dot and six letters or digits of mkstemp. */
    private static final Pattern TEMPORARY = Pattern.compile("(?:.*/)?\\.[^/]*\\.[A-Za-z0-9]{6}");

    private static final Pattern KEPT = Pattern.compile("(?:.*/)?" + Pattern.quote(DIRECTORY) + "(?:/.*)?");

    private Leftovers() {}

    /** @param path as rsync says it, with a slash at the end of a directory's */
    static boolean include(String path) {
        return TEMPORARY.matcher(path).matches() || KEPT.matcher(path).matches();
    }
}
