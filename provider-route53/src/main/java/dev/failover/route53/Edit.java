package dev.failover.route53;

import dev.failover.dns.RecordKey;
import java.util.Optional;

/**
 * What is done to one record set, within one batch: it fails as a whole unless exactly {@code old} is there.
 *
 * @param old to be deleted, word for word; empty if nothing is there
 * @param made to be created; may be the same as {@code old}, which changes nothing but gets a change's id
 */
record Edit(Optional<StoredSet> old, StoredSet made) {
    RecordKey key() {
        return made.key();
    }

    int values() {
        return made.count() + old.map(StoredSet::count).orElse(0);
    }

    int characters() {
        return made.characters() + old.map(StoredSet::characters).orElse(0);
    }
}
