package dev.failover.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;

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
