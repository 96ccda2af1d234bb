package dev.failover.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** BIND with one zone that takes updates by a key, with its journal on a disk. */
final class BindZone implements AutoCloseable {
    static final String ZONE = "benchmark.test";
    static final String LABEL = "www";
    static final String KEY = "benchmark-key.";
    static final String SECRET = Base64.getEncoder().encodeToString(new byte[32]);
    static final int TTL_SECONDS = 5;

    private final Program program;
    private final int port;

    private BindZone(Program program, int port) {
        this.program = program;
        this.port = port;
    }

    /** @param address what the name has at first */
    static BindZone start(Path directory, int port, String address) throws IOException {
        return start(directory, port, List.of(LABEL), address);
    }

    /** @param address what each of the names has at first */
    static BindZone start(Path directory, int port, List<String> labels, String address) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve("zone"),
                zoneFile(labels.stream()
                        .map(label -> label + " %d A %s".formatted(TTL_SECONDS, address))
                        .toArray(String[]::new)));
        Path configuration =
                Files.writeString(directory.resolve("named.conf"), """
                options {
                    directory "%1$s";
                    pid-file none;
                    session-keyfile "%1$s/session.key";
                    managed-keys-directory "%1$s";
                    listen-on port %2$d { 127.0.0.1; };
                    listen-on-v6 { none; };
                    recursion no;
                    dnssec-validation no;
                };
                controls { };
                logging { category default { null; }; };
                key "%3$s" { algorithm hmac-sha256; secret "%4$s"; };
                zone "%5$s" {
                    type primary;
                    file "zone";
                    update-policy { grant %3$s zonesub A AAAA TXT; };
                };
                """.formatted(directory, port, KEY, SECRET, ZONE));
        // A copy, as where AppArmor confines named it does so by its path, to its own directories.
        Path named = Files.copy(Program.path("named"), directory.resolve("named"));
        return new BindZone(
                Program.start(
                        directory.resolve("log"),
                        List.of(named.toString(), "-g", "-n", "1", "-c", configuration.toString())),
                port);
    }

    /** The zone as a file has it. */
    static String zoneFile(String... records) {
        return """
                $ORIGIN %s.
                @ 5 IN SOA ns hostmaster 1 3600 600 86400 5
                @ 5 IN NS ns
                ns 5 IN A 127.0.0.1
                %s
                """.formatted(ZONE, String.join("\n", records));
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        program.close();
    }
}
