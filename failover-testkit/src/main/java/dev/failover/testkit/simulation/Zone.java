package dev.failover.testkit.simulation;

import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.time.EventQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One zone: what its vendor has, what it published last, and what each of its servers gives. */
final class Zone {
    /** Told of each state that users may come to see. */
    interface Watch {
        /** @param where whose state it is */
        void changed(Zone zone, String where, Map<RecordKey, RecordSet> state);
    }

    /** One of the zone's servers. */
    final class Server {
        final int index;
        private Map<RecordKey, RecordSet> gives;
        private long version;
        int stale;
        int silent;

        Server(int index, Map<RecordKey, RecordSet> gives) {
            this.index = index;
            this.gives = gives;
        }

        Optional<RecordSet> give(RecordKey key) {
            return Optional.ofNullable(gives.get(key));
        }

        void catchUp() {
            if (stale == 0 && version < publishedVersion) {
                version = publishedVersion;
                gives = published;
                watch.changed(Zone.this, "server " + index, gives);
            }
        }
    }

    static final RecordKey MAIL = new RecordKey("mail", RecordType.A);

    final String name;
    final int index;
    /** Whether changes are staged one by one, with no comparison, and then published; else atomically, with comparison. */
    final boolean staged;

    final List<RecordKey> managed;
    final List<Server> servers = new ArrayList<>();
    private final EventQueue timeline;
    private final Watch watch;
    private final List<Duration> lags = new ArrayList<>();
    private Map<RecordKey, RecordSet> stored;
    private Map<RecordKey, RecordSet> published;
    private long publishedVersion;
    Fault.@Nullable Kind trouble;

    Zone(
            int index,
            boolean staged,
            List<RecordKey> managed,
            List<RecordSet> content,
            List<Duration> lags,
            EventQueue timeline,
            Watch watch) {
        this.name = "zone" + index + ".example";
        this.index = index;
        this.staged = staged;
        this.managed = List.copyOf(managed);
        this.timeline = timeline;
        this.watch = watch;
        this.lags.addAll(lags);
        Map<RecordKey, RecordSet> records = new HashMap<>();
        content.forEach(recordSet -> records.put(recordSet.key(), recordSet));
        stored = Map.copyOf(records);
        published = stored;
        for (int i = 0; i < lags.size(); i++) {
            servers.add(new Server(i, stored));
        }
    }

    Optional<RecordSet> stored(RecordKey key) {
        return Optional.ofNullable(stored.get(key));
    }

    /** Whether any of the changes may not be made, as something else is there than was expected. */
    Optional<RecordChange> conflict(List<RecordChange> changes) {
        return changes.stream()
                .filter(change -> {
                    Optional<Set<String>> found = stored(change.key()).map(RecordSet::values);
                    return !found.equals(change.expected().map(RecordSet::values))
                            && !found.equals(Optional.of(change.desired().values()));
                })
                .findFirst();
    }

    void store(List<RecordSet> recordSets) {
        Map<RecordKey, RecordSet> next = new HashMap<>(stored);
        recordSets.forEach(recordSet -> next.put(recordSet.key(), recordSet));
        stored = Map.copyOf(next);
        watch.changed(this, "the vendor's copy", stored);
    }

    void publish() {
        if (published.equals(stored)) {
            return;
        }
        published = stored;
        publishedVersion++;
        watch.changed(this, "what the vendor publishes", published);
        for (Server server : servers) {
            timeline.in(lags.get(server.index), server::catchUp);
        }
    }

    Duration slowestServer() {
        return lags.stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    /** Whether every server gives these values, silent ones included. */
    boolean isEverywhere(RecordSet recordSet) {
        return servers.stream()
                .allMatch(server -> server.give(recordSet.key())
                        .filter(recordSet::sameValues)
                        .isPresent());
    }
}
