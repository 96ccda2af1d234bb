package dev.failover.rsync;

import java.util.regex.Pattern;

/** How rsync says that what it was to read is not there. */
final class Absence {
    private static final Pattern SAID =
            Pattern.compile("(?:link_stat|change_dir)(?:#\\d)? \"[^\\n]*\" failed: No such file or directory"
                    + "|rrsync error: [^\\n]*No such file or directory");

    private Absence() {}

    static boolean isSaidIn(String errors) {
        return SAID.matcher(errors).find();
    }

    /** Whether it is said, and that nothing else failed, nor vanished meanwhile. */
    static boolean isAllThatFailed(String errors) {
        String rest = SAID.matcher(errors).replaceAll("");
        return isSaidIn(errors) && !rest.contains("failed") && !rest.contains("vanished");
    }
}
