package dev.failover.restic;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import java.util.regex.Pattern;

/**
 * What a restic that did not succeed means, by what it said: before 0.17 its status is 1 whatever happened. A status that is not known
 * is a failure, as section "Scripting" of its manual asks.
 */
final class ResticFailure {
    /** Some of what was to be taken could not be read. */
    static final int INCOMPLETE = 3;

    private static final Pattern LOCKED =
            Pattern.compile("repository is already locked|unable to create lock in backend");
    private static final Pattern NO_REPOSITORY = Pattern.compile(
            "unable to open config file: .*(no such file or directory|does not exist|[Nn]ot [Ff]ound|404)");
    private static final Pattern NO_SNAPSHOT = Pattern.compile("no matching ID found|no snapshot found");
    private static final Pattern DAMAGED = Pattern.compile(
            "repository contains errors|ciphertext verification failed|Pack ID does not match|StreamPack: |invalid data returned");
    private static final Pattern FULL = Pattern.compile("no space left on device|disk quota exceeded");
    private static final Pattern FORBIDDEN = Pattern.compile(
            "[Pp]ermission denied|AccessDenied|Access Denied|403 Forbidden|HTTP response \\(403\\)|unexpected HTTP response \\(40[13]\\)");

    /** Of a removal that it goes on trying. */
    private static final Pattern REMOVAL = Pattern.compile("^Remove\\(.*\\) returned error, retrying after ");

    private ResticFailure() {}

    /** Whether a line says that something can't be removed by this account. */
    static boolean isRemovalRefused(String line) {
        return REMOVAL.matcher(line).find() && FORBIDDEN.matcher(line).find();
    }

    static boolean isLocked(String errors) {
        return LOCKED.matcher(errors).find();
    }

    /** Whether it is said of a snapshot that it is not there; the status may be 0 all the same. */
    static boolean isUnknown(String errors) {
        return NO_SNAPSHOT.matcher(errors).find();
    }

    static ComponentException of(int status, String errors, Repository repository) {
        String said = Excerpt.of(errors);
        if (errors.contains("wrong password or no key found")) {
            return new RejectedException(
                    "The password of the repository %s is wrong: set password".formatted(repository));
        }
        if (NO_REPOSITORY.matcher(errors).find()) {
            return new RejectedException(
                    "There is no repository at %s: mount what it is on, or make it once with \"restic init\": %s"
                            .formatted(repository, said));
        }
        if (isUnknown(errors)) {
            return new RejectedException("There is no such snapshot in %s: %s".formatted(repository, said));
        }
        if (DAMAGED.matcher(errors).find()) {
            return new RejectedException(
                    "The repository %s is damaged: keep it as it is, look at its disk, and begin another one: %s"
                            .formatted(repository, said));
        }
        if (FORBIDDEN.matcher(errors).find()) {
            return new RejectedException(
                    "The repository %s refuses this to the account: %s".formatted(repository, said));
        }
        if (isLocked(errors)) {
            return new UnavailableException(
                    "The repository %s is locked by another restic, which is at work, or ended on another machine without unlocking: %s"
                            .formatted(repository, said));
        }
        if (FULL.matcher(errors).find()) {
            return new UnavailableException(
                    "The disk of %s is full: make room there, what was kept is whole: %s".formatted(repository, said));
        }
        return new UnavailableException("restic ended with %s at %s: %s".formatted(status, repository, said));
    }
}
