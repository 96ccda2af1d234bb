package com.example.shop;

import dev.failover.dns.Authorities;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.notify.Notifier;
import dev.failover.testkit.InMemoryDnsProvider;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** An application with a failover: what it watches is in application.yml, its own components are beans. */
@SpringBootApplication
public class Shop {
    private static final Logger log = LoggerFactory.getLogger(Shop.class);

    /** A zone of its own, in the place of a vendor's; records refer to it by the bean's name. */
    @Bean
    InMemoryDnsProvider zone() {
        RecordKey shop = new RecordKey("shop", RecordType.A);
        return InMemoryDnsProvider.builder("example.org")
                .records(RecordSet.of(shop, Duration.ofSeconds(1), "127.0.0.2"))
                .build();
    }

    /** Nobody serves that zone but its memory. */
    @Bean
    Authorities authorities(InMemoryDnsProvider zone) {
        return (name, key, timeout) ->
                new Publication(key, List.of(new Publication.Served("memory", zone.published(key))));
    }

    /** A channel of its own. */
    @Bean("log")
    Notifier notifier() {
        return (notification, timeout) -> log.warn("{}: {}", notification.title(), notification.text());
    }
}
