package dev.failover.dns;

import com.google.common.net.InetAddresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/** Addresses as text, read strictly: no name, no zone, no short form, nothing looked up. */
final class AddressText {
    private AddressText() {}

    /** The address written; empty if the text is anything else. */
    static Optional<InetAddress> parse(String text) {
        // A zone (fe80::1%eth0) says something about this machine only, and asks its interfaces.
        boolean plain = text.chars().allMatch(c -> c < 128 && c != '%');
        // An IPv4 address within an IPv6 one (::1.2.3.4) is no machine's own (RFC 4291, section 2.5.5).
        boolean mixed = text.indexOf(':') >= 0 && text.indexOf('.') >= 0;
        if (!plain || mixed || !InetAddresses.isInetAddress(text)) {
            return Optional.empty();
        }
        InetAddress address = InetAddresses.forString(text);
        // Java turns ::ffff:102:304 into 1.2.3.4, which is not what was written.
        return address instanceof Inet4Address && text.indexOf(':') >= 0 ? Optional.empty() : Optional.of(address);
    }

    /** Whether an address fits a type of record. */
    static boolean fits(InetAddress address, RecordType type) {
        return type == (address instanceof Inet4Address ? RecordType.A : RecordType.AAAA);
    }

    /** How humans call the addresses of a type: {@code IPv4}. */
    static String family(RecordType type) {
        return switch (type) {
            case A -> "IPv4";
            case AAAA -> "IPv6";
            case CNAME, TXT ->
                throw new IllegalArgumentException("an address has a record of type A or AAAA, not " + type);
        };
    }
}
