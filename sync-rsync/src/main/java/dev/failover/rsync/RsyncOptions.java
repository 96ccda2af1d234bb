package dev.failover.rsync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How rsync is to mirror, whatever it mirrors.
 *
 * @param program rsync itself
 * @param bandwidthLimit as rsync takes it; null for none
 * @param ioTimeout after which a connection over which nothing comes is given up
 */
record RsyncOptions(
        String program,
        @Nullable String bandwidthLimit,
        boolean hardLinks,
        boolean owners,
        boolean numericIds,
        boolean checksum,
        boolean compress,
        boolean wholeSeconds,
        Duration ioTimeout) {
    /**
     * Archive mode without devices, which no replica of files has to have.
     *
     * @param remote whether the receiver is another machine
     */
    List<String> arguments(boolean remote) {
        List<String> arguments = new ArrayList<>(List.of("--recursive", "--links", "--perms", "--times"));
        if (owners) {
            arguments.addAll(List.of("--owner", "--group"));
        }
        if (!wholeSeconds) {
            // Without it, a file that is changed twice within a second, to the same size, stays as it was the first
            // time.
            // It is the receiver who compares; and rrsync refuses the short form that rsync would send of its own.
            arguments.add((remote ? "--remote-option=" : "") + "--modify-window=-1");
        }
        if (numericIds) {
            arguments.add("--numeric-ids");
        }
        if (hardLinks) {
            arguments.add("--hard-links");
        }
        if (checksum) {
            arguments.add("--checksum");
        }
        if (compress) {
            arguments.add("--compress");
        }
        arguments.addAll(general());
        return arguments;
    }

    /** What holds for every call that moves bytes. */
    List<String> general() {
        List<String> arguments = new ArrayList<>(List.of("--timeout=" + Math.max(1, ioTimeout.toSeconds())));
        if (bandwidthLimit != null) {
            arguments.add("--bwlimit=" + bandwidthLimit);
        }
        return arguments;
    }
}
