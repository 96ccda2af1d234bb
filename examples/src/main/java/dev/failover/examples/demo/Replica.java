package dev.failover.examples.demo;

import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.LocalFileSync;
import java.nio.file.Path;
import java.time.Duration;

/** The standby's copy of what production serves. */
record Replica(FileSync sync, Path source) implements AutoCloseable {
    private static final int MAX_DELETES = 10;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    static Replica of(DemoSites sites) {
        return new Replica(LocalFileSync.into(sites.home().root()), sites.prod().root());
    }

    /** Makes it equal to production's. */
    MirrorReport update() throws InterruptedException {
        return sync.mirror(MirrorRequest.everything(source, MAX_DELETES, TIMEOUT), MirrorListener.NONE);
    }

    @Override
    public void close() {
        sync.close();
    }
}
