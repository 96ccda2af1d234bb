package dev.failover.rsync;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where to mirror to: a directory of this machine, or of a host that ssh reaches.
 *
 * @param user for ssh; null for whom the ssh configuration says
 * @param host as the ssh configuration knows it; null for this machine
 * @param path absolute, without a slash at its end
 */
record Destination(@Nullable String user, @Nullable String host, String path) {
    /** No pattern characters, as the name is one in the ssh configuration; no dash in front, as it is an argument. */
    private static final Pattern REMOTE = Pattern.compile(
            "(?:([A-Za-z0-9_][A-Za-z0-9_.-]*\\$?)@)?([A-Za-z0-9][A-Za-z0-9_.-]*|\\[[0-9A-Fa-f:.]+\\]):(/[^/].*|/)");

    /** @throws IllegalArgumentException if it is neither */
    static Destination of(String text) {
        if (text.startsWith("/")) {
            return new Destination(null, null, directory(text));
        }
        Matcher matcher = REMOTE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "must be host:/path, user@host:/path or /path, with an absolute path, not \"" + text + "\"");
        }
        return new Destination(
                matcher.group(1), matcher.group(2).replaceAll("[\\[\\]]", ""), directory(matcher.group(3)));
    }

    private static String directory(String path) {
        String directory = path.replaceAll("/+$", "");
        if (directory.isEmpty()) {
            throw new IllegalArgumentException(
                    "must be a directory of its own, not /: what the source does not have is deleted there");
        }
        if (directory.chars().anyMatch(c -> c < ' ') || (directory + "/").contains("/../")) {
            throw new IllegalArgumentException("must be a path without control characters and without ..");
        }
        return directory;
    }

    Optional<String> sshHost() {
        return Optional.ofNullable(host);
    }

    /** Whether the account that receives is known not to be root. Of another host's it is known if it is named here only. */
    boolean isOfNoRoot() {
        String account = host == null ? System.getProperty("user.name") : user;
        return account != null && !account.equals("root");
    }

    /** The directory itself, or what is below it, as rsync takes it. */
    String argument(String below) {
        if (host == null) {
            return path + below;
        }
        String named = host.contains(":") ? "[" + host + "]" : host;
        return (user == null ? "" : user + "@") + named + ":" + path + below;
    }

    /** The directory above it, as rsync takes it. */
    String parent() {
        String above = path.substring(0, path.lastIndexOf('/'));
        return new Destination(user, host, above.isEmpty() ? "/" : above).argument("");
    }

    @Override
    public String toString() {
        return argument("");
    }
}
