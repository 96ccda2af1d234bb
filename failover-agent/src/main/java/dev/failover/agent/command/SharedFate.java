package dev.failover.agent.command;

import dev.failover.Service;
import dev.failover.Service.ManagedRecord;
import dev.failover.Site;
import dev.failover.agent.config.Configuration;
import dev.failover.component.ComponentException;
import dev.failover.dns.AddressSource;
import dev.failover.dns.DnsProvider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which hosts fail together with what is watched: those under a managed name, and those at the address of a site. */
final class SharedFate {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Configuration configuration;

    SharedFate(Configuration configuration) {
        this.configuration = configuration;
    }

    /**
     * One clause for each way in which something depends on what is watched.
     *
     * @param hosts that it goes through, by name or address
     * @param mailDomains whose mails have to arrive
     */
    List<String> of(Set<String> hosts, Set<String> mailDomains) throws InterruptedException {
        List<String> found = new ArrayList<>();
        Map<String, String> names = managedNames();
        Map<InetAddress, String> sites = siteAddresses();
        for (String host : new TreeSet<>(hosts)) {
            look(host, host, names, sites).ifPresent(found::add);
        }
        for (String domain : new TreeSet<>(mailDomains)) {
            List<String> exchanges = MailExchanges.of(domain);
            // Without any, the domain itself takes them.
            for (String exchange : exchanges.isEmpty() ? List.of(domain) : exchanges) {
                look(exchange, "%s, which takes the mails for %s,".formatted(exchange, domain), names, sites)
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<String> look(
            String host, String told, Map<String, String> names, Map<InetAddress, String> sites) {
        String managed = names.get(spelled(host));
        if (managed != null) {
            return Optional.of(told + " is a name of service " + managed);
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                String site = sites.get(address);
                if (site != null) {
                    return Optional.of("%s has the address %s of %s".formatted(told, address.getHostAddress(), site));
                }
            }
        } catch (UnknownHostException e) {
            // Whether it is reached is for another look to say.
        }
        return Optional.empty();
    }

    private Map<String, String> managedNames() {
        Map<String, String> names = new HashMap<>();
        for (Service service : configuration.services()) {
            for (ManagedRecord record : service.records()) {
                Optional.ofNullable(configuration.providers().get(record.provider()))
                        .map(DnsProvider::zone)
                        .ifPresent(zone -> names.put(spelled(record.key().in(zone)), service.name()));
            }
        }
        return names;
    }

    private static String spelled(String name) {
        return name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    }

    private Map<InetAddress, String> siteAddresses() throws InterruptedException {
        Map<InetAddress, String> addresses = new HashMap<>();
        for (Service service : configuration.services()) {
            for (Site site : service.sites()) {
                for (AddressSource source : site.addresses().values()) {
                    try {
                        addresses.put(
                                source.find(TIMEOUT), "site %s of service %s".formatted(site.name(), service.name()));
                    } catch (ComponentException e) {
                        // The look at the service tells.
                    }
                }
            }
        }
        return addresses;
    }
}
