package dev.failover.examples.demo;

import dev.failover.decision.FailoverPolicy;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import dev.failover.examples.demo.DemoReport.Endpoints;
import dev.failover.health.Thresholds;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the demonstration is made of, in numbers.
 *
 * @param ttl for how long the client may keep an answer of the DNS server
 * @param publishDelay from the provider's answer until the DNS server serves the change: no vendor is instantaneous
 * @param rescan how often the mirror looks through everything, whatever changes it saw
 * @param patience how long to wait for each thing that should happen
 * @param breath how long to let things be before the next act, for whoever reads along
 */
record DemoPlan(
        Thresholds thresholds,
        Duration failbackAfter,
        Duration ttl,
        Duration publishDelay,
        Duration rescan,
        Duration patience,
        Duration breath) {
    /** Reserved for examples (RFC 2606, section 2). */
    static final String ZONE = "demo.example";

    static final String SERVICE = "www";
    static final RecordKey RECORD = new RecordKey("www", RecordType.A);

    /** The name that the client knows. */
    static final String NAME = RECORD.in(ZONE);

    /** Fast enough to be watched, slow enough to be followed. */
    static DemoPlan usual() {
        Thresholds thresholds = Thresholds.builder()
                .interval(Duration.ofMillis(500))
                .timeout(Duration.ofMillis(400))
                .fall(3)
                .rise(2)
                .build();
        return new DemoPlan(
                thresholds,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofMillis(400),
                Duration.ofSeconds(1),
                Duration.ofSeconds(12),
                Duration.ofMillis(1200));
    }

    /** What each part is, by its name. */
    Map<String, String> settings(Endpoints endpoints) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("prod", endpoints.prod() + ", the primary");
        settings.put("home", endpoints.home() + ", the standby");
        settings.put(
                "dns",
                "%s, TTL %s; serves a change %s after it was written"
                        .formatted(endpoints.dns(), Durations.format(ttl), Durations.format(publishDelay)));
        endpoints
                .sftp()
                .ifPresent(sftp -> settings.put(
                        "sftp",
                        "%s, home's; prod mirrors to it what changes, and looks through everything every %s"
                                .formatted(sftp, Durations.format(rescan))));
        settings.put(
                "checks",
                "every %s, timeout %s; %s failures make DOWN, %s successes UP"
                        .formatted(
                                Durations.format(thresholds.interval()),
                                Durations.format(thresholds.timeout()),
                                thresholds.fall(),
                                thresholds.rise()));
        settings.put("failback", "by itself, once prod has been UP for " + Durations.format(failbackAfter));
        return settings;
    }

    FailoverPolicy policy() {
        return FailoverPolicy.builder()
                .automaticFailback(true)
                .failbackAfter(failbackAfter)
                .build();
    }

    /** The same in a hurry: without breath, and giving up sooner. */
    DemoPlan hurried(Duration givingUpAfter) {
        return new DemoPlan(thresholds, failbackAfter, ttl, publishDelay, rescan, givingUpAfter, Duration.ZERO);
    }
}
