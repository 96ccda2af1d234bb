package dev.failover.agent.measure;

import dev.failover.agent.HeldLine;
import dev.failover.agent.NameServerProcess;
import dev.failover.agent.Named;
import dev.failover.component.Secret;
import dev.failover.dns.DnsProvider;
import dev.failover.ovh.OvhDnsProvider;
import dev.failover.ovh.OvhImitation;
import dev.failover.rfc2136.Rfc2136DnsProvider;
import dev.failover.rfc2136.TsigAlgorithm;
import dev.failover.route53.Route53Imitation;
import dev.failover.testkit.DnsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** One switch of so many record sets at each vendor, and what it took. */
final class Vendors {
    private Vendors() {}

    /**
     * What one switch took.
     *
     * @param requests how many of each kind
     * @param order the kinds in their order, where that is known
     */
    record Switched(Map<String, Integer> requests, List<String> order, Duration took) {
        int all() {
            return requests.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private static Switched switched(List<String> requests, Duration took) {
        List<String> kinds = requests.stream().map(Vendors::kind).toList();
        Map<String, Integer> counted = new TreeMap<>();
        kinds.forEach(kind -> counted.merge(kind, 1, Integer::sum));
        return new Switched(counted, kinds, took);
    }

    private static String kind(String request) {
        return request.replace("/domain/zone/" + ManySets.ZONE, "")
                .replaceAll("\\?.*", "")
                .replaceAll("/\\d+$", "/*")
                .replaceAll("/change/.*", "/change/*")
                .replaceAll("/hostedzone/[^/]*", "/hostedzone/*");
    }

    static Switched ovh(Path directory, int sets, Optional<String> watcher) throws Exception {
        ManySets many = new ManySets(sets);
        try (DnsServer dns = DnsServer.start(ManySets.ZONE);
                OvhImitation ovh = OvhImitation.start(ManySets.ZONE)) {
            ovh.onPublish(dns::replaceAll);
            ovh.publish(many.at(ManySets.PROD));
            DnsProvider provider = OvhDnsProvider.builder()
                    .zone(ManySets.ZONE)
                    .endpoint(ovh.endpoint())
                    .applicationKey(Secret.of(OvhImitation.APPLICATION_KEY))
                    .applicationSecret(Secret.of(OvhImitation.APPLICATION_SECRET))
                    .consumerKey(Secret.of(OvhImitation.CONSUMER_KEY))
                    .build();
            Duration took = many.switchAll(directory, provider, dns.address(), watcher, ovh::forgetRequests);
            return switched(ovh.requests(), took);
        }
    }

    static Switched route53(Path directory, int sets, Optional<String> watcher) throws Exception {
        ManySets many = new ManySets(sets);
        try (DnsServer dns = DnsServer.start(ManySets.ZONE);
                Route53Imitation route53 = Route53Imitation.start(ManySets.ZONE)) {
            route53.onPublish(dns::replaceAll);
            route53.publish(many.at(ManySets.PROD));
            Duration took = many.switchAll(
                    directory, route53.provider().build(), dns.address(), watcher, route53::forgetRequests);
            return switched(route53.requests(), took);
        }
    }

    /** Against a real server; the requests are what was sent to it. */
    static Switched bind(Path directory, int sets, Optional<String> watcher) throws Exception {
        ManySets many = new ManySets(sets);
        List<String> lines = many.at(ManySets.PROD).stream()
                .map(set -> set.key().name() + " 60 A " + ManySets.PROD)
                .toList();
        try (NameServerProcess named = new NameServerProcess(directory, ManySets.ZONE, lines);
                HeldLine line = new HeldLine(named.address())) {
            DnsProvider provider = Rfc2136DnsProvider.builder()
                    .zone(ManySets.ZONE)
                    .server(line.address())
                    .tsigName(Named.KEY)
                    .tsigAlgorithm(TsigAlgorithm.HMAC_SHA256)
                    .tsigSecret(Secret.of(Named.SECRET))
                    .build();
            AtomicInteger before = new AtomicInteger();
            Duration took = many.switchAll(
                    directory.resolve("state"), provider, named.address(), watcher, () -> before.set(line.sent()));
            return new Switched(Map.of("messages", line.sent() - before.get()), List.of(), took);
        }
    }
}
