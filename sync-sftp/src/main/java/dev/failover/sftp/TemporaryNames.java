package dev.failover.sftp;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The names files have at the target until they are whole: in the directory they are for, as only a rename within one
 * file system is atomic, and short whatever the file's own name, which may be as long as names can be.
 */
final class TemporaryNames {
    private static final String PREFIX = ".failover-";
    /** How many digits and small letters tell one from another. */
    static final int LENGTH = 12;

    private static final Pattern PATTERN = Pattern.compile("\\.failover-[0-9a-z]{12}(-[0-9a-z]{1,12})?");
    private static final long RANGE = (long) Math.pow(36, LENGTH);

    private TemporaryNames() {}

    /** A name that nobody else uses, beside a raw path. */
    static String beside(String path) {
        String random = Long.toString(ThreadLocalRandom.current().nextLong(RANGE), 36);
        return path.substring(0, path.lastIndexOf('/') + 1) + of(random);
    }

    /** The name with these digits, which are few enough. */
    static String of(String digits) {
        return PREFIX + "0".repeat(LENGTH - digits.length()) + digits;
    }

    /** Whether a name, without directory, is that of a {@link Part}. */
    static boolean isPart(String name) {
        return isTemporary(name) && name.length() > PREFIX.length() + LENGTH;
    }

    /** Whether a name, without directory, is one that is made here. */
    static boolean isTemporary(String name) {
        return name.startsWith(PREFIX) && PATTERN.matcher(name).matches();
    }
}
