package dev.failover.dyndns2;

import dev.failover.component.Secret;
import dev.failover.dns.Authorities;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.DnsProviderContract.Fault;
import dev.failover.testkit.ImitatedApi.Refused;
import dev.failover.testkit.ImitatedApi.Reply;
import dev.failover.testkit.ImitatedApi.Request;
import dev.failover.testkit.ImitatedApi.Words;
import dev.failover.testkit.ImitatedZone;
import dev.failover.testkit.ImpatientTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A vendor of dynamic DNS, as it behaves: names that are made beforehand, a TTL of its own, an agent that names itself, a block for who
 * updates what is so already, and the other family's address removed unless the update keeps it. What is stored is served.
 */
final class DynDns2Imitation extends ImitatedZone {
    static final String USER = "beerus.fr-failover";
    static final String PASSWORD = "imitated-dynhost-password";
    static final Duration TTL = Duration.ofMinutes(5);
    private static final int MOST_NAMES = 20;
    /** In a row, of one name. */
    private static final int MOST_FOR_NOTHING = 3;

    private final Families families;
    private final Set<String> names = new HashSet<>();
    private final Map<String, Integer> forNothing = new HashMap<>();

    private DynDns2Imitation(String zone, Families families) {
        super(zone);
        this.families = families;
    }

    static DynDns2Imitation start(String zone, Families families, Collection<RecordSet> recordSets, String... more) {
        DynDns2Imitation vendor = new DynDns2Imitation(zone, families);
        recordSets.forEach(set -> vendor.names.add(set.key().in(zone)));
        for (String name : more) {
            vendor.names.add(new RecordKey(name, RecordType.A).in(zone));
        }
        return started(vendor, recordSets);
    }

    /** The servers of the zone. */
    Authorities servers() {
        return (zone, key, timeout) -> new Publication(
                key,
                List.of(new Publication.Served("ns1", published(key)), new Publication.Served("ns2", published(key))));
    }

    DynDns2DnsProviderBuilder builder() {
        return DynDns2DnsProvider.builder()
                .zone(zone())
                .endpoint(api().url() + "/nic/update")
                .families(families)
                .user(USER)
                .password(Secret.of(PASSWORD))
                .servers(servers())
                .time(new ImpatientTime());
    }

    @Override
    public DynDns2DnsProvider provider() {
        return builder().build();
    }

    @Override
    protected Reply answer(Request request) throws Refused {
        String expected =
                "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        if (!expected.equals(request.headers().get("authorization"))) {
            throw new Refused(words().unauthorized());
        }
        if (!request.headers().getOrDefault("user-agent", "").matches("\\S+ \\S+( \\S+@\\S+)?")) {
            throw new Refused(Reply.of(200, "badagent\n"));
        }
        if (!request.path().equals("/nic/update") || !request.method().equals("GET")) {
            throw new Refused(Reply.of(404, "<html>not here</html>"));
        }
        String[] hosts = request.query().getOrDefault("hostname", "").split(",", -1);
        if (hosts.length > MOST_NAMES) {
            throw new Refused(Reply.of(200, "numhost\n"));
        }
        List<String> lines = new ArrayList<>();
        for (String host : hosts) {
            lines.add(update(host, request));
        }
        return Reply.of(200, String.join("\n", lines) + "\n");
    }

    private String update(String host, Request request) throws Refused {
        if (!host.contains(".")) {
            return "notfqdn";
        }
        if (!names.contains(host)) {
            return "nohost";
        }
        if (forNothing.getOrDefault(host, 0) >= MOST_FOR_NOTHING) {
            return "abuse";
        }
        Map<RecordType, Optional<RecordSet>> wanted = wanted(host, request.query());
        boolean changes = false;
        for (Map.Entry<RecordType, Optional<RecordSet>> each : wanted.entrySet()) {
            RecordKey key = key(host, each.getKey());
            changes |= !Optional.ofNullable(served().get(key))
                    .map(RecordSet::values)
                    .equals(each.getValue().map(RecordSet::values));
            each.getValue().ifPresentOrElse(set -> served().put(key, set), () -> served().remove(key));
        }
        forNothing.put(host, changes ? 0 : forNothing.getOrDefault(host, 0) + 1);
        if (changes) {
            remember();
        }
        String addresses = String.join(
                ",",
                wanted.values().stream()
                        .flatMap(Optional::stream)
                        .flatMap(set -> set.values().stream())
                        .toList());
        return (changes ? "good " : "nochg ") + addresses;
    }

    private RecordKey key(String host, RecordType type) {
        return RecordKey.of(host, type.name(), zone()).orElseThrow();
    }

    /** What becomes of each family; what is not there is left alone. */
    private Map<RecordType, Optional<RecordSet>> wanted(String host, Map<String, String> query) throws Refused {
        Map<RecordType, Optional<RecordSet>> wanted = new HashMap<>();
        if (families == Families.PRESERVE) {
            keep(wanted, host, RecordType.A, query.get("myipv4"));
            keep(wanted, host, RecordType.AAAA, query.get("myipv6"));
            return wanted;
        }
        String[] given = query.getOrDefault("myip", "").split(",", -1);
        if (families == Families.SEPARATE && given.length > 1) {
            // As selfhost.de does with a list.
            throw new Refused(Reply.of(200, "abuse\n"));
        }
        if (families == Families.TOGETHER) {
            wanted.put(RecordType.A, Optional.empty());
            wanted.put(RecordType.AAAA, Optional.empty());
        }
        for (String address : given) {
            RecordType type = address.contains(":") ? RecordType.AAAA : RecordType.A;
            wanted.put(type, Optional.of(RecordSet.of(key(host, type), TTL, address)));
        }
        return wanted;
    }

    private void keep(Map<RecordType, Optional<RecordSet>> wanted, String host, RecordType type, String address) {
        if (address == null || address.isEmpty()) {
            wanted.put(type, Optional.empty());
        } else if (!address.equals("preserve")) {
            wanted.put(type, Optional.of(RecordSet.of(key(host, type), TTL, address)));
        }
    }

    @Override
    protected Words words() {
        return new Words(
                Reply.of(429, "Request was throttled.").patiently(),
                Reply.of(401, "badauth\n"),
                Reply.of(200, "nohost\n"));
    }

    @Override
    public boolean inject(Fault fault) {
        switch (fault) {
            case LOSE_NEXT_ANSWER -> api().loseNextAnswer(any -> true);
            case REFUSE_NEXT_CHANGE -> api().failNext(any -> true, words().invalid());
            case LOSE_NEXT_PUBLICATION, CHANGE_BEFORE_NEXT_WRITE -> {
                return false;
            }
            default -> {
                return super.inject(fault);
            }
        }
        return true;
    }
}
