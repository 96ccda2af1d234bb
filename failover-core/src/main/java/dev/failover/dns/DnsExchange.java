package dev.failover.dns;

import dev.failover.component.UnavailableException;
import dev.failover.dns.Publication.Answer;
import dev.failover.dns.Publication.Silent;
import dev.failover.time.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/**
 * One DNS server, asked in messages as they are on the wire: for providers whose protocol is DNS itself.
 *
 * <p>It carries messages and knows nothing of what they say; whether an answer fits its question, or is signed, is for the
 * caller to find out. A server written as a name is resolved at each call, and its addresses share the time one after the
 * other. Immutable and thread-safe; calls block, end exactly at their timeout, and at once when interrupted.
 */
public final class DnsExchange {
    private final ServerAddress server;

    private DnsExchange(ServerAddress server) {
        this.server = server;
    }

    /**
     * The exchange with a server: {@code 192.0.2.1}, {@code [2001:db8::1]:53}, {@code ns1.example.net:5353}. Port 53 by
     * default.
     *
     * @throws IllegalArgumentException if that can't be a server
     */
    public static DnsExchange with(String server) {
        return new DnsExchange(ServerAddress.parse(server));
    }

    /**
     * Sends a message in a datagram, once more after a second or half of the time without an answer, and gives the first
     * answer that carries the message's id.
     *
     * @throws UnavailableException if none comes; the message may have arrived all the same, twice even
     */
    public byte[] overUdp(byte[] message, Duration timeout) throws InterruptedException {
        return exchange(
                timeout, server.isLiteral(), (sockets, address, deadline) -> sockets.udp(address, message, deadline));
    }

    /**
     * Asks a question: in a datagram as {@link #overUdp} does, and over TCP if the answer is truncated. Gives an answer that fits it.
     *
     * @param question a query with one question, which is asked with EDNS (RFC 6891)
     * @throws UnavailableException if none comes that does; its cause says why, for a server that is written as an address
     */
    public byte[] ask(byte[] question, Duration timeout) throws InterruptedException {
        return exchange(
                timeout,
                server.isLiteral(),
                (sockets, address, deadline) ->
                        sockets.ask(address, new Message(question), deadline).toWire());
    }

    /**
     * Sends a message of up to 65,535 bytes over a TCP connection of its own and gives the answer.
     *
     * @throws UnavailableException if none comes; the message may have arrived all the same
     */
    public byte[] overTcp(byte[] message, Duration timeout) throws InterruptedException {
        // What is more than the kernel takes at once may never be sent, and to send has no deadline.
        return exchange(timeout, false, (sockets, address, deadline) -> sockets.tcp(address, message, deadline));
    }

    /**
     * What an answer of this server says about one record set, read as {@link DnsAuthorities} reads those of a zone's own
     * servers: it has to be authoritative.
     *
     * @throws UnavailableException if it is no DNS message
     */
    public Answer read(byte[] answer, String zone, RecordKey key) {
        try {
            Name owner = DnsName.parse(key.in(zone));
            Message message = new Message(answer);
            Optional<String> fault = Soundness.fault(message, owner, AuthorityAnswer.type(key.type()));
            return fault.isPresent()
                    ? new Silent(toString(), fault.get())
                    : new AuthorityAnswer(DnsName.parse(zone), key, owner, true).read(toString(), message);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /** One way of asking one address. */
    @FunctionalInterface
    private interface Transport {
        byte[] ask(DnsSockets sockets, InetSocketAddress address, Deadline deadline) throws IOException;
    }

    /** @param endsByItself whether the thread that asks can do it: to look up a name is deaf to interrupts, and has no deadline */
    private byte[] exchange(Duration timeout, boolean endsByItself, Transport transport) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        try (DnsSockets sockets = new DnsSockets()) {
            Callable<byte[]> question = () -> askEach(sockets, transport, deadline);
            Function<Throwable, byte[]> failed = failure -> {
                throw failure instanceof UnavailableException said ? said : unavailable(failure);
            };
            return (endsByItself
                            ? SideBySide.lastHere(List.of(question), deadline, failed)
                            : SideBySide.all(List.of(question), deadline, failed))
                    .get(0);
        }
    }

    private byte[] askEach(DnsSockets sockets, Transport transport, Deadline deadline) throws IOException {
        List<InetSocketAddress> addresses = server.resolve();
        List<String> failures = new ArrayList<>();
        IOException last = new IOException("it has no address");
        for (int i = 0; i < addresses.size(); i++) {
            InetSocketAddress address = addresses.get(i);
            Deadline share = deadline.orIn(deadline.left().dividedBy(addresses.size() - i));
            try {
                return transport.ask(sockets, address, share);
            } catch (IOException e) {
                last = e;
                failures.add(server.label(address) + ": " + DnsFailure.describe(e));
            }
        }
        throw new UnavailableException(String.join(", ", failures), last);
    }

    private UnavailableException unavailable(Throwable failure) {
        return new UnavailableException(server + ": " + DnsFailure.describe(failure), failure);
    }

    /** The server as it was written, with its port. */
    @Override
    public String toString() {
        return server.toString();
    }
}
