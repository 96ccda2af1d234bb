package dev.failover.dns;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import com.google.common.net.InternetDomainName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A DNS server as a user writes it: an address or a name, with or without a port. Immutable. */
final class ServerAddress {
    private static final int DNS_PORT = 53;

    private final HostAndPort written;
    private final List<InetSocketAddress> literal;

    private ServerAddress(HostAndPort written) {
        this.written = written;
        this.literal = InetAddresses.isInetAddress(written.getHost())
                ? List.of(new InetSocketAddress(InetAddresses.forString(written.getHost()), written.getPort()))
                : List.of();
    }

    /** @throws IllegalArgumentException if {@code text} is not an address or a name, with or without a port */
    static ServerAddress parse(String text) {
        try {
            HostAndPort written = HostAndPort.fromString(text).withDefaultPort(DNS_PORT);
            String host = written.getHost();
            boolean usable =
                    InetAddresses.isInetAddress(host) || (InternetDomainName.isValid(host) && !isNumeric(host));
            boolean portMissing = text.endsWith(":") && !InetAddresses.isInetAddress(text);
            if (usable && !portMissing && written.getPort() > 0) {
                return new ServerAddress(written);
            }
        } catch (IllegalArgumentException e) {
            // Said below, in words that help.
        }
        throw new IllegalArgumentException("\"" + text
                + "\" is not a DNS server; write an address or a name, and a port if it is not 53:"
                + " 192.0.2.1, 192.0.2.1:5353, [2001:db8::1]:53 or ns1.example.net");
    }

    /** @throws IllegalArgumentException if one can't be a server, or is given twice */
    static List<ServerAddress> parseAll(List<String> texts) {
        List<ServerAddress> servers = texts.stream().map(ServerAddress::parse).toList();
        if (Set.copyOf(servers).size() < servers.size()) {
            throw new IllegalArgumentException("a DNS server is given twice in " + servers);
        }
        return servers;
    }

    /** {@code 192.0.2.300} is a broken address, not a name. */
    private static boolean isNumeric(String host) {
        return host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    boolean isLiteral() {
        return !literal.isEmpty();
    }

    /** Where to send to, if it was written as an address; empty if not. */
    List<InetSocketAddress> literal() {
        return literal;
    }

    /** Where to send to: one if it was written as an address, all of the name's otherwise. May block if it is a name. */
    List<InetSocketAddress> resolve() throws UnknownHostException {
        return isLiteral()
                ? literal
                : Arrays.stream(InetAddress.getAllByName(written.getHost()))
                        .map(address -> new InetSocketAddress(address, written.getPort()))
                        .toList();
    }

    /** The name it was written with and the address found for it; the address alone if that is how it was written. */
    String label(InetSocketAddress address) {
        return isLiteral() ? text(address) : written.getHost() + " (" + text(address) + ")";
    }

    /** {@code 192.0.2.1:53}, {@code [2001:db8::1]:53}. */
    static String text(InetSocketAddress address) {
        return HostAndPort.fromParts(InetAddresses.toAddrString(address.getAddress()), address.getPort())
                .toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServerAddress server && server.written.equals(written);
    }

    @Override
    public int hashCode() {
        return written.hashCode();
    }

    @Override
    public String toString() {
        return written.toString();
    }
}
