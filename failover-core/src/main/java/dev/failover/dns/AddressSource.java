package dev.failover.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** Where the address of a site comes from. Implementations are immutable and thread-safe. */
public interface AddressSource {
    /** The type of record its addresses fit: {@link RecordType#A} or {@link RecordType#AAAA}. Constant. */
    RecordType type();

    /** Whether every look gives the same address, so that one is enough. Constant. */
    default boolean isFixed() {
        return false;
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
