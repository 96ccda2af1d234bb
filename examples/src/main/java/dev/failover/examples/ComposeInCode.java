package dev.failover.examples;

import dev.failover.Failover;
import dev.failover.Service;
import dev.failover.Site;
import dev.failover.component.Secret;
import dev.failover.dns.RecordType;
import dev.failover.health.HttpHealthCheck;
import dev.failover.ifttt.IftttNotifier;
import dev.failover.ovh.OvhDnsProvider;
import dev.failover.sftp.SftpFileSync;
import dev.failover.sync.DataMirror;
import dev.failover.sync.DataSet;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;

/** A failover composed in code, at the standby: a name at OVH, two sites, their data, a check, and a phone to tell. */
public final class ComposeInCode {
    public static void main(String[] arguments) throws InterruptedException {
        Failover failover = compose(
                Path.of("/var/lib/failover"), name -> Secret.of(Objects.requireNonNull(System.getenv(name), name)));
        Runtime.getRuntime().addShutdownHook(new Thread(failover::close));
        failover.start();
        Thread.currentThread().join();
    }

    static Failover compose(Path stateDirectory, Function<String, Secret> secrets) {
        OvhDnsProvider ovh = OvhDnsProvider.builder()
                .zone("beerus.fr")
                .clientId(secrets.apply("OVH_CLIENT_ID"))
                .clientSecret(secrets.apply("OVH_CLIENT_SECRET"))
                .build();
        Secret key = secrets.apply("IFTTT_KEY");
        IftttNotifier phone = IftttNotifier.builder().event("down").key(key).build();
        URI page = URI.create("https://www.beerus.fr/");
        DataSet webroot = DataSet.of("webroot", Path.of("/var/www"));
        SftpFileSync prod = SftpFileSync.builder().destination("prod:/var/www").build();
        DataMirror back = DataMirror.builder().dataSet(webroot).target(prod).build();
        return Failover.builder()
                .stateDirectory(stateDirectory)
                .provider("ovh", ovh)
                .notifier("phone", phone)
                .service(Service.builder("www")
                        .record("ovh", "www", RecordType.A, Duration.ofSeconds(60))
                        .site(Site.of("prod", "203.0.113.10"))
                        .site(Site.builder("home")
                                .address("198.51.100.7")
                                .replica(webroot)
                                .mirror(back)
                                .build())
                        .check(HttpHealthCheck.builder().url(page).build())
                        .notify("phone")
                        .build())
                .build();
    }
}
