package dev.failover.sftp;

import java.util.Locale;

/** The patterns of an ssh_config (ssh_config(5), PATTERNS). Pure. */
final class HostPattern {
    private HostPattern() {}

    /** Whether a text is matched by one pattern, in which {@code *} is any text and {@code ?} any character. */
    static boolean matches(String pattern, String text) {
        int at = 0;
        int in = 0;
        int star = -1;
        int afterStar = 0;
        while (at < text.length()) {
            if (in < pattern.length() && pattern.charAt(in) == '*') {
                star = in++;
                afterStar = at;
            } else if (in < pattern.length() && (pattern.charAt(in) == '?' || pattern.charAt(in) == text.charAt(at))) {
                in++;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++afterStar;
            } else {
                return false;
            }
        }
        return pattern.substring(in).chars().allMatch(rest -> rest == '*');
    }

    /** Whether one of a comma-separated list matches, and none that is led by {@code !}. */
    static boolean anyMatches(String list, String text) {
        boolean found = false;
        for (String pattern : list.split(",", -1)) {
            if (pattern.startsWith("!")) {
                if (matches(pattern.substring(1), text)) {
                    return false;
                }
            } else if (matches(pattern, text)) {
                found = true;
            }
        }
        return found;
    }

    /** The same for the name of a host, whose case is of no importance. */
    static boolean anyMatchesHost(String list, String host) {
        return anyMatches(list.toLowerCase(Locale.ROOT), host.toLowerCase(Locale.ROOT));
    }
}
