package dev.failover.ovh;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The records of the imitated zone: those edited, those published, and every state there was. Thread-safe. */
final class ImitatedZone {
    static final long DEFAULT_TTL = 3600;

    /** The first of the ids that no IEEE double can hold; every other id is one of these. */
    private static final long BEYOND_DOUBLE = (1L << 53) + 1;

    private final String zone;
    private final Map<Long, StoredRecord> edited = new TreeMap<>();
    private final List<Map<RecordKey, RecordSet>> history = new ArrayList<>();
    private List<StoredRecord> published = List.of();
    private long made;
    private long serial = 2026010100;

    ImitatedZone(String zone) {
        this.zone = zone;
    }

    /**
     * A record as OVH stores it.
     *
     * @param ttl in seconds; 0 for the zone's default
     */
    record StoredRecord(long id, String subDomain, String fieldType, String target, long ttl) {
        StoredRecord with(@Nullable String newSubDomain, @Nullable String newTarget, @Nullable Long newTtl) {
            return new StoredRecord(
                    id,
                    newSubDomain == null ? subDomain : newSubDomain,
                    fieldType,
                    newTarget == null ? target : newTarget,
                    newTtl == null ? ttl : least(newTtl));
        }
    }

    /** From 1 to 59 becomes 60, without a word. */
    private static long least(long ttl) {
        return ttl > 0 && ttl < 60 ? 60 : ttl;
    }

    synchronized StoredRecord add(String subDomain, String fieldType, String target, long ttl) {
        long number = made++;
        long id = number % 2 == 0 ? 5_300_000_004L + number : BEYOND_DOUBLE + number;
        StoredRecord record = new StoredRecord(id, subDomain, fieldType, target, least(ttl));
        edited.put(id, record);
        remember(edited.values());
        return record;
    }

    synchronized boolean replace(long id, @Nullable String subDomain, @Nullable String target, @Nullable Long ttl) {
        StoredRecord record = edited.get(id);
        if (record == null) {
            return false;
        }
        edited.put(id, record.with(subDomain, target, ttl));
        remember(edited.values());
        return true;
    }

    synchronized boolean remove(long id) {
        boolean there = edited.remove(id) != null;
        remember(edited.values());
        return there;
    }

    /** Gives every record another id, as an edit of the zone as text does. */
    synchronized void renumber() {
        List<StoredRecord> records = List.copyOf(edited.values());
        edited.clear();
        records.forEach(record -> add(record.subDomain(), record.fieldType(), record.target(), record.ttl()));
    }

    synchronized Optional<StoredRecord> get(long id) {
        return Optional.ofNullable(edited.get(id));
    }

    /** The ids that OVH's filters let pass: the type exactly, the name by SQL's LIKE and in any case. */
    synchronized List<Long> ids(@Nullable String fieldType, @Nullable String subDomain) {
        return edited.values().stream()
                .filter(record -> fieldType == null || fieldType.equals(record.fieldType()))
                .filter(record -> subDomain == null || isLike(record.subDomain(), subDomain))
                .map(StoredRecord::id)
                .toList();
    }

    static boolean isLike(String text, String like) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < like.length(); i++) {
            char c = like.charAt(i);
            regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE)
                .matcher(text)
                .matches();
    }

    /** Publishes what is edited; text gets its quotes. */
    synchronized List<RecordSet> publish() {
        edited.replaceAll((id, record) ->
                record.fieldType().equals("TXT") && !record.target().startsWith("\"")
                        ? record.with(null, '"' + record.target() + '"', null)
                        : record);
        published = List.copyOf(edited.values());
        serial++;
        remember(published);
        return List.copyOf(recordSets(published).values());
    }

    synchronized long serial() {
        return serial;
    }

    synchronized List<StoredRecord> edited() {
        return List.copyOf(edited.values());
    }

    synchronized List<StoredRecord> published() {
        return published;
    }

    synchronized List<Map<RecordKey, RecordSet>> history() {
        return List.copyOf(history);
    }

    synchronized void forgetHistory() {
        history.clear();
    }

    private void remember(Iterable<StoredRecord> records) {
        history.add(recordSets(records));
    }

    /** The records as a name server would serve them: those of the types the library knows. */
    Map<RecordKey, RecordSet> recordSets(Iterable<StoredRecord> records) {
        Set<String> known =
                new HashSet<>(Arrays.stream(RecordType.values()).map(Enum::name).toList());
        Map<RecordKey, RecordSet> sets = new LinkedHashMap<>();
        for (StoredRecord record : records) {
            if (known.contains(record.fieldType())) {
                RecordKey key = new RecordKey(
                        record.subDomain().isEmpty() ? RecordKey.APEX : record.subDomain(),
                        RecordType.valueOf(record.fieldType()));
                RecordSet alone = RecordSet.of(
                        key,
                        Duration.ofSeconds(record.ttl() == 0 ? DEFAULT_TTL : record.ttl()),
                        Target.read(key.type(), record.target(), zone));
                sets.merge(key, alone, ImitatedZone::joined);
            }
        }
        return sets;
    }

    private static RecordSet joined(RecordSet one, RecordSet other) {
        Set<String> values = new HashSet<>(one.values());
        values.addAll(other.values());
        Duration least = one.ttl().compareTo(other.ttl()) < 0 ? one.ttl() : other.ttl();
        return new RecordSet(one.key(), least, values);
    }
}
