package dev.failover.agent;

import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** BIND 9 from its package, the primary of one zone on a free port of 127.0.0.1, which takes updates by one key. */
public final class NameServerProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    /** @param records lines of the zone's file beside SOA and NS */
    public NameServerProcess(Path parent, String zone, List<String> records) throws Exception {
        Path directory = Files.createDirectories(parent.resolve("named"));
        port = freePort();
        List<String> lines = new ArrayList<>(List.of("@ NS ns.server.invalid."));
        lines.addAll(records);
        process = new ProcessBuilder(Named.configured(directory, "port " + port + " { 127.0.0.1; }", zone, lines))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        Verbs.await("named answers", () -> !process.isAlive() || isServing(zone));
        if (!process.isAlive()) {
            throw new AssertionError("named has ended; it said " + Files.readString(directory.resolve("log")));
        }
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
