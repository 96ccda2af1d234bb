package dev.failover.agent.command;

import dev.failover.Service;
import dev.failover.Site;
import dev.failover.dns.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Addresses that are published without being checked: a site is checked at one address, whatever else the records hold. */
final class UncheckedAddresses {
    private UncheckedAddresses() {}

    /** What is to be said of a site; empty if it is checked where it is published. */
    static Optional<String> sentence(Service service, Site site) {
        List<RecordType> published =
                new ArrayList<>(site.addresses().keySet().stream().sorted().toList());
        published.removeIf(type ->
                service.records().stream().noneMatch(record -> record.key().type() == type));
        if (published.size() < 2) {
            return Optional.empty();
        }
        String checked = site.checkAddress()
                .map(address -> "check-address " + address.getHostAddress())
                .orElse("its " + published.get(0) + " address");
        String unchecked = published.stream()
                .skip(site.checkAddress().isPresent() ? 0 : 1)
                .map(RecordType::toString)
                .collect(Collectors.joining(" and "));
        return Optional.of(
                ("is checked at %s only; its %s address is published all the same: watch it by a service of its own, or "
                                + "leave that family to a name of its own")
                        .formatted(checked, unchecked));
    }
}
