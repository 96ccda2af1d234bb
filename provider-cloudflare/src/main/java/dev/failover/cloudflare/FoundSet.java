package dev.failover.cloudflare;

import dev.failover.component.RejectedException;
import dev.failover.dns.RecordByRecord;
import dev.failover.dns.RecordEdit.ListedRecord;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands under a key.
 *
 * @param stored placeholders included
 */
record FoundSet(RecordKey key, List<StoredRecord> stored, Zone zone) {
    /** A text that says nothing; who makes a text replaces it. It is never shown to whoever asks. */
    static final String PLACEHOLDER = "failover-placeholder";

    /**
     * Picks it out of what was listed.
     *
     * @throws RejectedException if Cloudflare stands in front of it: then its addresses are not what clients get
     */
    static FoundSet of(RecordKey key, Map<RecordKey, List<StoredRecord>> listed, Zone zone) {
        List<StoredRecord> stored = listed.getOrDefault(key, List.of());
        List<StoredRecord> addresses = new ArrayList<>();
        addresses.addAll(listed.getOrDefault(new RecordKey(key.name(), RecordType.A), List.of()));
        addresses.addAll(listed.getOrDefault(new RecordKey(key.name(), RecordType.AAAA), List.of()));
        boolean hidden = stored.stream().anyMatch(StoredRecord::proxied)
                || key.type() != RecordType.TXT && addresses.stream().anyMatch(StoredRecord::proxied);
        if (hidden && !zone.isProxied(key)) {
            throw new RejectedException(
                    "%s in zone %s is proxied: clients get Cloudflare's addresses, and no name server shows a switch; set all records of the name to \"DNS only\", or name it in proxied if it is to be managed so."
                            .formatted(key, zone.name()));
        }
        return new FoundSet(key, stored, zone);
    }

    /** Empty if there is nothing but placeholders. */
    Optional<RecordSet> recordSet() {
        return RecordByRecord.recordSet(
                key,
                zone.name(),
                stored.stream()
                        .filter(each -> !isPlaceholder(each))
                        .map(StoredRecord::served)
                        .toList());
    }

    private boolean isPlaceholder(StoredRecord each) {
        return key.type() == RecordType.TXT && each.record().value().equals(PLACEHOLDER);
    }

    /** Placeholders beside something real. */
    List<ListedRecord> strays() {
        boolean real = stored.stream().anyMatch(each -> !isPlaceholder(each));
        return stored.stream()
                .filter(each -> real && isPlaceholder(each))
                .map(StoredRecord::record)
                .toList();
    }

    /** Its records, placeholders included. */
    List<ListedRecord> listed() {
        return stored.stream().map(StoredRecord::record).toList();
    }

    /** Whether nothing is to be edited. */
    boolean isExactly(RecordSet desired) {
        return stored.size() == desired.values().size()
                && recordSet().filter(desired::sameValues).isPresent()
                && stored.stream()
                        .allMatch(each ->
                                each.record().ttl() == zone.ttl(each.record().ttl(), desired));
    }
}
