package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.component.Finding;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.xbill.DNS.ResolverConfig;

/** Whether the names of channels and vendors are still looked up when a site is gone. */
final class ResolverInspection {
    private static final String SUBJECT = "this machine's resolvers";

    private final Configuration configuration;
    private final List<InetSocketAddress> resolvers;

    /** @param resolvers those that this machine asks, in their order */
    ResolverInspection(Configuration configuration, List<InetSocketAddress> resolvers) {
        this.configuration = configuration;
        this.resolvers = List.copyOf(resolvers);
    }

    /** Those of the system. */
    static ResolverInspection of(Configuration configuration) {
        return new ResolverInspection(configuration, new ResolverConfig().servers());
    }

    /** One line for each that is at a site. */
    List<Finding> findings() throws InterruptedException {
        Set<String> hosts = resolvers.stream()
                .map(resolver -> resolver.getAddress().getHostAddress())
                .collect(Collectors.toCollection(TreeSet::new));
        return new SharedFate(configuration)
                .of(hosts, Set.of()).stream()
                        .map(
                                what -> Finding.warning(
                                        SUBJECT,
                                        what
                                                + ": with it, names of vendors and channels may not be found; ask one that is elsewhere"))
                        .toList();
    }
}
