package dev.failover.examples;

import dev.failover.Failover;
import dev.failover.Service;
import dev.failover.Site;
import dev.failover.component.Secret;
import dev.failover.dns.DnsNameAddressSource;
import dev.failover.dns.RecordType;
import dev.failover.health.HttpHealthCheck;
import dev.failover.ifttt.IftttNotifier;
import dev.failover.ovh.OvhDnsProvider;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;

/** A failover composed in code: one name in a zone at OVH, two sites, a check of each, and a phone to tell. */
public final class ComposeInCode {
    public static void main(String[] arguments) throws InterruptedException {
        Failover failover = compose(
                Path.of("/var/lib/failover"),
                name -> Secret.of(Objects.requireNonNull(System.getenv(name), name + " is not set")));
        Runtime.getRuntime().addShutdownHook(new Thread(failover::close));
        failover.start();
        Thread.currentThread().join();
    }

    static Failover compose(Path stateDirectory, Function<String, Secret> secrets) {
        Service www = Service.builder("www")
                .record("ovh", "www", RecordType.A, Duration.ofSeconds(60))
                .site(Site.of("prod", "203.0.113.10"))
                .site(Site.builder("home")
                        .address(DnsNameAddressSource.of("home.example.net", RecordType.A))
                        .checkAddress("127.0.0.1")
                        .build())
                .check(HttpHealthCheck.builder()
                        .url(URI.create("https://www.beerus.fr/"))
                        .build())
                .notify("phone")
                .build();
        OvhDnsProvider ovh = OvhDnsProvider.builder()
                .zone("beerus.fr")
                .applicationKey(secrets.apply("OVH_KEY"))
                .applicationSecret(secrets.apply("OVH_SECRET"))
                .consumerKey(secrets.apply("OVH_CONSUMER"))
                .build();
        IftttNotifier phone = IftttNotifier.builder()
                .event("site_down")
                .key(secrets.apply("IFTTT_KEY"))
                .build();
        return Failover.builder()
                .stateDirectory(stateDirectory)
                .provider("ovh", ovh)
                .notifier("phone", phone)
                .service(www)
                .build();
    }
}
