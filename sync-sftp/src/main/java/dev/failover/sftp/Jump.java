package dev.failover.sftp;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A hop of a {@code ProxyJump}: {@code user@host:port} or {@code ssh://user@host:port}. */
record Jump(Optional<String> user, String host, OptionalInt port) {
    private static final Pattern FORM = Pattern.compile(
            "(?:ssh://)?(?:(?<user>[^/\\s]+)@)?(?<host>\\[[0-9A-Fa-f:.%]+]|[^@:/\\[\\]\\s\"']+)(?::(?<port>[0-9]{1,5}))?/?");

    /** The hops of a list, in the order they are connected to. */
    static List<Jump> list(String text) {
        return Arrays.stream(text.split(",", -1)).map(Jump::parse).toList();
    }

    private static Jump parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "must be like host, user@host:22 or ssh://user@host:22, and several with commas");
        }
        String host = form.group("host");
        String port = form.group("port");
        if (port != null && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535)) {
            throw new IllegalArgumentException("must have a port from 1 to 65535");
        }
        return new Jump(
                Optional.ofNullable(form.group("user")),
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port)));
    }
}
