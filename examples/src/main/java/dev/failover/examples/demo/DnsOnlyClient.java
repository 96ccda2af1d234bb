package dev.failover.examples.demo;

import dev.failover.component.ComponentException;
import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.RecordSet;
import dev.failover.examples.demo.Moment.Event;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Somebody who wants the page and knows nothing but its name, its port and a DNS server: asks for the address over a socket,
 * keeps the answer for as long as its TTL says, and fetches the page there, again and again.
 */
final class DnsOnlyClient implements AutoCloseable {
    /** From one visit to the next. */
    static final Duration PAUSE = Duration.ofMillis(50);

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int LONGEST_PAGE = 64 << 10;

    /** What a visit came to. */
    private record Visit(Event event, String site, String text) {}

    private final DnsAuthorities dns;
    private final int port;
    private final Timeline timeline;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "demo-client");
    private Visit latest = new Visit(Event.CLIENT_FAILED, "", "");
    private String address = "";
    private long expires = System.nanoTime();

    DnsOnlyClient(String dnsServer, int port, Timeline timeline) {
        this.dns = DnsAuthorities.asking(List.of(dnsServer));
        this.port = port;
        this.timeline = timeline;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                Visit visit = visit();
                if (!visit.equals(latest)) {
                    latest = visit;
                    timeline.add(visit.event(), visit.site(), visit.text());
                }
            }
        } catch (InterruptedException e) {
            // Closed in the middle of a visit.
        }
    }

    private Visit visit() throws InterruptedException {
        try {
            resolve();
            return fetch();
        } catch (IOException | ComponentException e) {
            return new Visit(Event.CLIENT_FAILED, "", "gets no page from %s: %s".formatted(address, e.getMessage()));
        }
    }

    private void resolve() throws IOException, InterruptedException {
        if (System.nanoTime() - expires < 0) {
            return;
        }
        RecordSet answer = dns.look(DemoPlan.ZONE, DemoPlan.RECORD, TIMEOUT)
                .agreed()
                .orElseThrow(() -> new IOException("the DNS server gives no address for " + DemoPlan.NAME));
        address = answer.values().iterator().next();
        expires = System.nanoTime() + answer.ttl().toNanos();
    }

    private Visit fetch() throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://" + address + ":" + port + "/").toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout((int) TIMEOUT.toMillis());
        connection.setReadTimeout((int) TIMEOUT.toMillis());
        // A new connection each time: one that is kept would go on to the old address whatever DNS says.
        connection.setRequestProperty("Connection", "close");
        try (InputStream body = connection.getInputStream()) {
            String page = new String(body.readNBytes(LONGEST_PAGE), StandardCharsets.UTF_8);
            String site = connection.getHeaderField(DemoSite.SITE_HEADER);
            return new Visit(
                    Event.CLIENT_SERVED,
                    site == null ? "" : site,
                    "gets \"%s\" from %s (%s)".formatted(page.strip(), site, address));
        } finally {
            connection.disconnect();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(TIMEOUT.multipliedBy(3).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
