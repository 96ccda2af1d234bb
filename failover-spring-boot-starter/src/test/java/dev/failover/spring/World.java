package dev.failover.spring;

import dev.failover.Failover;
import dev.failover.ServiceStatus;
import dev.failover.dns.Authorities;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import dev.failover.notify.Notification;
import dev.failover.notify.Notifier;
import dev.failover.testkit.InMemoryDnsProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** Two sites, a zone and a phone, as beans of an application; and what an application says of them. */
final class World {
    static final RecordKey WWW = new RecordKey("www", RecordType.A);
    static final Duration LIMIT = Duration.ofSeconds(30);
    static final String PROD = "203.0.113.10";
    static final String HOME = "198.51.100.7";

    final InMemoryDnsProvider zone = InMemoryDnsProvider.builder("example.org")
            .records(RecordSet.of(WWW, Duration.ofSeconds(60), PROD))
            .build();
    final BlockingQueue<Notification> told = new LinkedBlockingQueue<>();
    final Set<String> dead = ConcurrentHashMap.newKeySet();

    /** What an application says in its properties, without a state directory. */
    static String[] properties(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "failover.services.www.records[0].provider=zone",
                "failover.services.www.records[0].name=www",
                "failover.services.www.records[0].type=A",
                "failover.services.www.records[0].ttl=60s",
                "failover.services.www.sites[0].name=prod",
                "failover.services.www.sites[0].address=" + PROD,
                "failover.services.www.sites[1].name=home",
                "failover.services.www.sites[1].address=" + HOME,
                "failover.services.www.check.type=page",
                "failover.services.www.check.interval=20ms",
                "failover.services.www.check.timeout=2s",
                "failover.services.www.check.fall=2",
                "failover.services.www.check.rise=1",
                "failover.services.www.notify=phone"));
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }

    /** An application that has these beans, and nothing of an actuator. */
    ApplicationContextRunner beans(Class<?>... autoConfigurations) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(FailoverAutoConfiguration.class))
                .withConfiguration(AutoConfigurations.of(autoConfigurations))
                .withBean("zone", DnsProvider.class, () -> zone)
                .withBean("phone", Notifier.class, () -> (notification, timeout) -> told.add(notification))
                .withBean(
                        "page",
                        HealthCheck.class,
                        () -> (address, timeout) -> dead.contains(address.getHostAddress())
                                ? Health.down("connection refused")
                                : Health.up("answered 200"))
                .withBean(
                        Authorities.class,
                        () -> (name, key, timeout) ->
                                new Publication(key, List.of(new Publication.Served("ns1", zone.published(key)))));
    }

    /** The same with a service, which keeps its state there. */
    ApplicationContextRunner application(Path stateDirectory, Class<?>... autoConfigurations) {
        return beans(autoConfigurations).withPropertyValues(properties("failover.state-directory=" + stateDirectory));
    }

    /** What is known of the service, once it is as wanted. */
    static ServiceStatus await(ApplicationContext context, Predicate<ServiceStatus> wanted) {
        return context.getBean(Failover.class)
                .status("www", wanted)
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** It is served there, everywhere. */
    static Predicate<ServiceStatus> isAt(String site) {
        return status -> status.state().transition().isEmpty()
                && status.state()
                        .assignment()
                        .filter(assignment -> assignment.site().equals(site))
                        .isPresent();
    }
}
