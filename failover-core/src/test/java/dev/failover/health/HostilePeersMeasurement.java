package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.failover.http.EndlessAnswers;
import dev.failover.http.EndlessAnswers.Endless;
import dev.failover.http.RawServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * How long after its deadline a probe of a hostile peer ends; 50 ms are promised. One probe after the other, on a machine that has
 * nothing else to do, but for the peer, which is on the same one.
 */
@DisplayName("Measured: an http check of a hostile peer")
class HostilePeersMeasurement {
    private static final InetAddress LOCAL = InetAddresses.forString("127.0.0.1");
    private static final Duration TIMEOUT = Duration.ofMillis(200);
    private static final Duration PROMISED = Duration.ofMillis(50);
    private static final int WARM_UP = 5;
    private static final int PROBES = 40;
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private static Map<String, RawServer.Behaviour> peers() throws IOException {
        byte[] bomb = bomb();
        Map<String, RawServer.Behaviour> peers = new LinkedHashMap<>();
        peers.put("silence", RawServer::awaitHangUp);
        peers.put("a byte now and then", connection -> drip(connection, OK + "X: "));
        peers.put("a body, a byte now and then", connection -> drip(connection, OK + "\r\n"));
        peers.put("headers without end", sending(EndlessAnswers.all().get("headers")));
        peers.put("a body without end", sending(new Endless(OK + "\r\n", "x".repeat(8192))));
        peers.put("gzip that unpacks to 10 GB", connection -> {
            RawServer.readRequest(connection);
            RawServer.write(connection, OK + "Content-Encoding: gzip\r\n\r\n");
            while (true) {
                connection.getOutputStream().write(bomb);
            }
        });
        peers.put("a reset", connection -> {
            RawServer.readRequest(connection);
            connection.setSoLinger(true, 0);
            connection.close();
        });
        peers.put("half a close", connection -> {
            RawServer.readRequest(connection);
            RawServer.write(connection, OK + "Content-Length: 9\r\n\r\n");
            connection.shutdownOutput();
            RawServer.awaitHangUp(connection);
        });
        peers.put("garbage without end", sending(new Endless("", "\u0001\u0002x".repeat(4096))));
        peers.put("a redirect to itself", connection -> {
            RawServer.readRequest(connection);
            RawServer.write(connection, "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n");
        });
        peers.put("a pattern that tries without end", connection -> {
            RawServer.readRequest(connection);
            RawServer.write(connection, OK + "Content-Length: 60\r\n\r\n" + "x".repeat(60));
        });
        return peers;
    }

    private static RawServer.Behaviour sending(Endless answer) {
        return connection -> {
            RawServer.readRequest(connection);
            answer.send(connection, new AtomicLong());
        };
    }

    private static void drip(Socket connection, String begin) throws IOException, InterruptedException {
        RawServer.readRequest(connection);
        RawServer.write(connection, begin);
        while (true) {
            RawServer.write(connection, "x");
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed, 8192, true)) {
            gzip.write(new byte[1 << 20]);
            gzip.flush();
            return packed.toByteArray();
        }
    }

    @Test
    @DisplayName("how long it takes, and how long after its deadline it ends at the latest")
    void overhead() throws Exception {
        System.out.printf(
                "%s probes of each, one after the other, timeout %s ms%n%-36s %10s %10s %10s  %s%n",
                PROBES, TIMEOUT.toMillis(), "peer", "median ms", "p95 ms", "most ms", "what was found");
        // One that follows redirects is carried out by another library than one that does not.
        for (boolean follows : new boolean[] {false, true}) {
            for (boolean tls : new boolean[] {false, true}) {
                System.out.println((tls ? "https" : "http") + (follows ? ", redirects followed:" : ":"));
                for (Map.Entry<String, RawServer.Behaviour> peer : peers().entrySet()) {
                    measure(peer.getKey(), peer.getValue(), tls, follows);
                }
            }
        }
    }

    private static void measure(String name, RawServer.Behaviour behaviour, boolean tls, boolean follows)
            throws Exception {
        HandshakeCertificates own = new HandshakeCertificates.Builder()
                .heldCertificate(new HeldCertificate.Builder().build())
                .build();
        try (RawServer server = tls
                ? RawServer.start(own.sslContext().getServerSocketFactory(), behaviour)
                : RawServer.start(behaviour)) {
            HttpHealthCheck.Builder builder = HttpHealthCheck.builder()
                    .url(URI.create((tls ? "https" : "http") + "://www.example.test:" + server.port() + "/"))
                    .verifyCertificate(false)
                    .followRedirects(follows);
            HttpHealthCheck check = name.contains("pattern")
                    ? builder.bodyPattern("^(x+)+(z?)\\2y$").build()
                    : builder.build();
            long[] took = new long[PROBES];
            String found = "";
            for (int i = -WARM_UP; i < PROBES; i++) {
                long start = System.nanoTime();
                found = check.check(LOCAL, TIMEOUT).toString();
                if (i >= 0) {
                    took[i] = System.nanoTime() - start;
                }
            }
            Arrays.sort(took);
            System.out.printf(
                    "%-36s %10.1f %10.1f %10.1f  %s%n",
                    name, took[PROBES / 2] / 1e6, took[PROBES * 95 / 100] / 1e6, took[PROBES - 1] / 1e6, found);
            assertThat(Duration.ofNanos(took[PROBES - 1])).as(name).isLessThan(TIMEOUT.plus(PROMISED));
        }
    }
}
