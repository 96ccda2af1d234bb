package dev.failover.agent.command;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.ZoneSurvey.ServiceHints;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What HTTPS and SVCB records (RFC 9460) of a managed name would go on saying after a switch, in words. */
final class StaleHints {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private StaleHints() {}

    /** Looks at one name; a look that fails says so. */
    static ServiceHints look(DnsAuthorities authorities, String zone, String name) throws InterruptedException {
        try {
            return authorities.serviceHints(zone, name, TIMEOUT);
        } catch (ComponentException e) {
            return new ServiceHints(name, Set.of(), Set.of(), List.of(String.valueOf(e.getMessage())));
        }
    }

    /** @param managed the names that switch together with this one: to be led there is no harm */
    static List<String> sentences(ServiceHints hints, Set<String> managed) {
        List<String> sentences = new ArrayList<>();
        if (!hints.addresses().isEmpty()) {
            sentences.add(
                    "has an HTTPS or SVCB record that hints at %s (ipv4hint, ipv6hint): a switch does not change it, and clients that go by it stay there; remove the hints"
                            .formatted(hints.addresses().stream()
                                    .map(InetAddress::getHostAddress)
                                    .sorted()
                                    .collect(Collectors.joining(", "))));
        }
        List<String> elsewhere = hints.targets().stream()
                .filter(target -> managed.stream().noneMatch(target::equalsIgnoreCase))
                .sorted()
                .toList();
        if (!elsewhere.isEmpty()) {
            sentences.add(
                    "has an HTTPS or SVCB record that leads to %s: clients that know such records go there, whatever address a switch gives this name; remove it or manage that name"
                            .formatted(Excerpt.of(String.join(", ", elsewhere))));
        }
        return sentences;
    }
}
