package dev.failover.rsync;

import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an rsync that did not succeed means, by its exit status and what it said. The statuses are those of section "EXIT VALUES" of
 * rsync's manual; a shell gives 126 and 127, and ssh 255.
 */
final class RsyncFailure {
    static final int OTHER_SIDE = 12;
    static final int PARTIAL = 23;
    static final int VANISHED = 24;
    static final int DELETE_LIMIT = 25;
    private static final int NOT_RUNNABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final int SSH = 255;

    private static final Pattern FULL = Pattern.compile("No space left on device|Disk quota exceeded");
    private static final Pattern NO_RSYNC =
            Pattern.compile("rsync: (command )?not found|rsync: No such file or directory");
    private static final Pattern RESTRICTED = Pattern.compile("rrsync error: (?!Another instance)");

    private RsyncFailure() {}

    /** Whether there was no room on the target. */
    static boolean isFull(String errors) {
        return FULL.matcher(errors).find();
    }

    static ComponentException of(int status, String errors, Destination destination) {
        Optional<ComponentException> ssh = destination.sshHost().flatMap(host -> SshFailure.lasting(host, errors));
        if (ssh.isPresent()) {
            return ssh.get();
        }
        String said = Excerpt.of(errors);
        if (isFull(errors)) {
            return new UnavailableException("The disk of " + destination
                    + " is full: make room there; files keep what they held until they can be replaced: " + said);
        }
        if (errors.contains("Read-only file system")) {
            return new UnavailableException("The file system of " + destination + " is read-only: " + said);
        }
        if (RESTRICTED.matcher(errors).find()) {
            return new RejectedException("The account at " + destination + " is restricted and refuses this: " + said);
        }
        if (status == NOT_FOUND || NO_RSYNC.matcher(errors).find()) {
            return new RejectedException(
                    "There is no rsync at " + destination + "; install it there, 3.2 or newer: " + said);
        }
        String failed = "rsync to " + destination + " ended with " + status + " (" + meaning(status) + "): " + said;
        return isLasting(status) ? new RejectedException(failed) : new UnavailableException(failed);
    }

    /** Whether the same call would only end in the same way. */
    private static boolean isLasting(int status) {
        return (status >= 1 && status <= 4) || status == DELETE_LIMIT || status == NOT_RUNNABLE;
    }

    private static String meaning(int status) {
        return switch (status) {
            case 1 -> "wrong usage: one of the two is too old, or the account is restricted";
            case 2 -> "incompatible protocols";
            case 3 -> "files or directories can't be selected";
            case 4 -> "not supported";
            case 5 -> "could not start";
            case 10 -> "network";
            case 11 -> "reading or writing a file";
            case OTHER_SIDE -> "the other side ended in the middle";
            case 13, 14, 15, 16, 21 -> "trouble between its processes";
            case 19, 20 -> "ended by a signal";
            case 22 -> "out of memory";
            case PARTIAL -> "some files could not be mirrored";
            case VANISHED -> "some files vanished";
            case DELETE_LIMIT -> "more to delete than it may";
            case 30 -> "nothing came for too long";
            case 35 -> "no answer in time";
            case NOT_RUNNABLE -> "a program can't be run";
            case SSH -> "the connection failed or was lost";
            default -> "an unknown status";
        };
    }
}
