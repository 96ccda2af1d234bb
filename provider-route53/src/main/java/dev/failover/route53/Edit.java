package dev.failover.route53;

import dev.failover.dns.RecordKey;
import java.util.Optional;

/**
 * What is done to one record set, within one batch: it fails as a whole unless exactly {@code old} is there.
 *
 * @param old to be deleted, word for word; empty if nothing is there
 * @param made to be created; empty if nothing takes its place; may be the same as {@code old}, which changes nothing but gets a change's id
 */
record Edit(Optional<StoredSet> old, Optional<StoredSet> made) {
    RecordKey key() {
        return made.or(() -> old).orElseThrow().key();
    }

    int values() {
        return made.map(StoredSet::count).orElse(0) + old.map(StoredSet::count).orElse(0);
    }

    int characters() {
        return made.map(StoredSet::characters).orElse(0)
                + old.map(StoredSet::characters).orElse(0);
    }
}
