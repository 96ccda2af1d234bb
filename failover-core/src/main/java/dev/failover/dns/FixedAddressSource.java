package dev.failover.dns;

import com.google.common.net.InetAddresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An address that is written down: see {@link AddressSource#of}. */
final class FixedAddressSource implements AddressSource {
    private final InetAddress address;

    private FixedAddressSource(InetAddress address) {
        this.address = address;
    }

    static FixedAddressSource of(String literal) {
        return new FixedAddressSource(AddressText.parse(literal)
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + literal + "\" is not an IPv4 or IPv6 address, like 203.0.113.10 or 2001:db8::10")));
    }

    @Override
    public RecordType type() {
        return address instanceof Inet4Address ? RecordType.A : RecordType.AAAA;
    }

    @Override
    public Optional<InetAddress> fixed() {
        return Optional.of(address);
    }

    @Override
    public InetAddress find(Duration timeout) {
        return address;
    }

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
