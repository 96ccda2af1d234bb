package dev.failover.route53;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.route53.ImitatedReply.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The record sets of one hosted zone, and the changes on their way to the name servers. Thread-safe. */
final class ImitatedZone {
    private Consumer<List<RecordSet>> onPublish = recordSets -> {};
    private static final int MAX_VALUES = 1000;
    private static final int MAX_CHARACTERS = 32_000;

    private final String name;
    private TreeMap<String, ImitatedSet> stored = new TreeMap<>();
    private SortedMap<String, ImitatedSet> served = new TreeMap<>();
    private final Map<String, Pending> changes = new LinkedHashMap<>();
    private final List<Map<RecordKey, RecordSet>> history = new ArrayList<>();
    private int looksUntilInSync = 1;

    /** A change on its way. */
    private static final class Pending {
        /** What is served once this change is in sync. */
        final SortedMap<String, ImitatedSet> state;

        int looksLeft;
        boolean inSync;

        Pending(SortedMap<String, ImitatedSet> state, int looksLeft) {
            this.state = state;
            this.looksLeft = looksLeft;
        }
    }

    /** One of a batch's changes. */
    record Change(String action, ImitatedSet set) {}

    ImitatedZone(String name) {
        this.name = name;
        put(new ImitatedSet(name + ".", "NS", null, 172800L, List.of("ns-1.awsdns-00.com."), ""));
        put(new ImitatedSet(
                name + ".",
                "SOA",
                null,
                900L,
                List.of("ns-1.awsdns-00.com. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"),
                ""));
        publish();
    }

    /** Puts it there by hand, served at the next publication. */
    synchronized void put(ImitatedSet set) {
        stored.put(set.position(), set);
    }

    synchronized void put(Collection<RecordSet> sets) {
        for (RecordSet set : sets) {
            put(new ImitatedSet(
                    canonical(RecordName.write(set.key(), name)),
                    set.key().type().name(),
                    null,
                    set.ttl().toSeconds(),
                    set.values().stream()
                            .map(value -> RecordValue.write(set.key().type(), value))
                            .toList(),
                    ""));
        }
    }

    /** Serves what is stored, whatever is pending. */
    synchronized void publish() {
        served = new TreeMap<>(stored);
        onPublish.accept(List.copyOf(served().values()));
    }

    synchronized void onPublish(Consumer<List<RecordSet>> hook) {
        onPublish = hook;
    }

    synchronized void looksUntilInSync(int looks) {
        looksUntilInSync = looks;
    }

    /** As Route 53 keeps names: in lower case, with final dot, escaped. */
    static String canonical(String name) {
        String lower = name.toLowerCase(java.util.Locale.ROOT).replace("*", "\\052");
        return lower.endsWith(".") ? lower : lower + ".";
    }

    synchronized List<ImitatedSet> from(String position) {
        return List.copyOf(stored.tailMap(position, true).values());
    }

    synchronized List<String> values(RecordKey key) {
        return stored.values().stream()
                .filter(set -> set.isAt(
                        canonical(RecordName.write(key, name)), key.type().name()))
                .flatMap(set -> set.values().stream())
                .toList();
    }

    /** All of them or none. Gives the change's id. */
    synchronized String change(List<Change> batch, boolean messagesApart) throws Refused {
        checkLimits(batch);
        TreeMap<String, ImitatedSet> after = new TreeMap<>(stored);
        List<String> faults = new ArrayList<>();
        for (Change change : batch) {
            carryOut(change, after, faults);
        }
        checkAliases(after, batch, faults);
        if (!faults.isEmpty()) {
            throw new Refused(
                    messagesApart
                            ? ImitatedReply.error(400, "InvalidChangeBatch", faults)
                            : ImitatedReply.error(400, "InvalidChangeBatch", faults.toString()));
        }
        stored = after;
        history.add(recordSets(stored.values()));
        String id = "C%020d".formatted(changes.size() + 1);
        changes.put(id, new Pending(new TreeMap<>(stored), looksUntilInSync));
        return id;
    }

    private static void checkLimits(List<Change> batch) throws Refused {
        int values = 0;
        int characters = 0;
        for (Change change : batch) {
            int times = change.action().equals("UPSERT") ? 2 : 1;
            values += times * change.set().values().size();
            characters += times
                    * change.set().values().stream().mapToInt(String::length).sum();
        }
        if (values > MAX_VALUES) {
            throw new Refused(400, "InvalidChangeBatch", "[Number of records limit of 1000 exceeded.]");
        }
        if (characters > MAX_CHARACTERS) {
            throw new Refused(400, "InvalidChangeBatch", "[Maximum length of all values, 32000, exceeded.]");
        }
    }

    private void carryOut(Change change, Map<String, ImitatedSet> after, List<String> faults) {
        ImitatedSet set = change.set();
        String what = "resource record set [name='%s', type='%s'%s]"
                .formatted(
                        set.name(),
                        set.type(),
                        set.identifier() == null ? "" : ", set identifier='" + set.identifier() + "'");
        if (!set.name().equals(name + ".") && !set.name().endsWith("." + name + ".")) {
            faults.add("RRSet with DNS name %s is not permitted in zone %s.".formatted(set.name(), name));
            return;
        }
        ImitatedSet there = after.get(set.position());
        switch (change.action()) {
            case "CREATE" -> {
                if (there != null) {
                    faults.add("Tried to create " + what + " but it already exists");
                } else if (after.values().stream().anyMatch(other -> other.isAt(set.name(), set.type()))) {
                    faults.add(
                            "RRSet with DNS name %s, type %s, cannot be created as other RRSets exist with the same name and type."
                                    .formatted(set.name(), set.type()));
                } else {
                    after.put(set.position(), set);
                }
            }
            case "DELETE" -> {
                if (there == null) {
                    faults.add("Tried to delete " + what + " but it was not found");
                } else if (!there.isRepeatedBy(set)) {
                    faults.add("Tried to delete " + what + " but the values provided do not match the current values");
                } else {
                    after.remove(set.position());
                }
            }
            default -> after.put(set.position(), set);
        }
    }

    private static void checkAliases(Map<String, ImitatedSet> after, List<Change> batch, List<String> faults) {
        for (Change change : batch) {
            List<ImitatedSet> ofName = after.values().stream()
                    .filter(set -> set.name().equals(change.set().name()))
                    .toList();
            if (ofName.size() > 1 && ofName.stream().anyMatch(set -> set.type().equals("CNAME"))) {
                faults.add(
                        "RRSet of type %s with DNS name %s is not permitted as it conflicts with other records with the same DNS name"
                                .formatted(change.set().type(), change.set().name()));
            }
        }
    }

    /** The change's status; each look brings it nearer to INSYNC, and with it all that was accepted before. */
    synchronized String look(String id) throws Refused {
        Pending change = changes.get(id);
        if (change == null) {
            throw new Refused(404, "NoSuchChange", "Could not find resource with ID: " + id);
        }
        if (!change.inSync && change.looksLeft-- <= 0) {
            for (Pending earlier : changes.values()) {
                if (!earlier.inSync) {
                    earlier.inSync = true;
                    served = earlier.state;
                    onPublish.accept(List.copyOf(served().values()));
                    if (earlier == change) {
                        break;
                    }
                }
            }
        }
        return change.inSync ? "INSYNC" : "PENDING";
    }

    synchronized Map<RecordKey, RecordSet> served() {
        return recordSets(served.values());
    }

    /** How many changes were accepted. */
    synchronized int accepted() {
        return changes.size();
    }

    synchronized List<Map<RecordKey, RecordSet>> history() {
        return List.copyOf(history);
    }

    /** The simple record sets of the types the library knows. */
    private Map<RecordKey, RecordSet> recordSets(Collection<ImitatedSet> sets) {
        var known = Arrays.stream(RecordType.values()).map(Enum::name).collect(Collectors.toSet());
        Map<RecordKey, RecordSet> result = new HashMap<>();
        for (ImitatedSet set : sets) {
            Long ttl = set.ttl();
            if (known.contains(set.type()) && set.identifier() == null && ttl != null) {
                String whole = RecordName.read(set.name());
                RecordKey key = new RecordKey(
                        whole.equals(name) ? RecordKey.APEX : whole.substring(0, whole.length() - name.length() - 1),
                        RecordType.valueOf(set.type()));
                result.put(
                        key,
                        new RecordSet(
                                key,
                                Duration.ofSeconds(ttl),
                                new HashSet<>(set.values().stream()
                                        .map(value -> RecordValue.read(key.type(), value))
                                        .toList())));
            }
        }
        return result;
    }
}
