package dev.failover.sftp;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where files go.
 *
 * @param host a name, which an ssh_config may know as an alias, or an address
 * @param path of the target directory, {@linkplain RawNames raw}; a relative one is relative to where the account arrives
 */
record Destination(Optional<String> user, String host, OptionalInt port, String path) {
    private static final String USER = "(?:([^@:/\\s]+)@)?";
    private static final String HOST = "(\\[[0-9A-Fa-f:.]+]|[^@:/\\[\\]\\s]+)";
    private static final Pattern SHORT = Pattern.compile(USER + HOST + ":(.+)", Pattern.DOTALL);
    private static final Pattern URL =
            Pattern.compile("sftp://" + USER + HOST + "(?::(\\d{1,5}))?(/.*)", Pattern.DOTALL);

    static Destination parse(String text) {
        Matcher url = URL.matcher(text);
        if (url.matches()) {
            return new Destination(
                    Optional.ofNullable(url.group(1)),
                    plain(url.group(2)),
                    url.group(3) == null ? OptionalInt.empty() : OptionalInt.of(port(url.group(3))),
                    path(url.group(4)));
        }
        Matcher words = SHORT.matcher(text);
        if (words.matches() && !text.contains("://")) {
            return new Destination(
                    Optional.ofNullable(words.group(1)),
                    plain(words.group(2)),
                    OptionalInt.empty(),
                    path(words.group(3)));
        }
        throw new IllegalArgumentException(
                "must be like host:/path, user@host:/path or sftp://user@host:22/path, not \"" + text + "\"");
    }

    private static String plain(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("must have a port from 1 to 65535, not " + port);
        }
        return port;
    }

    private static String path(String text) {
        if (text.startsWith("~")) {
            throw new IllegalArgumentException(
                    "must not start with ~, which means nothing to a server; a path without a leading slash is below the home");
        }
        String path = text.replaceAll("(?<=.)/+$", "");
        if (path.equals("/")) {
            throw new IllegalArgumentException("must be a directory of its own, not the root of the server");
        }
        return RawNames.ofText(path);
    }

    @Override
    public String toString() {
        return user.map(name -> name + "@").orElse("") + host + (port.isPresent() ? ":" + port.getAsInt() : "") + ":"
                + RawNames.show(path);
    }
}
