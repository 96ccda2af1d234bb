package dev.failover.internal.watch;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How far an address reaches, by the IANA special-purpose address registries (RFC 6890 and its updates) and, for IPv6,
 * by what is allocated at all (2000::/3, RFC 4291).
 *
 * <p>Only {@link #PUBLIC} and {@link #DOCUMENTATION} may be published without being allowed by name. Documentation
 * addresses route nowhere and no network hands them out, so publishing one can't lead anybody to a wrong machine; and
 * they are what examples and tests are written with.
 */
public enum AddressScope {
    /** Reachable from the whole Internet, as far as the address alone can tell. */
    PUBLIC("a public address"),
    /** Set aside for examples. */
    DOCUMENTATION("a documentation address (RFC 5737, RFC 3849, RFC 9637)"),
    /** Valid within one network only. */
    PRIVATE("a private address (RFC 1918, RFC 4193)"),
    /** The machine itself. */
    LOOPBACK("a loopback address (RFC 1122, RFC 4291)"),
    /** Valid on one link only. */
    LINK_LOCAL("a link-local address (RFC 3927, RFC 4291)"),
    /** Between a provider and its customers. */
    SHARED("a carrier-grade NAT address (RFC 6598)"),
    /** A group, not a machine. */
    MULTICAST("a multicast address (RFC 5771, RFC 4291)"),
    /** Set aside for a protocol, for the future or for nothing; never one machine's own. */
    RESERVED("a reserved address (RFC 6890)");

    private record Block(InetAddress first, int bits, AddressScope scope) {
        static Block parse(String cidr, AddressScope scope) {
            int slash = cidr.indexOf('/');
            return new Block(
                    InetAddresses.forString(cidr.substring(0, slash)),
                    Integer.parseInt(cidr.substring(slash + 1)),
                    scope);
        }

        boolean holds(byte[] address) {
            byte[] prefix = first.getAddress();
            if (address.length != prefix.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit += 8) {
                int mask = 0xff << Math.max(0, 8 - (bits - bit));
                if (((address[bit / 8] ^ prefix[bit / 8]) & mask & 0xff) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Every block that is not public, and 2000::/3; the longest that holds an address decides. */
    private static final List<Block> BLOCKS = Stream.of(
                    blocks(PRIVATE, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
                    blocks(LOOPBACK, "127.0.0.0/8", "::1/128"),
                    blocks(LINK_LOCAL, "169.254.0.0/16", "fe80::/10"),
                    blocks(SHARED, "100.64.0.0/10"),
                    blocks(MULTICAST, "224.0.0.0/4", "ff00::/8"),
                    blocks(
                            DOCUMENTATION,
                            "192.0.2.0/24",
                            "198.51.100.0/24",
                            "203.0.113.0/24",
                            "2001:db8::/32",
                            "3fff::/20"),
                    // "This network"; IETF protocols; AS112 and AMT anycast; former 6to4 relays; benchmarks; class E.
                    blocks(
                            RESERVED,
                            "0.0.0.0/8",
                            "192.0.0.0/24",
                            "192.31.196.0/24",
                            "192.52.193.0/24",
                            "192.88.99.0/24",
                            "192.175.48.0/24",
                            "198.18.0.0/15",
                            "240.0.0.0/4"),
                    // All that is unallocated, with ::, ::ffff:0:0/96, 64:ff9b::/96 and :1::/48, 100::/64, fec0::/10 in
                    // it;
                    // within 2000::/3: IETF protocols with Teredo and ORCHID, 6to4, AS112.
                    blocks(RESERVED, "::/0", "2001::/23", "2002::/16", "2620:4f:8000::/48"),
                    blocks(PUBLIC, "0.0.0.0/0", "2000::/3"))
            .flatMap(List::stream)
            .sorted(Comparator.comparingInt(Block::bits).reversed())
            .toList();

    private final String description;

    AddressScope(String description) {
        this.description = description;
    }

    private static List<Block> blocks(AddressScope scope, String... cidrs) {
        return Stream.of(cidrs).map(cidr -> Block.parse(cidr, scope)).toList();
    }

    /** The scope of an address. */
    public static AddressScope of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return BLOCKS.stream()
                .filter(block -> block.holds(bytes))
                .findFirst()
                .map(Block::scope)
                .orElseThrow();
    }

    /** Whether such an address may be published without being allowed by name. */
    public boolean isPublishable() {
        return this == PUBLIC || this == DOCUMENTATION;
    }

    /** What it is, for a sentence: {@code a carrier-grade NAT address (RFC 6598)}. */
    public String description() {
        return description;
    }
}
