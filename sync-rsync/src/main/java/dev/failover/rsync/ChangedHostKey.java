package dev.failover.rsync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Both keys of a host whose key is another than it was, from what OpenSSH's client says about it.
 *
 * @param sent the fingerprint of the key that the host has now
 * @param known the fingerprint of the key it should have
 * @param place where that is written down
 */
record ChangedHostKey(Optional<String> sent, Optional<String> known, Optional<String> place) {
    private static final Pattern SENT = Pattern.compile("SHA256:[A-Za-z0-9+/=]+");
    private static final Pattern OFFENDING = Pattern.compile("Offending (?:\\S+ )?key in (.+):(\\d+)");
    /** A key within a line of known_hosts, whose host names may be hashed. */
    private static final Pattern KEY = Pattern.compile("\\s[a-z0-9@.-]+\\s+(AAAA[A-Za-z0-9+/=]+)");

    private static final Pattern HOST = Pattern.compile("Host key for (\\S+) has changed");

    static ChangedHostKey of(String text) {
        Matcher sent = SENT.matcher(text);
        Optional<String> fingerprint = sent.find() ? Optional.of(sent.group()) : Optional.empty();
        Matcher offending = OFFENDING.matcher(text);
        if (!offending.find()) {
            return new ChangedHostKey(fingerprint, Optional.empty(), host(text));
        }
        return new ChangedHostKey(
                fingerprint,
                fingerprint(offending.group(1), Integer.parseInt(offending.group(2))),
                Optional.of(offending.group(1) + ":" + offending.group(2)
                        + host(text).map(host -> " for " + host).orElse("")));
    }

    private static Optional<String> host(String text) {
        Matcher matcher = HOST.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Optional<String> fingerprint(String file, int line) {
        try {
            List<String> lines = Files.readAllLines(Path.of(file));
            Matcher key = KEY.matcher(line <= lines.size() ? lines.get(line - 1) : "");
            return key.find() ? Optional.of(fingerprint(key.group(1))) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The way OpenSSH writes it: SHA-256 in base64, without padding. */
    private static String fingerprint(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(Base64.getDecoder().decode(key));
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    String describe(String host) {
        return host + ", or of a host on the way to it, has changed: it is " + sent.orElse("another") + ", and "
                + known.orElse("a key of another fingerprint") + " was expected"
                + place.map(where -> " (" + where + ")").orElse("");
    }
}
