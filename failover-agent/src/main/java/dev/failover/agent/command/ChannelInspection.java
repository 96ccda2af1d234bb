package dev.failover.agent.command;

import dev.failover.ManagedRecord;
import dev.failover.Service;
import dev.failover.Site;
import dev.failover.agent.config.Configuration;
import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.dns.AddressSource;
import dev.failover.dns.DnsProvider;
import dev.failover.notify.Notification;
import dev.failover.notify.Notifier;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Whether a channel to humans goes through what it is to tell about, and, if asked, whether it takes a notification. */
final class ChannelInspection {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String subject;
    private final String name;
    private final Notifier notifier;
    private final Configuration configuration;
    private final InstantSource time;

    ChannelInspection(String name, Notifier notifier, Configuration configuration, InstantSource time) {
        this.subject = "notifier " + name;
        this.name = name;
        this.notifier = notifier;
        this.configuration = configuration;
        this.time = time;
    }

    /** One line for each way in which it depends on what may fail. */
    List<Finding> dependence() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        Map<String, String> names = managedNames();
        Map<InetAddress, String> sites = siteAddresses();
        for (String host : new TreeSet<>(notifier.hosts())) {
            look(host, host, names, sites).ifPresent(findings::add);
        }
        for (String domain : new TreeSet<>(notifier.mailDomains())) {
            List<String> exchanges = MailExchanges.of(domain);
            // Without any, the domain itself takes them.
            for (String exchange : exchanges.isEmpty() ? List.of(domain) : exchanges) {
                look(exchange, "%s, which takes the mails for %s,".formatted(exchange, domain), names, sites)
                        .ifPresent(findings::add);
            }
        }
        return findings;
    }

    private Optional<Finding> look(
            String host, String told, Map<String, String> names, Map<InetAddress, String> sites) {
        String managed = names.get(spelled(host));
        if (managed != null) {
            return Optional.of(warning(told + " is a name of service " + managed));
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                String site = sites.get(address);
                if (site != null) {
                    return Optional.of(
                            warning("%s has the address %s of %s".formatted(told, address.getHostAddress(), site)));
                }
            }
        } catch (UnknownHostException e) {
            // Whether it is reached is for another look to say.
        }
        return Optional.empty();
    }

    private Finding warning(String what) {
        return Finding.warning(
                subject, what + ": it may be down when there is something to tell; have another notifier beside it");
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

    /** Sends one notification, which says that it is a test. */
    List<Finding> test() throws InterruptedException {
        Instant now = time.instant();
        Notification test = new Notification(
                "check/" + name + "/" + now.toEpochMilli(),
                now,
                Notification.Severity.INFO,
                "",
                "failover: a test of the notifier " + name,
                "Somebody ran a check. There is nothing to do.",
                Map.of());
        try {
            notifier.send(test, TIMEOUT);
            return List.of(Finding.ok(subject, "took a test notification; see that it arrives"));
        } catch (ComponentException e) {
            return List.of(
                    Finding.error(subject, "did not take a test notification: " + Excerpt.of(e.getMessage(), 500)));
        }
    }
}
