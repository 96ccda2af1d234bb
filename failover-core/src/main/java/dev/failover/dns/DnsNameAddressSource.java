package dev.failover.dns;

import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * The one address that a DNS name has, such as a dynamic DNS name of a home. Immutable and thread-safe.
 *
 * <p>Resolved anew at every call, through the system's resolvers or those given, following aliases; neither the JVM's cache
 * nor its hosts file is used. The resolver's own cache is, so the address is as fresh as the name's TTL makes it. A name
 * with no address of the type, or with several, gives none: {@code UnavailableException}.
 */
public final class DnsNameAddressSource implements AddressSource {
    private final Name name;
    private final RecordType type;
    private final Resolvers resolvers;

    private DnsNameAddressSource(Builder builder) {
        this.name = builder.name;
        this.type = builder.type;
        this.resolvers = new Resolvers(builder.resolvers);
    }

    /**
     * The address of a name, through the system's resolvers.
     *
     * @param type {@link RecordType#A} or {@link RecordType#AAAA}
     * @throws IllegalArgumentException if {@code name} is no DNS name, or {@code type} has no address
     */
    public static DnsNameAddressSource of(String name, RecordType type) {
        return builder(name).type(type).build();
    }

    /**
     * Whether this is the name looked up.
     *
     * @param other without final dot, in any case
     */
    public boolean isName(String other) {
        return DnsName.parse(other).equals(name);
    }

    /**
     * A builder for the address of a name.
     *
     * @throws IllegalArgumentException if {@code name} is no DNS name
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Puts a {@link DnsNameAddressSource} together. Not thread-safe. */
    public static final class Builder {
        private final Name name;
        private RecordType type = RecordType.A;
        private List<ServerAddress> resolvers = List.of();

        private Builder(String name) {
            this.name = DnsName.parse(name);
        }

        /**
         * {@link RecordType#A}, the default, or {@link RecordType#AAAA}.
         *
         * @throws IllegalArgumentException if it is another
         */
        public Builder type(RecordType type) {
            AddressText.family(type);
            this.type = type;
            return this;
        }

        /**
         * Asks these instead of the system's resolvers, in this order: {@code 192.0.2.1}, {@code [2001:db8::1]:53}.
         *
         * @throws IllegalArgumentException if one can't be a server, or is given twice
         */
        public Builder resolvers(List<String> resolvers) {
            this.resolvers = ServerAddress.parseAll(resolvers);
            return this;
        }

        /**
         * Asks these instead, if the name is in one of the zones: who is asked what a zone serves knows its names best.
         *
         * @param zones without final dot, in any case
         * @param servers as for {@link #resolvers}; none if they are not known, which changes nothing
         * @throws IllegalArgumentException as {@link #resolvers}
         */
        public Builder resolversWithin(Collection<String> zones, List<String> servers) {
            String whole = DnsName.text(name).toLowerCase(Locale.ROOT);
            boolean within = zones.stream()
                    .map(zone -> zone.toLowerCase(Locale.ROOT))
                    .anyMatch(zone -> whole.equals(zone) || whole.endsWith("." + zone));
            return within && !servers.isEmpty() ? resolvers(servers) : this;
        }

        public DnsNameAddressSource build() {
            return new DnsNameAddressSource(this);
        }
    }

    @Override
    public RecordType type() {
        return type;
    }

    @Override
    public InetAddress find(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        try (DnsSockets sockets = new DnsSockets()) {
            Callable<List<InetAddress>> question =
                    () -> Resolvers.addresses(resolvers.find(sockets, name, AuthorityAnswer.type(type), deadline));
            List<InetAddress> found = SideBySide.all(List.of(question), deadline, failure -> {
                        throw new UnavailableException(
                                "the address of " + DnsName.text(name) + " can't be found: "
                                        + DnsFailure.describe(failure),
                                failure);
                    })
                    .get(0);
            if (found.size() != 1) {
                throw new UnavailableException(
                        DnsName.text(name) + " has " + (found.isEmpty() ? "no" : String.valueOf(found.size())) + " "
                                + AddressText.family(type) + " addresses, exactly one is needed");
            }
            return found.get(0);
        }
    }

    /** Sources of the addresses of the same name and type are equal, whoever is asked for them. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DnsNameAddressSource source && source.name.equals(name) && source.type == type;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, type);
    }

    @Override
    public String toString() {
        return "the " + AddressText.family(type) + " address of " + DnsName.text(name);
    }
}
