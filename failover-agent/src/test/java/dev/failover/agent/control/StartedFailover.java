package dev.failover.agent.control;

import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.Service;
import dev.failover.Site;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.PageDefinition;
import dev.failover.agent.config.Telling;
import dev.failover.agent.config.Written;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A watcher that acts, of a service {@code www} whose sites {@code prod} and {@code home} are well, and what asks it. */
public record StartedFailover(Failover failover, Requests requests) implements AutoCloseable {
    public static StartedFailover in(Path directory) {
        InMemoryDnsProvider zone = InMemoryDnsProvider.of("example.org");
        Service www = Service.builder("www")
                .record("dns", "www", RecordType.A, Duration.ofSeconds(60))
                .site(Site.of("prod", "203.0.113.10"))
                .site(Site.of("home", "198.51.100.7"))
                .check((address, timeout) -> Health.up("fine"))
                .build();
        Configuration configuration = new Configuration(
                directory,
                List.of(),
                List.of(),
                Map.of("dns", zone),
                Map.of(),
                Map.of(),
                Telling.DEFAULT,
                List.of(www),
                Map.of(),
                Map.of(),
                Map.of(),
                Optional.empty(),
                PageDefinition.NONE,
                Map.of(),
                Map.of(),
                Map.of(),
                Duration.ZERO,
                Written.nothing());
        Failover failover =
                configuration.failover(Mode.ACT).authorities(zone.authorities()).build();
        failover.start();
        return new StartedFailover(failover, new Requests(failover, configuration, TimeSource.system()));
    }

    @Override
    public void close() {
        failover.close();
    }
}
