package dev.failover.dns;

import dev.failover.dns.ZoneSurvey.NameServer;
import dev.failover.time.Deadline;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Type;

/** Finds out what a zone says of itself. Remembers nothing. Immutable; asking blocks. */
final class ZoneSurveyor {
    /** More than any zone has; a limit on what one answer can make us do. */
    private static final int MAX_NAMES = 32;

    private final Resolvers inside;
    private final Resolvers outside;

    /**
     * @param inside asked about the zone itself
     * @param outside asked about all other names
     */
    ZoneSurveyor(Resolvers inside, Resolvers outside) {
        this.inside = inside;
        this.outside = outside;
    }

    ZoneSurvey survey(DnsSockets sockets, Name zone, Deadline deadline) throws InterruptedException {
        List<String> failures = new ArrayList<>();
        // The addresses of the servers are asked for after this, and need their share of the time.
        Deadline first = deadline.orIn(deadline.left().dividedBy(2));
        List<Optional<List<Record>>> listed = all(
                sockets,
                List.of(new Question(inside, zone, Type.NS), new Question(inside, zone, Type.MX)),
                first,
                failures);
        List<Name> servers = listed.get(0).stream()
                .flatMap(List::stream)
                .filter(NSRecord.class::isInstance)
                .map(record -> ((NSRecord) record).getTarget())
                .distinct()
                .sorted()
                .limit(MAX_NAMES)
                .toList();
        List<Question> questions = servers.stream()
                .flatMap(server -> Stream.of(Type.A, Type.AAAA)
                        .map(type -> new Question(server.subdomain(zone) ? inside : outside, server, type)))
                .toList();
        List<Optional<List<Record>>> found = all(sockets, questions, deadline, failures);
        List<NameServer> nameServers = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            List<InetAddress> addresses = Stream.concat(found.get(2 * i).stream(), found.get(2 * i + 1).stream())
                    .flatMap(records -> Resolvers.addresses(records).stream())
                    .distinct()
                    .toList();
            nameServers.add(new NameServer(DnsName.text(servers.get(i)), addresses));
        }
        return new ZoneSurvey(DnsName.text(zone), nameServers, listed.get(1).map(ZoneSurveyor::exchangers), failures);
    }

    private static Set<String> exchangers(List<Record> records) {
        return records.stream()
                .filter(MXRecord.class::isInstance)
                .map(record -> DnsName.text(((MXRecord) record).getTarget()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** One look-up. */
    private record Question(Resolvers asked, Name name, int type) {}

    private List<Optional<List<Record>>> all(
            DnsSockets sockets, List<Question> questions, Deadline deadline, List<String> failures)
            throws InterruptedException {
        List<Callable<Optional<List<Record>>>> lookUps = questions.stream()
                .map(question -> (Callable<Optional<List<Record>>>)
                        () -> Optional.of(question.asked().find(sockets, question.name(), question.type(), deadline)))
                .toList();
        return SideBySide.all(lookUps, deadline, failure -> {
            failures.add(DnsFailure.describe(failure));
            return Optional.empty();
        });
    }

    Set<String> reverseNames(DnsSockets sockets, InetAddress address, Deadline deadline) throws InterruptedException {
        Question question = new Question(outside, ReverseMap.fromAddress(address), Type.PTR);
        Set<String> names = new TreeSet<>();
        all(sockets, List.of(question), deadline, new ArrayList<>()).stream()
                .flatMap(Optional::stream)
                .flatMap(List::stream)
                .filter(PTRRecord.class::isInstance)
                .forEach(record -> names.add(DnsName.text(((PTRRecord) record).getTarget())));
        return names;
    }
}
