package dev.failover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;
import org.xbill.DNS.ZoneTransferIn;

/**
 * A DNS server from its package, started on a free port of 127.0.0.1 with a state of its own, for as long as a test
 * class runs. It knows the {@linkplain Key keys}, and is the primary of three zones.
 */
abstract class RealServer implements AutoCloseable {
    static final String ZONE = "contract.example";
    static final String SECOND = "second.example";
    /** Updates of this one are allowed by address. */
    static final String OPEN = "open.example";

    static final List<String> ZONES = List.of(ZONE, SECOND, OPEN);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final int port;
    private final Process process;

    RealServer(Path parent) throws Exception {
        directory = Files.createDirectories(parent.resolve(getClass().getSimpleName()));
        port = freePort();
        List<String> command = configure(directory, port);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .directory(directory.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        Awaitility.await(command.get(0))
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !process.isAlive() || isServing());
        assertThat(process.isAlive())
                .as("%s has ended; it said %s", command, Files.readString(log()))
                .isTrue();
    }

    /** Writes configuration and zones, and gives the command that starts the server in the foreground. */
    abstract List<String> configure(Path directory, int port) throws Exception;

    /** A program, which a package brings. */
    static String program(String name) {
        return Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        name + " is not installed; run ./verify, which installs what these tests need"))
                .toString();
    }

    /** Runs a program to its end, which has to be a good one. */
    static String run(Path directory, String input, String... command) throws Exception {
        Path output = Files.createTempFile(directory, "output", ".txt");
        Path typed = Files.writeString(Files.createTempFile(directory, "input", ".txt"), input);
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(typed.toFile())
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("%s ended", List.of(command))
                .isTrue();
        String said = Files.readString(output);
        assertThat(process.exitValue()).as("%s said %s", List.of(command), said).isZero();
        return said;
    }

    static String zoneFile(String zone) {
        return """
                $ORIGIN %s.
                $TTL 300
                @ SOA ns.server.invalid. hostmaster.server.invalid. 1 3600 600 86400 60
                @ NS ns.server.invalid.
                """.formatted(zone);
    }

    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                try (DatagramSocket udp = new DatagramSocket(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort()))) {
                    return udp.getLocalPort();
                } catch (IOException e) {
                    // Somebody else's; the next one, then.
                }
            }
        }
    }

    private boolean isServing() throws InterruptedException {
        for (String zone : ZONES) {
            if (!look(zone, new RecordKey(RecordKey.APEX, RecordType.A))
                    .silent()
                    .isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private Path log() {
        return directory.resolve("server.log");
    }

    int port() {
        return port;
    }

    Path directory() {
        return directory;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** What the server gives to whoever asks. */
    Publication look(String zone, RecordKey key) throws InterruptedException {
        return DnsAuthorities.asking(List.of(address())).look(zone, key, Duration.ofSeconds(5));
    }

    /** A builder of providers that reach the server at this port, directly or through a line of the test's. */
    static Rfc2136DnsProviderBuilder provider(String zone, int port, Key key) {
        return Rfc2136DnsProvider.builder()
                .zone(zone)
                .server("127.0.0.1:" + port)
                .tsigName(key.name())
                .tsigAlgorithm(key.algorithm())
                .tsigSecret(dev.failover.component.Secret.of(key.secret()));
    }

    /** Makes a zone hold these record sets, and nothing else beside its own SOA and NS records. */
    void reset(String zone, Collection<RecordSet> recordSets) throws Exception {
        Name origin = Records.name(zone);
        Update update = new Update(origin);
        for (Record record : transfer(zone)) {
            boolean own =
                    record.getName().equals(origin) && (record.getType() == Type.SOA || record.getType() == Type.NS);
            if (!own) {
                update.delete(record.getName(), record.getType());
            }
        }
        for (RecordSet recordSet : recordSets) {
            Records.of(recordSet, zone, recordSet.ttl().toSeconds()).forEach(update::add);
        }
        change(update);
    }

    /** Sends an update by a key that may do everything. */
    void change(Update update) throws IOException {
        Message answer = admin().send(update);
        assertThat(Rcode.string(answer.getRcode())).as("%s", update).isEqualTo("NOERROR");
    }

    private SimpleResolver admin() {
        SimpleResolver resolver = new SimpleResolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        resolver.setTCP(true);
        resolver.setTimeout(PATIENCE);
        resolver.setTSIGKey(Key.ADMIN.tsig());
        return resolver;
    }

    /** All records of a zone. */
    List<Record> transfer(String zone) throws Exception {
        ZoneTransferIn transfer = ZoneTransferIn.newAXFR(Records.name(zone), "127.0.0.1", port, Key.ADMIN.tsig());
        transfer.run();
        return transfer.getAXFR();
    }

    long serial(String zone) throws Exception {
        return transfer(zone).stream()
                .filter(SOARecord.class::isInstance)
                .map(record -> ((SOARecord) record).getSerial())
                .findFirst()
                .orElseThrow();
    }

    /** What changed since a serial number, one delta per version of the zone. */
    List<ZoneTransferIn.Delta> changesSince(String zone, long serial) throws Exception {
        ZoneTransferIn transfer =
                ZoneTransferIn.newIXFR(Records.name(zone), serial, false, "127.0.0.1", port, Key.ADMIN.tsig());
        transfer.run();
        if (transfer.isCurrent()) {
            return new ArrayList<>();
        }
        assertThat(transfer.isIXFR())
                .as("the server gives changes, not the whole zone")
                .isTrue();
        return transfer.getIXFR();
    }

    @Override
    public void close() {
        // It has nothing to finish: its state goes with the directory.
        process.destroyForcibly().onExit().join();
    }
}
