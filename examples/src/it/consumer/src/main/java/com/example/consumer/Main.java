package com.example.consumer;

import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.Service;
import dev.failover.Site;
import dev.failover.component.Components;
import dev.failover.component.Settings;
import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import dev.failover.health.HealthCheck;
import dev.failover.health.HealthCheckFactory;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierFactory;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Finds what is on its class path by name, and composes it; reaches nothing. Ends with an exception if a part is missing. */
public final class Main {
    private Main() {}

    /** @param args where a state directory could be */
    public static void main(String[] args) throws Exception {
        DnsProvider ovh = Components.load(DnsProviderFactory.class)
                .create(
                        "ovh",
                        Settings.of(Map.of(
                                "zone", "example.org",
                                "endpoint", "ovh-eu",
                                "application-key", "key",
                                "application-secret", "secret",
                                "consumer-key", "consumer")));
        Notifier phone = Components.load(NotifierFactory.class)
                .create("ifttt", Settings.of(Map.of("event", "site_down", "key", "key")));
        HealthCheck check = Components.load(HealthCheckFactory.class)
                .create("http", Settings.of(Map.of("url", "https://www.example.org:9/")));
        Service www = Service.builder("www")
                .record("ovh", "www", RecordType.A, Duration.ofSeconds(60))
                .site(Site.of("prod", "192.0.2.10"))
                .site(Site.of("home", "198.51.100.20"))
                .check(check)
                .notify("phone")
                .build();
        try (Failover failover = Failover.builder()
                .stateDirectory(Path.of(args[0]))
                .provider("ovh", ovh)
                .notifier("phone", phone)
                .service(www)
                .mode(Mode.OBSERVE)
                .build()) {
            System.out.println("composed: " + failover.status());
            // At a port where nobody listens: what a check and a look need of libraries is there.
            System.out.println("checked: " + check.check(InetAddress.getLoopbackAddress(), Duration.ofSeconds(5)));
            System.out.println("looked: "
                    + DnsAuthorities.asking(List.of("127.0.0.1:9"))
                            .look("example.org", new RecordKey("www", RecordType.A), Duration.ofSeconds(1)));
        }
    }
}
