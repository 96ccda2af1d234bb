package dev.failover.dns;

import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Servers that look names up for others, one after another until one answers. Remembers nothing, so what it gives is as
 * fresh as the resolver's own cache. Immutable; asking blocks.
 */
final class Resolvers {
    /** As many as BIND follows. */
    private static final int MAX_ALIASES = 16;

    private final List<ServerAddress> configured;

    /** @param configured empty for those that the system uses, read anew each time */
    Resolvers(List<ServerAddress> configured) {
        this.configured = List.copyOf(configured);
    }

    /** The records of one name and type, at the end of its aliases. Empty if there are none. */
    List<Record> find(DnsSockets sockets, Name name, int type, Deadline deadline) throws IOException {
        Name owner = name;
        Set<Name> seen = new HashSet<>();
        while (seen.add(owner) && seen.size() <= MAX_ALIASES) {
            Message answer = ask(sockets, owner, type, deadline);
            Name end = followAliases(answer, owner);
            List<Record> found = answer.getSection(Section.ANSWER).stream()
                    .filter(record ->
                            record.getType() == type && record.getName().equals(end))
                    .toList();
            if (!found.isEmpty() || end.equals(owner)) {
                return found;
            }
            owner = end;
        }
        throw new UnavailableException(DnsName.text(name) + " is an alias that leads nowhere");
    }

    /** The addresses among records of type A or AAAA. */
    static List<InetAddress> addresses(List<Record> records) {
        List<InetAddress> addresses = new ArrayList<>();
        for (Record record : records) {
            if (record instanceof ARecord a && a.getAddress() instanceof Inet4Address four) {
                addresses.add(four);
            } else if (record instanceof AAAARecord aaaa && aaaa.getAddress() instanceof Inet6Address six) {
                addresses.add(six);
            }
        }
        return addresses;
    }

    private static Name followAliases(Message answer, Name owner) {
        Name end = owner;
        for (int i = 0; i < MAX_ALIASES; i++) {
            Name current = end;
            Name next = answer.getSection(Section.ANSWER).stream()
                    .filter(record ->
                            record instanceof CNAMERecord && record.getName().equals(current))
                    .map(record -> ((CNAMERecord) record).getTarget())
                    .findFirst()
                    .orElse(current);
            if (next.equals(current)) {
                break;
            }
            end = next;
        }
        return end;
    }

    private Message ask(DnsSockets sockets, Name name, int type, Deadline deadline) throws IOException {
        List<InetSocketAddress> servers = servers();
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            InetSocketAddress server = servers.get(i);
            // Each gets an equal share of what is left, so that a dead one does not use it up.
            Deadline share = deadline.orIn(deadline.left().dividedBy(servers.size() - i));
            String failure;
            try {
                Message answer = sockets.ask(server, Message.newQuery(Record.newRecord(name, type, DClass.IN)), share);
                int rcode = answer.getRcode();
                if (rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN) {
                    return answer;
                }
                failure = "answered " + Rcode.string(rcode);
            } catch (IOException e) {
                failure = DnsFailure.describe(e);
            }
            failures.add(ServerAddress.text(server) + ": " + failure);
        }
        throw new UnavailableException("no resolver could look up " + DnsName.text(name) + " " + Type.string(type)
                + "; " + String.join(", ", failures));
    }

    private List<InetSocketAddress> servers() throws IOException {
        if (configured.isEmpty()) {
            return systemServers();
        }
        List<InetSocketAddress> servers = new ArrayList<>();
        for (ServerAddress server : configured) {
            servers.addAll(server.resolve());
        }
        return servers;
    }

    /** A new one each time, as the system's resolvers change with its networks; dnsjava's readers of them are shared. */
    private static List<InetSocketAddress> systemServers() {
        synchronized (Resolvers.class) {
            return List.copyOf(new ResolverConfig().servers());
        }
    }

    @Override
    public String toString() {
        return configured.isEmpty() ? "the system's resolvers" : configured.toString();
    }
}
