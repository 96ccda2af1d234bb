package dev.failover.cloudflare;

import dev.failover.dns.RecordEdit;
import dev.failover.dns.RecordEdit.ListedRecord;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Edits that Cloudflare makes all together or not at all, in the order deletions, patches, additions. Not thread-safe.
 *
 * <p>Addresses and aliases are patched, as what is deleted and added again may be missing at some of Cloudflare's servers for a moment:
 * a batch is one transaction in its database, but spreads record by record. A text is replaced by deleting the records that were found,
 * by their ids, and adding others: who comes second deletes what is not there any more, and the whole batch is refused.
 */
final class Batch {
    private final Zone zone;
    private final List<Object> deletes = new ArrayList<>();
    private final List<Object> patches = new ArrayList<>();
    private final List<Object> posts = new ArrayList<>();

    Batch(Zone zone) {
        this.zone = zone;
    }

    /** Adds what leads from the records found to a record set. */
    void add(List<ListedRecord> found, RecordSet desired) {
        if (desired.key().type() == RecordType.TXT) {
            found.forEach(this::delete);
            desired.values().forEach(value -> post(desired, value));
            return;
        }
        for (RecordEdit edit : RecordEdit.between(found, desired)) {
            if (edit instanceof RecordEdit.Put put) {
                Map<String, Object> patch = id(put.record());
                patch.putAll(StoredRecord.written(
                        desired, put.value(), zone.ttl(put.record().ttl(), desired)));
                patches.add(patch);
            } else if (edit instanceof RecordEdit.Post post) {
                post(desired, post.value());
            } else if (edit instanceof RecordEdit.Delete delete) {
                delete(delete.record());
            }
        }
    }

    /** Adds the deletion of one record. */
    void delete(ListedRecord record) {
        deletes.add(id(record));
    }

    private void post(RecordSet desired, String value) {
        posts.add(addition(desired, value, zone));
    }

    private static Map<String, Object> id(ListedRecord record) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", record.id());
        return members;
    }

    /** A record to be added; Cloudflare is to stand in front of it only where that was asked for. */
    static Map<String, Object> addition(RecordSet desired, String value, Zone zone) {
        RecordKey key = desired.key();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", key.in(zone.name()));
        members.put("type", key.type().name());
        boolean proxied = zone.isProxied(key);
        members.putAll(StoredRecord.written(
                desired, value, proxied ? StoredRecord.AUTOMATIC : desired.ttl().toSeconds()));
        if (key.type() != RecordType.TXT) {
            members.put("proxied", proxied);
        }
        return members;
    }

    /** How many operations these are, of which a batch may hold so many. */
    int size() {
        return deletes.size() + patches.size() + posts.size();
    }

    /** As the API takes it. */
    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("deletes", deletes);
        body.put("patches", patches);
        body.put("posts", posts);
        return body;
    }

    /** Takes over another's edits. */
    void addAll(Batch other) {
        deletes.addAll(other.deletes);
        patches.addAll(other.patches);
        posts.addAll(other.posts);
    }
}
