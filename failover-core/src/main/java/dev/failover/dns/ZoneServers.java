package dev.failover.dns;

import com.google.common.collect.Lists;
import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * The servers that each zone lists in its NS records, with all their addresses.
 *
 * <p>Remembered as long as their TTLs say, an hour at most. When they can't be found again, the last known ones stay in
 * use: an outage of the resolvers is no reason to stop looking at servers whose addresses are known. Thread-safe.
 */
final class ZoneServers {
    private static final Logger log = LoggerFactory.getLogger(ZoneServers.class);
    private static final long LONGEST_SECONDS = Duration.ofHours(1).toSeconds();

    /** That of nothing: it shortens no other. */
    private static final long NO_TTL = Long.MAX_VALUE;

    /** So that resolvers that are down don't slow every look. */
    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    /** More than any zone has; a limit on what one answer can make us do. */
    private static final int MAX_NAMES = 32;

    /**
     * One server.
     *
     * @param addresses empty if none could be found; then {@code failure} says why
     */
    record Server(String name, List<InetAddress> addresses, String failure) {}

    private record Known(List<Server> servers, long goodUntil, boolean failing) {}

    private record Addresses(
            List<InetAddress> found, long ttl, @Nullable String failure) {}

    private final Resolvers resolvers;
    private final LongSupplier nanoTime;
    private final Map<Name, Known> known = new ConcurrentHashMap<>();

    ZoneServers(Resolvers resolvers, LongSupplier nanoTime) {
        this.resolvers = resolvers;
        this.nanoTime = nanoTime;
    }

    /**
     * The servers of a zone, at least one with an address.
     *
     * @throws UnavailableException if they can't be found and never were
     */
    List<Server> find(DnsSockets sockets, Name zone, Deadline deadline) throws InterruptedException {
        Known last = known.get(zone);
        if (last != null && nanoTime.getAsLong() - last.goodUntil() < 0) {
            return last.servers();
        }
        // With servers to fall back on, time is better spent on asking them.
        Deadline share = last == null ? deadline : deadline.orIn(deadline.left().dividedBy(2));
        Known found;
        try {
            found = discover(sockets, zone, share, last);
            if (last != null && last.failing()) {
                log.info("The name servers of {} were found again.", DnsName.text(zone));
            }
        } catch (UnavailableException e) {
            if (last == null) {
                throw e;
            }
            if (!last.failing()) {
                log.warn(
                        "The name servers of {} can't be found now, so the last known ones stay in use: {}",
                        DnsName.text(zone),
                        e.getMessage());
            }
            found = new Known(last.servers(), in(RETRY_AFTER), true);
        }
        known.put(zone, found);
        return found.servers();
    }

    private long in(Duration time) {
        return nanoTime.getAsLong() + time.toNanos();
    }

    private Known discover(DnsSockets sockets, Name zone, Deadline deadline, @Nullable Known last)
            throws InterruptedException {
        List<Record> listed = records(sockets, zone, deadline);
        List<Name> names = listed.stream()
                .filter(NSRecord.class::isInstance)
                .map(record -> ((NSRecord) record).getTarget())
                .distinct()
                .sorted()
                .limit(MAX_NAMES)
                .toList();
        if (names.isEmpty()) {
            throw new UnavailableException("no name servers are listed for the zone " + DnsName.text(zone) + " (asked "
                    + resolvers + "); is that its name?");
        }
        List<Callable<Addresses>> questions = names.stream()
                .flatMap(name -> Stream.of(Type.A, Type.AAAA)
                        .map(type -> (Callable<Addresses>) () -> addresses(sockets, name, type, deadline)))
                .toList();
        List<List<Addresses>> answers = Lists.partition(
                SideBySide.all(
                        questions, deadline, failure -> new Addresses(List.of(), NO_TTL, DnsFailure.describe(failure))),
                2);
        List<Server> servers = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            servers.add(server(DnsName.text(names.get(i)), answers.get(i), last));
        }
        if (servers.stream().allMatch(server -> server.addresses().isEmpty())) {
            throw new UnavailableException("no name server of the zone " + DnsName.text(zone)
                    + " has an address that can be found: " + servers.get(0).name() + " "
                    + servers.get(0).failure());
        }
        return new Known(List.copyOf(servers), in(goodFor(listed, answers)), false);
    }

    private static Duration goodFor(List<Record> listed, List<List<Addresses>> answers) {
        boolean complete = answers.stream().flatMap(List::stream).allMatch(answer -> answer.failure() == null);
        LongStream listTtls = listed.stream().mapToLong(Record::getTTL);
        LongStream addressTtls = answers.stream().flatMap(List::stream).mapToLong(Addresses::ttl);
        long ttl = LongStream.concat(listTtls, addressTtls).min().orElse(0);
        return Duration.ofSeconds(Math.min(ttl, complete ? LONGEST_SECONDS : RETRY_AFTER.toSeconds()));
    }

    private List<Record> records(DnsSockets sockets, Name zone, Deadline deadline) throws InterruptedException {
        Callable<List<Record>> question = () -> resolvers.find(sockets, zone, Type.NS, deadline);
        return SideBySide.all(List.of(question), deadline, failure -> {
                    throw new UnavailableException(
                            "the name servers of the zone " + DnsName.text(zone) + " can't be found: "
                                    + DnsFailure.describe(failure),
                            failure);
                })
                .get(0);
    }

    private Addresses addresses(DnsSockets sockets, Name name, int type, Deadline deadline) throws Exception {
        List<Record> records = resolvers.find(sockets, name, type, deadline);
        return new Addresses(
                Resolvers.addresses(records),
                records.stream().mapToLong(Record::getTTL).min().orElse(NO_TTL),
                null);
    }

    private static Server server(String name, List<Addresses> answers, @Nullable Known last) {
        Optional<String> failure = answers.stream()
                .flatMap(answer -> Stream.ofNullable(answer.failure()))
                .findFirst();
        Stream<InetAddress> found = answers.stream().flatMap(answer -> answer.found().stream());
        // A look-up that failed takes no address away.
        Stream<InetAddress> kept = failure.isPresent() ? lastKnown(name, last) : Stream.empty();
        return new Server(name, Stream.concat(found, kept).distinct().toList(), failure.orElse("it has no address"));
    }

    private static Stream<InetAddress> lastKnown(String name, @Nullable Known last) {
        return Stream.ofNullable(last)
                .flatMap(before -> before.servers().stream())
                .filter(before -> before.name().equals(name))
                .flatMap(before -> before.addresses().stream());
    }
}
