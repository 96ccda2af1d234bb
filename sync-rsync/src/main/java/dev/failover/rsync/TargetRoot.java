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
    private boolean something;
    private boolean empty;

    /**
     * A call is made that reads a note. Unless {@link #answered} follows, as it does not where the root can't be listed, or not in time, it
     * is the last to list the root.
     *
     * @return whether it is to list the root, too
     */
    synchronized boolean ask() {
        boolean lists = asked;
        asked = false;
        something = false;
        empty = false;
        return lists;
    }

    synchronized void read(String line) {
        Matcher listed = LISTED.matcher(line);
        something |= listed.matches() && !listed.group(1).equals(FileSync.RESERVED);
    }

    /** The call has listed all of it. */
    synchronized void answered() {
        empty = !something;
        asked = empty;
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
