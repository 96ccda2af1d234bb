package dev.failover.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** BIND 9 from its package ({@code named}), set up as the primary of one zone that takes updates by one key. */
public final class Named {
    public static final String KEY = "failover-key.";
    public static final String SECRET =
            Base64.getEncoder().encodeToString("32 bytes for a key of the tests.".getBytes(StandardCharsets.US_ASCII));

    private Named() {}

    /**
     * Writes configuration and zone.
     *
     * @param listen where it listens, as {@code listen-on} has it
     * @param records lines of the zone's file, NS records among them
     * @return the command that runs it in the foreground
     */
    public static List<String> configured(Path directory, String listen, String zone, List<String> records)
            throws IOException {
        Files.writeString(directory.resolve("zone"), """
                $ORIGIN %s.
                $TTL 300
                @ SOA ns.server.invalid. hostmaster.server.invalid. 1 3600 600 86400 60
                %s
                """.formatted(zone, String.join("\n", records)));
        Path configuration =
                Files.writeString(directory.resolve("named.conf"), """
                options {
                    directory "%1$s";
                    pid-file none;
                    session-keyfile "%1$s/session.key";
                    managed-keys-directory "%1$s";
                    listen-on %2$s;
                    listen-on-v6 { none; };
                    recursion no;
                    dnssec-validation no;
                };
                controls { };
                key "%3$s" { algorithm hmac-sha256; secret "%4$s"; };
                zone "%5$s" {
                    type primary;
                    file "zone";
                    update-policy { grant %3$s zonesub A AAAA TXT; };
                };
                """.formatted(directory, listen, KEY, SECRET, zone));
        // A copy, as where AppArmor confines named it does so by its path, to its own directories.
        Path named = Files.copy(installed(), directory.resolve("named"));
        return List.of(named.toString(), "-g", "-n", "1", "-c", configuration.toString());
    }

    private static Path installed() {
        return Stream.of("/usr/sbin/named", "/usr/bin/named", "/usr/local/sbin/named")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "named is not installed; run ./verify, which installs what these tests need"));
    }
}
