package dev.failover.s3;

import dev.failover.component.RejectedException;
import dev.failover.time.Deadline;
import java.util.Optional;

/**
 * Finds out, before the first write, whether the store compares at all: one that does not know the headers of a condition may take
 * them for nothing, and would let everybody win. Two writes are made that must fail, on an object of the probe's own that every
 * watcher may share. Thread-safe.
 */
final class Probe {
    static final String WITHOUT =
            "it has no conditional writes (If-Match and If-None-Match of PutObject), without which watchers can't agree; take a store that has";

    /** No service's name begins with a dot. */
    private static final String OBJECT = ".probe";

    /** Of a form that stores have, and of no object: the MD5 hash of nothing, and an object of the probe is not empty. */
    private static final String NEVER = "\"d41d8cd98f00b204e9800998ecf8427e\"";

    private final Bucket bucket;
    private volatile boolean passed;

    Probe(Bucket bucket) {
        this.bucket = bucket;
    }

    /** @throws RejectedException if the store does not compare */
    void require(Deadline deadline) throws InterruptedException {
        if (passed) {
            return;
        }
        // The very first makes the object; whoever comes second must fail.
        boolean made = succeeds(Bucket.Condition.NOTHING, deadline);
        boolean madeTwice = made && succeeds(Bucket.Condition.NOTHING, deadline);
        if (madeTwice || succeeds(Bucket.Condition.version(NEVER).orElseThrow(), deadline)) {
            throw new RejectedException(
                    "%s let two writes succeed of which one had to fail: %s.".formatted(bucket, WITHOUT));
        }
        passed = true;
    }

    private boolean succeeds(Bucket.Condition condition, Deadline deadline) throws InterruptedException {
        Optional<String> written =
                bucket.put(OBJECT, condition, "to see whether conditions of writes are heeded", deadline);
        return written.isPresent();
    }

    boolean passed() {
        return passed;
    }

    /** Reads the probe's object, if it is there. */
    void read(Deadline deadline) throws InterruptedException {
        bucket.get(OBJECT, deadline);
    }
}
