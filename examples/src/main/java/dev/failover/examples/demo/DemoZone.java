package dev.failover.examples.demo;

import dev.failover.dns.RecordSet;
import dev.failover.testkit.DnsServer;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.time.Scheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** A zone at a vendor: what changes it, and the server that serves it a little later. */
final class DemoZone implements AutoCloseable {
    private final InMemoryDnsProvider provider;
    private final DnsServer server;
    private final Scheduler scheduler;

    private DemoZone(InMemoryDnsProvider provider, DnsServer server, Scheduler scheduler) {
        this.provider = provider;
        this.server = server;
        this.scheduler = scheduler;
    }

    /** @param address where the record points to begin with */
    static DemoZone start(DemoPlan plan, InetAddress address) throws IOException {
        RecordSet first = RecordSet.of(DemoPlan.RECORD, plan.ttl(), address);
        InMemoryDnsProvider provider =
                InMemoryDnsProvider.builder(DemoPlan.ZONE).records(first).build();
        DnsServer server = DnsServer.start(DemoPlan.ZONE);
        server.replaceAll(List.of(first));
        Scheduler scheduler = Scheduler.system();
        Duration delay = plan.publishDelay();
        provider.onPublish(records -> scheduler.schedule(delay, () -> server.replaceAll(records)));
        return new DemoZone(provider, server, scheduler);
    }

    InMemoryDnsProvider provider() {
        return provider;
    }

    /** Where its server answers, over UDP and TCP. */
    String serverAddress() {
        return server.address();
    }

    @Override
    public void close() {
        scheduler.close();
        server.close();
        provider.close();
    }
}
