package dev.failover.rsync;

import dev.failover.sync.FileSync;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the target holds nothing but notes: the call that reads a note tells it, without a further one. Once something is there, nobody
 * asks any more. Lines come from one thread, and are asked for after it.
 */
final class TargetRoot {
    /** Of what is listed and not fetched. */
    private static final Pattern LISTED = Pattern.compile("not creating new \\w+ \"(.*)\"", Pattern.DOTALL);

    private boolean asked = true;
    private boolean empty;

    /** Whether the next call that reads a note is to list the root, too. */
    synchronized boolean isAsked() {
        return asked;
    }

    /** A call is made that reads a note. */
    synchronized void ask() {
        empty = asked;
    }

    synchronized void read(String line) {
        Matcher listed = LISTED.matcher(line);
        if (listed.matches() && !listed.group(1).equals(FileSync.RESERVED)) {
            asked = false;
        }
    }

    /** @param errors of the call */
    synchronized void answered(String errors) {
        empty &= asked && Absence.isAllThatFailed(errors);
    }

    /**
     * A run begins, which is likely to put something there.
     *
     * @return whether nothing was there when a note was read last
     */
    synchronized boolean begin() {
        boolean nothing = empty;
        asked = false;
        empty = false;
        return nothing;
    }
}
