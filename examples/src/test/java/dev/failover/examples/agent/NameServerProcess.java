package dev.failover.examples.agent;

import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** BIND 9 from its package, the primary of one zone on a free port of 127.0.0.1, which takes updates by one key. */
public final class NameServerProcess implements AutoCloseable {
    public static final String KEY = "failover-key.";
    public static final String SECRET =
            Base64.getEncoder().encodeToString("32 bytes for a key of the tests.".getBytes(StandardCharsets.US_ASCII));

    private final Process process;
    private final int port;

    /** @param records lines of the zone's file beside SOA and NS */
    public NameServerProcess(Path parent, String zone, List<String> records) throws Exception {
        Path directory = Files.createDirectories(parent.resolve("named"));
        port = freePort();
        Files.writeString(directory.resolve("zone"), """
                $ORIGIN %s.
                $TTL 300
                @ SOA ns.server.invalid. hostmaster.server.invalid. 1 3600 600 86400 60
                @ NS ns.server.invalid.
                %s
                """.formatted(zone, String.join("\n", records)));
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
                key "%3$s" { algorithm hmac-sha256; secret "%4$s"; };
                zone "%5$s" {
                    type primary;
                    file "zone";
                    update-policy { grant %3$s zonesub A AAAA TXT; };
                };
                """.formatted(directory, port, KEY, SECRET, zone));
        // A copy, as where AppArmor confines named it does so by its path, to its own directories.
        Path named = Files.copy(installed(), directory.resolve("named"));
        process = new ProcessBuilder(named.toString(), "-g", "-n", "1", "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        Verbs.await("named answers", () -> !process.isAlive() || isServing(zone));
        if (!process.isAlive()) {
            throw new AssertionError("named has ended; it said " + Files.readString(directory.resolve("log")));
        }
    }

    private static Path installed() {
        return Stream.of("/usr/sbin/named", "/usr/bin/named", "/usr/local/sbin/named")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "named is not installed; run ./verify, which installs what these tests need"));
    }

    private static int freePort() throws Exception {
        while (true) {
            try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                try (DatagramSocket udp = new DatagramSocket(new InetSocketAddress("127.0.0.1", tcp.getLocalPort()))) {
                    return udp.getLocalPort();
                } catch (java.net.BindException e) {
                    // Somebody else's; the next one, then.
                }
            }
        }
    }

    private boolean isServing(String zone) {
        return look(zone, new RecordKey(RecordKey.APEX, RecordType.A)).silent().isEmpty();
    }

    /** What it gives to whoever asks. */
    public Publication look(String zone, RecordKey key) {
        try {
            return DnsAuthorities.asking(List.of(address())).look(zone, key, Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        // It has nothing to finish: its state goes with the directory.
        process.destroyForcibly().onExit().join();
    }
}
