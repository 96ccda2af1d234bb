package dev.failover.dns;

import com.google.common.net.InetAddresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An address that is written down. Immutable and thread-safe; never looks anything up. */
public final class FixedAddressSource implements AddressSource {
    private final InetAddress address;

    private FixedAddressSource(InetAddress address) {
        this.address = address;
    }

    /**
     * The address written as {@code literal}.
     *
     * @throws IllegalArgumentException if it is not an IPv4 address in dotted decimals or an IPv6 address without zone
     */
    public static FixedAddressSource of(String literal) {
        return of(AddressText.parse(literal)
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + literal + "\" is not an IPv4 or IPv6 address, like 203.0.113.10 or 2001:db8::10")));
    }

    public static FixedAddressSource of(InetAddress address) {
        return new FixedAddressSource(address);
    }

    /** The address, without asking anybody. */
    public InetAddress address() {
        return address;
    }

    @Override
    public RecordType type() {
        return address instanceof Inet4Address ? RecordType.A : RecordType.AAAA;
    }

    @Override
    public boolean isFixed() {
        return true;
    }

    @Override
    public InetAddress find(Duration timeout) {
        return address;
    }

    /** Sources of the same address are equal. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FixedAddressSource source && source.address.equals(address);
    }

    @Override
    public int hashCode() {
        return address.hashCode();
    }

    @Override
    public String toString() {
        return InetAddresses.toAddrString(address);
    }
}
