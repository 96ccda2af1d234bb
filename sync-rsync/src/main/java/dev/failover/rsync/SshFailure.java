package dev.failover.rsync;

import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What OpenSSH's client says when it can't connect, as one of the four kinds of failure. */
final class SshFailure {
    /** The methods in parentheses tell it from a file that can't be read. */
    private static final Pattern REFUSED =
            Pattern.compile("Permission denied \\([a-z][a-z0-9@.,-]*\\)|Too many authentication failures");

    private static final Pattern UNUSABLE = Pattern.compile(
            "Bad configuration option|Bad owner or permissions|terminating, \\d+ bad configuration|Unable to negotiate with"
                    + "|no argument after keyword|Unsupported option|Can't open user config file|unsupported host key"
                    + "|extra arguments at end of line|Jumphost loop|Invalid jump host");

    private SshFailure() {}

    /** The failure that this text tells of, if it is one that a retry can't mend. */
    static Optional<ComponentException> lasting(String host, String text) {
        if (text.contains("REMOTE HOST IDENTIFICATION HAS CHANGED")) {
            return Optional.of(
                    new RejectedException(
                            "The host key of " + ChangedHostKey.of(text).describe(host)
                                    + "; unless its machine was replaced, somebody is in between. If it was, put the new key into known_hosts."));
        }
        if (text.contains("Host key verification failed")) {
            return Optional.of(new RejectedException("The host key on the way to " + host
                    + " is not in known_hosts: add it there, after a look at the host itself, or set"
                    + " accept-new-host-keys: " + Excerpt.of(text)));
        }
        if (REFUSED.matcher(text).find()) {
            return Optional.of(new RejectedException("The login to " + host
                    + " was refused: check the user, the IdentityFile, which must have no passphrase unless an SSH agent has it, and the"
                    + " account's authorized_keys, at each hop: " + Excerpt.of(text)));
        }
        if (UNUSABLE.matcher(text).find()) {
            return Optional.of(
                    new RejectedException("ssh can't use its configuration for " + host + ": " + Excerpt.of(text)));
        }
        return Optional.empty();
    }

    /** The failure of a connection that did not come about. */
    static ComponentException of(String host, String text) {
        return lasting(host, text)
                .orElseGet(() -> new UnavailableException("No connection to " + host + ": " + Excerpt.of(text)));
    }
}
