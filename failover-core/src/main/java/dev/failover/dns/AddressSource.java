package dev.failover.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where the address of a site comes from. Implementations are immutable and thread-safe. */
public interface AddressSource {
    /**
     * An address that is written down: nothing is ever looked up. Sources of the same address are equal.
     *
     * @throws IllegalArgumentException if it is not an IPv4 address in dotted decimals or an IPv6 address without zone
     */
    static AddressSource of(String literal) {
        return FixedAddressSource.of(literal);
    }

    /** The type of record its addresses fit: {@link RecordType#A} or {@link RecordType#AAAA}. Constant. */
    RecordType type();

    /** The address that every look gives, if that is known without one: then nobody looks. Constant; empty by default. */
    default Optional<InetAddress> fixed() {
        return Optional.empty();
    }

    /**
     * Finds the address as it is now. Asks anew at every call; remembers nothing.
     *
     * @param timeout more than zero, for all of it
     * @throws dev.failover.component.UnavailableException if it can't be told now, with the reason
     */
    InetAddress find(Duration timeout) throws InterruptedException;

    /**
     * Where it asks so that anybody on the way can answer: over plain HTTP, beyond this machine. Hosts, for a human; none by default. Plain DNS
     * is not among them.
     */
    default List<String> askedInTheOpen() {
        return List.of();
    }

    /** What it is, for a human: {@code 203.0.113.10}, {@code the public address seen by api.ipify.org}. */
    @Override
    String toString();
}
