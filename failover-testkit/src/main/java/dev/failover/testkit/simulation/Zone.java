package dev.failover.testkit.simulation;

import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.internal.time.EventQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One zone: what its vendor has, what it published last, and what each of its servers gives. */
final class Zone {
    /** Told of each state that users may come to see. */
    interface Watch {
        /** @param where whose state it is */
        void changed(Zone zone, String where, Map<RecordKey, RecordSet> state);
    }

    /** What the vendor had until then. */
    private record Past(long until, Map<RecordKey, RecordSet> content) {}

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

    /** For how long what the vendor had is remembered. */
    private static final Duration KEPT = Duration.ofMinutes(3);

    static final RecordKey MAIL = new RecordKey("mail", RecordType.A);

    final String name;
    final int index;
    /** Whether changes are staged one by one, with no comparison, and then published; else atomically, with comparison. */
    final boolean staged;

    /** Whether its vendor takes addresses one by one, each published at once, and can't be asked. */
    boolean writeOnly;

    final List<RecordKey> managed;
    final List<Server> servers = new ArrayList<>();
    private final EventQueue timeline;
    private final Watch watch;
    private final List<Duration> lags = new ArrayList<>();
    /** What its vendor had in the last minutes, oldest first. */
    private final Deque<Past> past = new ArrayDeque<>();

    private Map<RecordKey, RecordSet> stored;
    private Map<RecordKey, RecordSet> published;
    private long publishedVersion;
    Fault.@Nullable Kind trouble;
    /** How old the vendor's answers may be at most. */
    Duration readsOld = Duration.ZERO;

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

    /** All that watchers may have to do with. */
    List<RecordKey> keys() {
        List<RecordKey> keys = new ArrayList<>(managed);
        keys.add(Checks.OWNERSHIP);
        return keys;
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
        become(next);
    }

    void remove(RecordKey key) {
        Map<RecordKey, RecordSet> next = new HashMap<>(stored);
        next.remove(key);
        become(next);
    }

    private void become(Map<RecordKey, RecordSet> next) {
        past.add(new Past(timeline.now(), stored));
        while (past.element().until() < timeline.now() - KEPT.toNanos()) {
            past.remove();
        }
        stored = Map.copyOf(next);
        watch.changed(this, "the vendor's copy", stored);
    }

    /** What the vendor had so long ago. */
    Optional<RecordSet> stored(RecordKey key, Duration ago) {
        long then = timeline.now() - ago.toNanos();
        Map<RecordKey, RecordSet> content = past.stream()
                .filter(each -> each.until() > then)
                .findFirst()
                .map(Past::content)
                .orElse(stored);
        return Optional.ofNullable(content.get(key));
    }

    /** Every value that the vendor had within the last minutes, or that a server still gives; empty where there was none. */
    Set<Optional<Set<String>>> lately(RecordKey key) {
        return Stream.concat(
                        Stream.concat(Stream.of(stored), past.stream().map(Past::content)),
                        servers.stream().map(server -> server.gives))
                .map(content -> Optional.ofNullable(content.get(key)).map(RecordSet::values))
                .collect(Collectors.toSet());
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

    /** Whether the vendor has this site, and every server gives it, silent ones included. */
    boolean isEverywhere(RecordKey key, SimulatedSite site) {
        return Stream.concat(Stream.of(stored), servers.stream().map(server -> server.gives))
                .allMatch(content -> Optional.ofNullable(content.get(key))
                        .filter(recordSet -> recordSet.values().stream().allMatch(site::isAt))
                        .isPresent());
    }
}
