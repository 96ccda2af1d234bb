package dev.failover.dns;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.Publication.Answer;
import dev.failover.dns.Publication.Silent;
import dev.failover.dns.ServerRound.Target;
import dev.failover.dns.ZoneSurvey.ServiceHints;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.xbill.DNS.Name;

/**
 * Asks DNS servers directly what they serve, all of them side by side: those that a zone lists in its NS records, on each of
 * their addresses, or those it was told.
 *
 * <p>Questions go over UDP without recursion, once more after a second without answer, and over TCP when the answer is
 * truncated. A server that stays silent costs the whole timeout of the look. No answer is remembered; the servers of a zone are, as
 * long as their TTLs say and an hour at most, and beyond that while they can't be found again.
 *
 * <ul>
 *   <li>"No such name" and "no such type" are answers: {@code Served} with nothing. So is an alias where an address was asked
 *       for: only what the name itself owns counts.
 *   <li>An NS-listed server has to mark its answer as authoritative; one that was configured does not.
 *   <li>A referral to servers of a zone below, an error code and no answer at all are {@code Silent}, with the reason.
 *   <li>An NS-listed server that answers over IPv4 and can't be reached over IPv6 is counted by its IPv4 addresses
 *       only: the machine that asks may well have no IPv6.
 * </ul>
 *
 * <p>Immutable apart from what it remembers; thread-safe. Its threads are daemons and end when idle; it needs no closing.
 */
public final class DnsAuthorities implements Authorities {
    private final List<ServerAddress> configured;
    /** Those of the configured servers, if none of them has to be looked up. */
    private final List<Target> literal;

    private final ZoneServers zoneServers;
    private final int zoneServerPort;
    private final ZoneSurveyor surveyor;

    private DnsAuthorities(Builder builder) {
        this.configured = List.copyOf(builder.servers);
        this.literal = configured.stream().allMatch(ServerAddress::isLiteral)
                ? configured.stream()
                        .flatMap(server -> targets(server, server.literal()).stream())
                        .toList()
                : List.of();
        Resolvers resolvers = new Resolvers(builder.resolvers);
        this.zoneServers = new ZoneServers(resolvers, builder.nanoTime);
        this.zoneServerPort = builder.zoneServerPort;
        this.surveyor = new ZoneSurveyor(configured.isEmpty() ? resolvers : new Resolvers(configured), resolvers);
    }

    /**
     * Asks exactly these servers, whatever the zone: {@code 192.0.2.1}, {@code [2001:db8::1]:53}, {@code ns1.example.net:5353}.
     * Port 53 unless written. A name is resolved at each look, and each of its addresses asked.
     *
     * @throws IllegalArgumentException if one can't be a server, or there is none
     */
    public static DnsAuthorities asking(List<String> servers) {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("at least one DNS server is needed");
        }
        return builder().servers(servers).build();
    }

    /** Asks the servers that each zone lists, found through the system's resolvers. */
    public static DnsAuthorities ofEachZone() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Puts a {@link DnsAuthorities} together. Not thread-safe. */
    public static final class Builder {
        private List<ServerAddress> servers = List.of();
        private List<ServerAddress> resolvers = List.of();
        private int zoneServerPort = 53;
        private LongSupplier nanoTime = TimeSource.system()::nanoTime;

        private Builder() {}

        /**
         * Asks exactly these instead of each zone's own; none by default. See {@link DnsAuthorities#asking}.
         *
         * @throws IllegalArgumentException if one can't be a server, or is given twice
         */
        public Builder servers(List<String> servers) {
            this.servers = ServerAddress.parseAll(servers);
            return this;
        }

        /**
         * Finds the servers of a zone through these resolvers instead of the system's, in this order; written like servers.
         *
         * @throws IllegalArgumentException if one can't be a server, or is given twice
         */
        public Builder resolvers(List<String> resolvers) {
            this.resolvers = ServerAddress.parseAll(resolvers);
            return this;
        }

        /** Port 53 takes privileges that tests do not have. */
        Builder zoneServerPort(int port) {
            this.zoneServerPort = port;
            return this;
        }

        /** For tests of what is remembered how long. */
        Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }

        /**
         * Makes it, without asking anything yet.
         *
         * @throws InvalidSettingsException if {@code resolvers} are given, which would never be asked with {@code servers}
         */
        public DnsAuthorities build() {
            if (!servers.isEmpty() && !resolvers.isEmpty()) {
                throw new InvalidSettingsException(
                        "resolvers", "would never be asked, as servers are given; remove one of the two");
            }
            return new DnsAuthorities(this);
        }
    }

    @Override
    public Publication look(String zone, RecordKey key, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        Name zoneName = DnsName.parse(zone);
        Name owner = DnsName.parse(key.in(zone));
        AuthorityAnswer reader = new AuthorityAnswer(zoneName, key, owner, configured.isEmpty());
        try (DnsSockets sockets = new DnsSockets()) {
            List<Silent> addressless = new ArrayList<>();
            List<Target> targets = targets(sockets, zoneName, deadline, addressless);
            List<Answer> answers = new ArrayList<>(new ServerRound(reader, targets).ask(sockets, deadline));
            answers.addAll(addressless);
            return new Publication(key, answers);
        }
    }

    /**
     * Looks at the HTTPS and SVCB records of a name, at the servers that are asked for everything else: what they hint at does not move
     * with the name's addresses.
     *
     * @param name the whole name, without final dot
     * @param timeout more than zero, for all of it
     * @throws UnavailableException if not even the servers' names or addresses could be found
     */
    public ServiceHints serviceHints(String zone, String name, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        try (DnsSockets sockets = new DnsSockets()) {
            List<Target> targets = targets(sockets, DnsName.parse(zone), deadline, new ArrayList<>());
            return new HintLook(DnsName.parse(name)).ask(sockets, targets, deadline);
        }
    }

    /**
     * Looks at what a zone says of itself: its name servers and where its mail goes. Asks the servers that were configured,
     * and otherwise resolvers, whose caches may be as old as the records' TTLs.
     *
     * @param timeout more than zero, for all of it
     */
    public ZoneSurvey survey(String zone, Duration timeout) throws InterruptedException {
        try (DnsSockets sockets = new DnsSockets()) {
            return surveyor.survey(sockets, DnsName.parse(zone), Deadline.in(timeout));
        }
    }

    /**
     * The names an address is known by (PTR records), found through resolvers; none if it has none or they can't be found.
     *
     * @param timeout more than zero
     */
    public Set<String> reverseNames(InetAddress address, Duration timeout) throws InterruptedException {
        try (DnsSockets sockets = new DnsSockets()) {
            return surveyor.reverseNames(sockets, address, Deadline.in(timeout));
        }
    }

    /** Whom to ask, at least one. */
    private List<Target> targets(DnsSockets sockets, Name zone, Deadline deadline, List<Silent> addressless)
            throws InterruptedException {
        List<Target> targets = configured.isEmpty()
                ? zoneTargets(sockets, zone, deadline, addressless)
                : configuredTargets(deadline, addressless);
        if (targets.isEmpty()) {
            throw new UnavailableException("no DNS server to ask about " + DnsName.text(zone) + ": "
                    + addressless.stream()
                            .map(server -> server.server() + ": " + server.reason())
                            .collect(Collectors.joining(", ")));
        }
        return targets;
    }

    private List<Target> zoneTargets(DnsSockets sockets, Name zone, Deadline deadline, List<Silent> addressless)
            throws InterruptedException {
        List<Target> targets = new ArrayList<>();
        for (ZoneServers.Server server : zoneServers.find(sockets, zone, deadline)) {
            if (server.addresses().isEmpty()) {
                addressless.add(new Silent(server.name(), server.failure()));
            }
            server.addresses().stream()
                    .map(address -> new InetSocketAddress(address, zoneServerPort))
                    .map(address -> new Target(
                            server.name(), server.name() + " (" + ServerAddress.text(address) + ")", address))
                    .forEach(targets::add);
        }
        return targets;
    }

    private List<Target> configuredTargets(Deadline deadline, List<Silent> addressless) throws InterruptedException {
        if (!literal.isEmpty()) {
            return literal;
        }
        // Names that can't be resolved must leave time to ask the others.
        Deadline share = deadline.orIn(deadline.left().dividedBy(2));
        List<Callable<List<Target>>> lookUps = configured.stream()
                .map(server -> (Callable<List<Target>>) () -> targets(server, server.resolve()))
                .toList();
        List<List<Target>> found = SideBySide.all(lookUps, share, failure -> List.of());
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).isEmpty()) {
                addressless.add(new Silent(configured.get(i).toString(), "its name can't be resolved"));
            }
        }
        return found.stream().flatMap(List::stream).toList();
    }

    private static List<Target> targets(ServerAddress server, List<InetSocketAddress> addresses) {
        return addresses.stream()
                .map(address -> new Target(server.toString(), server.label(address), address))
                .toList();
    }
}
