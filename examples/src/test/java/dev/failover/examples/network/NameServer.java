package dev.failover.examples.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** BIND on its host: the authority of a zone, which takes updates signed by one key. */
final class NameServer implements AutoCloseable {
    static final String ZONE = "beerus.test";
    static final String WWW = "www." + ZONE;
    static final String KEY = "failover-key.";
    static final String SECRET =
            Base64.getEncoder().encodeToString("of these tests, with 32 bytes...".getBytes(StandardCharsets.US_ASCII));

    private final Network network;
    private final Path directory;
    private final Process process;
    private final Transcript printed;

    NameServer(Network network, Path parent) throws IOException {
        this.network = network;
        directory = Files.createDirectories(parent.resolve("bind"));
        printed = new Transcript(directory.resolve("named.log"));
        Files.writeString(directory.resolve("zone"), """
                $ORIGIN %s.
                $TTL 60
                @ SOA ns hostmaster 1 3600 600 86400 60
                @ NS ns
                ns A %s
                www A %s
                mail A 192.0.2.99
                """.formatted(ZONE, Host.DNS.address(), Host.PROD.address()));
        Path configuration =
                Files.writeString(directory.resolve("named.conf"), """
                options {
                    directory "%1$s";
                    pid-file none;
                    session-keyfile "%1$s/session.key";
                    managed-keys-directory "%1$s";
                    listen-on { any; };
                    listen-on-v6 { none; };
                    recursion no;
                    dnssec-validation no;
                };
                controls { };
                key "%2$s" { algorithm hmac-sha256; secret "%3$s"; };
                zone "%4$s" { type primary; file "zone"; allow-update { key %2$s; }; };
                """.formatted(directory, KEY, SECRET, ZONE));
        // A copy, as where AppArmor confines named it does so by its path, to its own directories.
        Path named = Files.copy(Path.of(Command.program("named")), directory.resolve("named"));
        process = new ProcessBuilder(network.on(
                        Host.DNS, List.of(named.toString(), "-g", "-n", "1", "-c", configuration.toString())))
                .redirectErrorStream(true)
                .redirectOutput(printed.redirect())
                .start();
    }

    void awaitReady() {
        Await.until(
                "BIND runs",
                () -> printed.lines().stream().anyMatch(line -> line.endsWith(" running")),
                printed::toString);
    }

    /** Makes the zone what it was at first, in one step. */
    void reset() {
        Command.run(
                """
                server 127.0.0.1
                key hmac-sha256:%s %s
                zone %s
                update delete %s A
                update add %s 60 A %s
                update delete _failover-www.%s TXT
                send
                """.formatted(KEY, SECRET, ZONE, WWW, WWW, Host.PROD.address(), ZONE),
                network.on(Host.DNS, List.of(Command.program("nsupdate"))));
    }

    @Override
    public void close() {
        // It has nothing to finish: its state goes with the directory.
        process.destroyForcibly();
    }
}
