package dev.failover.dyndns2;

import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What becomes of a name's address of the one family when the other is updated: vendors differ, and some remove it. */
public enum Families {
    /** It stays: each family is an update of its own. */
    SEPARATE {
        @Override
        List<Update> updates(String host, Map<RecordType, RecordSet> desired, Map<RecordType, RecordSet> there) {
            return desired.values().stream()
                    .map(set -> new Update(host, List.of(set), "myip=" + address(set)))
                    .toList();
        }
    },
    /** It is removed, or made up, unless it is told in the same update. */
    TOGETHER {
        @Override
        List<Update> updates(String host, Map<RecordType, RecordSet> desired, Map<RecordType, RecordSet> there) {
            List<String> addresses = new ArrayList<>();
            for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
                if (desired.containsKey(type)) {
                    addresses.add(address(desired.get(type)));
                } else if (there.containsKey(type)) {
                    addresses.add(address(there.get(type)));
                }
            }
            return List.of(new Update(host, List.copyOf(desired.values()), "myip=" + String.join(",", addresses)));
        }
    },
    /** It stays if the update says so, as at deSEC. */
    PRESERVE {
        @Override
        List<Update> updates(String host, Map<RecordType, RecordSet> desired, Map<RecordType, RecordSet> there) {
            String query =
                    "myipv4=" + orPreserve(desired, RecordType.A) + "&myipv6=" + orPreserve(desired, RecordType.AAAA);
            return List.of(new Update(host, List.copyOf(desired.values()), query));
        }
    };

    /**
     * One request.
     *
     * @param desired what it puts in place
     * @param addresses as it says that
     */
    record Update(String host, List<RecordSet> desired, String addresses) {}

    /**
     * What is to be sent for one name.
     *
     * @param there what the name has of families that are not desired; asked for where {@link #needsOther}
     */
    abstract List<Update> updates(String host, Map<RecordType, RecordSet> desired, Map<RecordType, RecordSet> there);

    boolean needsOther() {
        return this == TOGETHER;
    }

    private static String orPreserve(Map<RecordType, RecordSet> desired, RecordType type) {
        RecordSet set = desired.get(type);
        return set == null ? "preserve" : address(set);
    }

    private static String address(RecordSet set) {
        return set.values().iterator().next();
    }
}
