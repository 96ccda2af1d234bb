package dev.failover.route53;

import dev.failover.dns.RecordKey;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ChangeInfo;
import software.amazon.awssdk.services.route53.model.ChangeResourceRecordSetsRequest;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsRequest;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** The record sets of one hosted zone as they would next be published. Thread-safe. */
final class ZoneRecords {
    /** Route 53 gives no more at once. */
    private static final int MAX_ITEMS = 300;

    private final Route53Api api;
    private final Attempts attempts;
    private final String zone;
    private final String zoneId;

    ZoneRecords(Route53Api api, Attempts attempts, String zone, String zoneId) {
        this.api = api;
        this.attempts = attempts;
        this.zone = zone;
        this.zoneId = zoneId;
    }

    String zone() {
        return zone;
    }

    /** The record set of exactly this name and type. */
    Optional<StoredSet> find(RecordKey key, Deadline deadline) throws InterruptedException {
        return Optional.ofNullable(find(Set.of(key), Set.of(), deadline).get(key));
    }

    /**
     * The record sets of exactly these names and types, by few requests: each lists what follows the first that is still
     * looked for. A listing goes on with other names where one is absent, so that only what it begins with is known to be
     * absent for sure.
     *
     * @param additions those that should not be there, and whose creation fails if they are: for them, a gap in the list
     *     is proof enough
     */
    Map<RecordKey, StoredSet> find(Set<RecordKey> keys, Set<RecordKey> additions, Deadline deadline)
            throws InterruptedException {
        Map<RecordKey, StoredSet> found = new HashMap<>();
        ListingOrder order = new ListingOrder();
        TreeSet<RecordKey> open = new TreeSet<>(order);
        open.addAll(keys);
        while (!open.isEmpty()) {
            RecordKey start = open.first();
            ListResourceRecordSetsResponse page = list(start, open.size() == 1 ? 1 : MAX_ITEMS, deadline);
            open.remove(start);
            RecordKey end = start;
            for (ResourceRecordSet listed : page.resourceRecordSets()) {
                Optional<RecordKey> key = key(listed);
                end = key.orElse(end);
                // Of several with an identifier each, one is enough to refuse them all.
                key.filter(keys::contains).ifPresent(known -> {
                    found.putIfAbsent(known, new StoredSet(known, listed));
                    open.remove(known);
                });
            }
            RecordKey last = end;
            open.removeIf(key -> additions.contains(key) && (!page.isTruncated() || order.compare(key, last) < 0));
        }
        return found;
    }

    private ListResourceRecordSetsResponse list(RecordKey start, int items, Deadline deadline)
            throws InterruptedException {
        return attempts.make(deadline, within -> {
            ListResourceRecordSetsResponse page = api.call(
                            Action.LIST_RECORD_SETS,
                            within,
                            (client, settings) -> client.listResourceRecordSets(ListResourceRecordSetsRequest.builder()
                                    .overrideConfiguration(settings)
                                    .hostedZoneId(zoneId)
                                    .startRecordName(RecordName.write(start, zone))
                                    .startRecordType(start.type().name())
                                    .maxItems(Integer.toString(items))
                                    .build()))
                    .orThrow();
            if (page.isTruncated() == null
                    || !page.resourceRecordSets().stream().allMatch(ZoneRecords::isWhole)) {
                throw api.unexpected(Action.LIST_RECORD_SETS);
            }
            return page;
        });
    }

    private static boolean isWhole(ResourceRecordSet listed) {
        return listed.name() != null
                && listed.type() != null
                && listed.resourceRecords().stream().allMatch(record -> record.value() != null);
    }

    /** Empty for what the library can't manage: other types, names it has no text for. */
    private Optional<RecordKey> key(ResourceRecordSet listed) {
        return RecordKey.of(RecordName.read(listed.name()), listed.typeAsString(), zone);
    }

    /** Makes all of the edits or none; whether a record set is still the one to be deleted is for Route 53 to say. */
    Answer<ChangeInfo> change(List<Edit> edits, Deadline deadline) throws InterruptedException {
        List<Change> changes = edits.stream().flatMap(ZoneRecords::changes).toList();
        return attempts.make(deadline, within -> {
            Answer<ChangeInfo> answer = api.call(
                    Action.CHANGE_RECORD_SETS,
                    within,
                    (client, settings) -> client.changeResourceRecordSets(ChangeResourceRecordSetsRequest.builder()
                                    .overrideConfiguration(settings)
                                    .hostedZoneId(zoneId)
                                    .changeBatch(batch -> batch.changes(changes))
                                    .build())
                            .changeInfo());
            if (answer instanceof Answer.Done<ChangeInfo> done
                    && (done.value() == null || done.value().id() == null)) {
                throw api.unexpected(Action.CHANGE_RECORD_SETS);
            }
            return answer;
        });
    }

    private static Stream<Change> changes(Edit edit) {
        return Stream.concat(
                edit.old().stream().map(old -> change(ChangeAction.DELETE, old)),
                edit.made().stream().map(made -> change(ChangeAction.CREATE, made)));
    }

    private static Change change(ChangeAction action, StoredSet set) {
        return Change.builder().action(action).resourceRecordSet(set.listed()).build();
    }
}
