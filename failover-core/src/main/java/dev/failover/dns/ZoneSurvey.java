package dev.failover.dns;

import com.google.common.net.InternetDomainName;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a zone says of itself, as far as a switch should know of it. Immutable.
 *
 * @param zone without final dot
 * @param nameServers those in the zone's NS records; empty if they could not be found
 * @param exchangers the names of the zone's mail exchangers, without final dot: of the MX records of the zone's own name
 *     (RFC 5321, section 5.1). A set without elements if it has none, empty if that could not be found out
 * @param failures what could not be found out, and why
 */
public record ZoneSurvey(
        String zone, List<NameServer> nameServers, Optional<Set<String>> exchangers, List<String> failures) {
    /** What a provider's customer usually gets, and what is routed as a whole at least (RFC 6177 for IPv6). */
    private static final int IPV4_NETWORK_BYTES = 3;

    private static final int IPV6_NETWORK_BYTES = 6;

    /**
     * A server of the zone.
     *
     * @param addresses empty if they could not be found
     */
    public record NameServer(String name, List<InetAddress> addresses) {
        public NameServer {
            addresses = List.copyOf(addresses);
        }
    }

    public ZoneSurvey {
        nameServers = List.copyOf(nameServers);
        exchangers = exchangers.map(Set::copyOf);
        failures = List.copyOf(failures);
    }

    /** Whether mail for the zone goes to this name. */
    public boolean isExchanger(String name) {
        return exchangers
                .filter(names -> names.stream().anyMatch(name::equalsIgnoreCase))
                .isPresent();
    }

    /**
     * Whether every name server stands where a site stands, so that what takes the site down may take the zone with it.
     *
     * <p>A server stands there if one of its addresses is in the same /24 (IPv4) or /48 (IPv6) as one of the site's, or if its
     * name has the same registrable domain, by the registries' part of the public suffix list, as a name the site's address is known by, unless that is
     * the domain of this zone. This can't see a hoster with several networks whose customer chose the reverse name, nor
     * two hosters in one building or behind one carrier.
     *
     * @param reverseNames the names the site's addresses are known by, see {@link DnsAuthorities#reverseNames}
     */
    public boolean standsWith(Collection<InetAddress> site, Collection<String> reverseNames) {
        Set<String> domains = new HashSet<>();
        reverseNames.forEach(name -> registrable(name).ifPresent(domains::add));
        registrable(zone).ifPresent(domains::remove);
        return !nameServers.isEmpty()
                && nameServers.stream()
                        .allMatch(server -> server.addresses().stream()
                                        .anyMatch(one -> site.stream().anyMatch(other -> isNear(one, other)))
                                || registrable(server.name())
                                        .filter(domains::contains)
                                        .isPresent());
    }

    private static boolean isNear(InetAddress one, InetAddress other) {
        byte[] first = one.getAddress();
        byte[] second = other.getAddress();
        int bytes = first.length == 4 ? IPV4_NETWORK_BYTES : IPV6_NETWORK_BYTES;
        return first.length == second.length && java.util.Arrays.equals(first, 0, bytes, second, 0, bytes);
    }

    private static Optional<String> registrable(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!InternetDomainName.isValid(lower)) {
            return Optional.empty();
        }
        InternetDomainName domain = InternetDomainName.from(lower);
        return domain.isUnderRegistrySuffix()
                ? Optional.of(domain.topDomainUnderRegistrySuffix().toString())
                : Optional.empty();
    }

    /**
     * Where a name's HTTPS and SVCB records (RFC 9460) lead its clients besides its addresses. A switch changes none of it. Immutable.
     *
     * @param name without final dot
     * @param addresses in {@code ipv4hint} and {@code ipv6hint}: a client may connect there without looking at the name's addresses
     * @param targets other names that the records lead to, without final dot
     * @param failures why it could not be found out, if no server answered
     */
    public record ServiceHints(String name, Set<InetAddress> addresses, Set<String> targets, List<String> failures) {
        public ServiceHints {
            addresses = Set.copyOf(addresses);
            targets = Set.copyOf(targets);
            failures = List.copyOf(failures);
        }
    }
}
