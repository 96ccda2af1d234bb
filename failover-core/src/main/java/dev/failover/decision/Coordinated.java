package dev.failover.decision;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What several watchers of a service have agreed upon.
 *
 * @param votes about each site, in the order of preference
 * @param differences of the other watchers' configurations and versions, which decide nothing
 */
public record Coordinated(List<VoteCount> votes, Lease lease, List<WatcherDifference> differences) {
    public Coordinated {
        votes = List.copyOf(votes);
        differences = List.copyOf(differences);
    }

    /** Whether so many say that a site is down that it may be left. */
    public boolean isVotedDown(String site) {
        return votes.stream().anyMatch(count -> count.site().equals(site) && count.isEnough());
    }

    /**
     * What they say of a site.
     *
     * @throws IllegalArgumentException if there is no such site
     */
    public VoteCount about(String site) {
        return votes.stream()
                .filter(count -> count.site().equals(site))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no votes about " + site));
    }

    /**
     * Who may write.
     *
     * @param holder the watcher that holds the lease, as the store said when last asked; empty if none does
     * @param left for how long this watcher may still write, counted from when its latest renewal was sent; zero if it does not hold
     *     the lease
     * @param needed how much must be left for a write to be started
     * @param unreachable why the store can't be asked; empty if it can
     */
    public record Lease(Optional<String> holder, Duration left, Duration needed, Optional<String> unreachable) {

        /** S5: whether a write may be started. */
        public boolean allowsWrite() {
            return left.compareTo(needed) > 0;
        }
    }

    /**
     * That another watcher of a service has another configuration or version than this one, as it wrote last.
     *
     * @param watcher its name
     * @param version its version; empty if it says nothing of its configuration, as an older version does
     * @param ownVersion the version of this watcher
     * @param settings what differs, by the names of the settings, in alphabetical order; no value of them is known
     */
    public record WatcherDifference(
            String watcher, Optional<String> version, String ownVersion, List<String> settings) {
        public WatcherDifference {
            settings = List.copyOf(settings);
        }

        /** The difference, for a tired human. */
        public String sentence() {
            if (version.isEmpty()) {
                return watcher
                        + " says nothing of its configuration: it has an older version, or a watcher that has one wrote after it";
            }
            String versions = version.get().equals(ownVersion)
                    ? ""
                    : "%s has version %s, and this watcher %s".formatted(watcher, version.get(), ownVersion);
            String differing = settings.isEmpty()
                    ? ""
                    : "%s is configured differently from this watcher: %s"
                            .formatted(watcher, String.join(", ", settings));
            return versions.isEmpty() || differing.isEmpty() ? versions + differing : differing + "; " + versions;
        }
    }
}
