package dev.failover.agent.drill;

import dev.failover.Service;
import dev.failover.Service.ManagedRecord;
import dev.failover.component.RejectedException;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The names that one drill may change (S18): made for it, in the zones of a service, and told from all others by their form. The
 * first is the drill's own, {@code drill-20261129204501-9f3a}, each further name of the service has a number behind it.
 *
 * @param id the drill's name, which is a label of DNS
 * @param records what takes the place of each of the service's record sets, in its order
 * @param ownership the name of the ownership records
 */
record DrillNames(String id, List<ManagedRecord> records, RecordKey ownership) {
    private static final Pattern ID = Pattern.compile("drill-[0-9]{14}-[0-9a-f]{4}");
    private static final Pattern FORM = Pattern.compile("(_failover-)?" + ID + "(-[0-9]{1,4})?");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    DrillNames {
        records = List.copyOf(records);
    }

    /** A name that no other drill has: two watchers may begin one in the same second. */
    static String newId(Instant now, RandomGenerator random) {
        return "drill-%s-%04x".formatted(TIME.format(now), random.nextInt(1 << 16));
    }

    static DrillNames of(String id, Service service) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a drill's name must match " + ID + ", not \"" + id + "\"");
        }
        Map<String, String> names = new LinkedHashMap<>();
        List<ManagedRecord> records = new ArrayList<>();
        for (ManagedRecord record : service.records()) {
            String real = record.key().name();
            if (!names.containsKey(real)) {
                names.put(real, names.isEmpty() ? id : id + "-" + names.size());
            }
            RecordKey key =
                    new RecordKey(names.getOrDefault(real, id), record.key().type());
            records.add(new ManagedRecord(record.provider(), key, record.ttl()));
        }
        return new DrillNames(id, records, new RecordKey("_failover-" + id, RecordType.TXT));
    }

    /** What may be changed, by the provider's name. */
    Map<String, Set<RecordKey>> byProvider() {
        Map<String, Set<RecordKey>> keys = new TreeMap<>();
        for (ManagedRecord record : records) {
            Set<RecordKey> ofOne = keys.computeIfAbsent(record.provider(), provider -> new LinkedHashSet<>());
            ofOne.add(record.key());
            ofOne.add(ownership);
        }
        return keys;
    }

    /**
     * Makes sure that a name is a drill's, whoever says that it is one.
     *
     * @throws RejectedException if not
     */
    static void require(RecordKey key) {
        if (!FORM.matcher(key.name()).matches()) {
            throw new RejectedException("%s is no name of a drill: a drill never changes it".formatted(key));
        }
    }
}
