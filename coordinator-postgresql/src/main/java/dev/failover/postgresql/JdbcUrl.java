package dev.failover.postgresql;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL of PostgreSQL's JDBC driver: {@code jdbc:postgresql://HOST:PORT,HOST:PORT/DATABASE?NAME=VALUE&…}.
 *
 * @see <a href="https://jdbc.postgresql.org/documentation/use/#connecting-to-the-database">its documentation</a>
 */
final class JdbcUrl {
    static final String PREFIX = "jdbc:postgresql:";

    private static final Pattern AUTHORITY = Pattern.compile(Pattern.quote(PREFIX) + "//([^/?]*).*");
    private static final Pattern HOST = Pattern.compile("(?:\\[([^]]+)]|([^:]+))(?::\\d+)?");
    /** A certificate is compared with the name, and not merely there. */
    private static final Pattern VERIFIED = Pattern.compile(".*[?&]sslmode=verify-(?:full|ca)(?:&.*)?");

    private static final Pattern CREDENTIALS = Pattern.compile(".*[?&](?:user|password)=.*");

    private final String text;
    private final Set<String> hosts;

    private JdbcUrl(String text) {
        this.text = text;
        this.hosts = hosts(text);
    }

    /** @throws IllegalArgumentException if it is another driver's, or holds what is a setting of its own; it is not quoted */
    static JdbcUrl parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "must begin with " + PREFIX + ", as in jdbc:postgresql://db.example/failover");
        }
        if (CREDENTIALS.matcher(text.toLowerCase(Locale.ROOT)).matches()
                || text.replaceFirst("\\?.*", "").contains("@")) {
            throw new IllegalArgumentException("must be without user and password, which are given beside it");
        }
        return new JdbcUrl(text);
    }

    /** The hosts that a URL names, whoever made it; empty if they can't be told. */
    static Set<String> hosts(String text) {
        Set<String> hosts = new LinkedHashSet<>();
        Matcher authority = AUTHORITY.matcher(text);
        String list = authority.matches() ? authority.group(1) : "";
        for (String each : list.split(",", -1)) {
            Matcher host = HOST.matcher(each);
            if (host.matches()) {
                hosts.add(host.group(1) == null ? host.group(2) : host.group(1));
            }
        }
        // What the driver takes then.
        return hosts.isEmpty() && text.startsWith(PREFIX) ? Set.of("localhost") : Set.copyOf(hosts);
    }

    String text() {
        return text;
    }

    Set<String> hosts() {
        return hosts;
    }

    /** Whether somebody on the way to the server could pass for it. */
    boolean trustsTheWay() {
        return !VERIFIED.matcher(text).matches()
                && !Set.of("localhost", "127.0.0.1", "::1").containsAll(hosts);
    }

    @Override
    public String toString() {
        return String.join(",", hosts);
    }
}
