package dev.failover.testkit;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Type;

/**
 * A real authoritative DNS server for one zone, over UDP and TCP on one port, for tests and demonstrations.
 *
 * <p>It answers as RFC 1034 and 1035 ask of a primary server: authoritative answers, aliases followed within the
 * zone, the SOA record with a name or type that does not exist (RFC 2308), truncation to what the asker can take over
 * UDP (512 bytes, or what its EDNS option of RFC 6891 says) and the whole over TCP. The zone's SOA, NS and MX records are its
 * own. It refuses questions outside its zone, and does not do recursion, transfers, updates or DNSSEC. A wildcard is served
 * under its own name only; no answer is made from it.
 *
 * <p>Thread-safe. All threads are daemons.
 */
public final class DnsServer implements AutoCloseable {
    /** What a server says instead of an answer (RFC 1035, section 4.1.1). */
    public enum Failure {
        SERVFAIL(2),
        NOTIMP(4),
        REFUSED(5);

        private final int code;

        Failure(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /** How the server behaves for now; immutable, replaced as a whole. */
    record Mood(boolean silent, @Nullable Failure failure, Duration delay) {
        static final Mood WELL = new Mood(false, null, Duration.ZERO);
    }

    private final AtomicLong queries = new AtomicLong();
    private final DnsSockets sockets;
    private volatile ZoneContent content;
    private volatile Mood mood = Mood.WELL;

    private DnsServer(Builder builder) throws IOException {
        content = ZoneContent.empty(builder.zone, builder.nameServers, builder.exchangers, builder.address);
        sockets = DnsSockets.open(builder.address, builder.port, this::answer);
    }

    /** Starts a server for a zone on a free port of 127.0.0.1. */
    public static DnsServer start(String zone) throws IOException {
        return builder(zone).start();
    }

    /** @param zone the zone's name, without final dot */
    public static Builder builder(String zone) {
        return new Builder(zone);
    }

    /** The zone's name, without final dot. */
    public String zone() {
        return content.zone();
    }

    /** Where it listens, over UDP and TCP: {@code 127.0.0.1:5353}. */
    public String address() {
        return text(socketAddress());
    }

    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Where it listens, over UDP and TCP. */
    public InetSocketAddress socketAddress() {
        return sockets.address();
    }

    /** Serves this record set, in place of one of the same name and type. The zone's serial grows by one. */
    public synchronized void put(RecordSet recordSet) {
        content = content.with(recordSet);
    }

    /**
     * Serves an HTTPS record (RFC 9460) besides what it has, from now on.
     *
     * @param name relative to the zone
     * @param data as in a zone file: {@code 1 . ipv4hint=192.0.2.1}
     * @throws IllegalArgumentException if that is no HTTPS record
     */
    public synchronized void putHttps(String name, String data) {
        content = content.with(name, Type.HTTPS, data);
    }

    /** Serves no record set of this name and type any more. The zone's serial grows by one. */
    public synchronized void remove(RecordKey key) {
        content = content.without(key);
    }

    /** Serves these record sets and no others, from one moment to the next. The zone's serial grows by one. */
    public synchronized void replaceAll(Collection<RecordSet> recordSets) {
        content = content.replacedBy(recordSets);
    }

    /** What it serves under this name and type. */
    public Optional<RecordSet> find(RecordKey key) {
        return content.find(key);
    }

    /** The serial number of the zone's SOA record; begins at 1. */
    public long serial() {
        return content.serial();
    }

    /** How many questions have arrived, over UDP and TCP, answered or not. */
    public long queries() {
        return queries.get();
    }

    /** From now on drops every question, as a server behind a broken line. */
    public void silence() {
        mood = new Mood(true, null, Duration.ZERO);
    }

    /** From now on answers every question with this failure. */
    public void answerWith(Failure failure) {
        mood = new Mood(false, failure, Duration.ZERO);
    }

    /** From now on answers every question rightly, but so much later. */
    public void delay(Duration delay) {
        mood = new Mood(false, null, delay);
    }

    /** Behaves well again after {@link #silence}, {@link #answerWith} or {@link #delay}. */
    public void heal() {
        mood = Mood.WELL;
    }

    private List<byte[]> answer(byte[] question, boolean overUdp) throws InterruptedException {
        queries.incrementAndGet();
        Mood now = mood;
        if (now.silent()) {
            return List.of();
        }
        if (!now.delay().isZero()) {
            Thread.sleep(now.delay().toMillis());
        }
        byte[] answer = DnsAnswer.to(question, overUdp, now.failure(), content);
        return answer == null ? List.of() : List.of(answer);
    }

    /** Stops answering, frees the port and ends all threads. Idempotent. */
    @Override
    public void close() {
        sockets.close();
    }

    @Override
    public String toString() {
        return "DNS server of " + zone() + " at " + address();
    }

    /** Builds a {@link DnsServer}. Not thread-safe. */
    public static final class Builder {
        private final String zone;
        private final List<String> nameServers = new ArrayList<>();
        private final List<String> exchangers = new ArrayList<>();
        private InetAddress address = InetAddress.getLoopbackAddress();
        private int port;

        private Builder(String zone) {
            this.zone = zone;
            try {
                address = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            } catch (java.net.UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Where to listen; 127.0.0.1 by default. */
        public Builder address(InetAddress address) {
            this.address = address;
            return this;
        }

        /** The port; 0, the default, takes a free one. */
        public Builder port(int port) {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("a port is from 0 to 65535, not " + port);
            }
            this.port = port;
            return this;
        }

        /**
         * Adds a name to the zone's NS records, with final dot. If none is given, the zone has one name server, {@code ns}
         * below the zone, whose address is this server's.
         */
        public Builder nameServer(String name) {
            nameServers.add(name);
            return this;
        }

        /** Adds a name to the zone's MX records, with final dot; none by default. */
        public Builder mailExchanger(String name) {
            exchangers.add(name);
            return this;
        }

        /** @throws IOException if it can't listen there */
        public DnsServer start() throws IOException {
            return new DnsServer(this);
        }
    }
}
