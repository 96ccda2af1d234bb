package dev.failover.agent.config;

import dev.failover.Site;
import dev.failover.sync.ReplicaAge;
import java.util.Collection;

/** Says to a site which data it lives on, how old that is, and what mirrors it: into this machine, or from it. */
final class FeedReader {
    private final ReplicaReader replicas;
    private final Collection<SyncDefinition> syncs;

    FeedReader(ReplicaReader replicas, Collection<SyncDefinition> syncs) {
        this.replicas = replicas;
        this.syncs = syncs;
    }

    /**
     * Feeds a site.
     *
     * @param place of the site in the service's order
     * @param asked whether the service asks for a replica's age; who does not is spared the looks at the other side
     */
    void feed(Site.Builder site, String service, String name, int place, boolean asked) {
        replicas.of(service, name).forEach(site::replica);
        syncs.stream()
                .filter(sync -> sync.follows(service, name))
                .forEach(sync -> sync.following().ifPresent(site::mirror));
        if (asked) {
            syncs.stream()
                    .filter(sync -> sync.feeds(service, name, place))
                    .forEach(sync -> site.replicaAge(
                            ReplicaAge.over(sync.mirror().dataSet().name(), sync.transport())));
        }
    }
}
