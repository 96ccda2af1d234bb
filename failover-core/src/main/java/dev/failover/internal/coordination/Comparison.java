package dev.failover.internal.coordination;

import dev.failover.coordination.Coordination;
import dev.failover.decision.Coordinated.WatcherDifference;
import dev.failover.internal.coordination.Bulletin.Ballot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the other voters are configured, as far as that was seen in the shared record, beside how this watcher is. Not thread-safe.
 */
public final class Comparison {
    private final Coordination terms;
    private final Fingerprint own;
    private final Map<String, Optional<Fingerprint>> seen = new TreeMap<>();

    Comparison(Coordination terms, Fingerprint own) {
        this.terms = terms;
        this.own = own;
    }

    /**
     * What one look at a record shows.
     *
     * @throws dev.failover.component.UnavailableException if it can't be read
     */
    public static List<WatcherDifference> of(String content, Coordination terms, Fingerprint own) {
        Comparison comparison = new Comparison(terms, own);
        comparison.see(Bulletin.read(content).votes());
        return comparison.differences();
    }

    /** An older version leaves out what it does not know, of others too: what was once seen of a watcher is not forgotten for that. */
    void see(Map<String, Ballot> votes) {
        votes.forEach((watcher, ballot) -> {
            Optional<Fingerprint> now = Fingerprint.read(ballot.configuration());
            if (now.isPresent() || !seen.containsKey(watcher)) {
                seen.put(watcher, now);
            }
        });
    }

    /** Of those that have written, in the order of the voters; who is as this watcher is left out. */
    List<WatcherDifference> differences() {
        return terms.voters().stream()
                .filter(voter -> !voter.name().equals(terms.watcher()) && seen.containsKey(voter.name()))
                .map(voter -> difference(voter.name(), seen.getOrDefault(voter.name(), Optional.empty())))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<WatcherDifference> difference(String watcher, Optional<Fingerprint> theirs) {
        Optional<String> version = theirs.map(Fingerprint::version);
        List<String> settings = theirs.map(own::differences).orElse(List.of());
        boolean same = version.filter(own.version()::equals).isPresent() && settings.isEmpty();
        return same ? Optional.empty() : Optional.of(new WatcherDifference(watcher, version, own.version(), settings));
    }
}
