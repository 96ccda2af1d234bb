package dev.failover.rsync;

import dev.failover.sync.FileSync;
import dev.failover.testkit.FileSyncContract.Fault;
import dev.failover.testkit.FileSyncContract.Remote;
import java.nio.file.Path;

/** A target behind {@link Hops}. */
final class OverSsh implements Remote {
    private final Hops hops;
    private final Path directory;

    OverSsh(Hops hops, Path directory) {
        this.hops = hops;
        this.directory = directory;
    }

    @Override
    public FileSync sync() {
        return hops.to(directory).build();
    }

    @Override
    public boolean executes() {
        return true;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public boolean inject(Fault fault) throws Exception {
        switch (fault) {
            case HANG -> hops.target().freeze();
            case VANISH -> hops.target().stop();
            case REFUSE_CREDENTIALS -> hops.target().authorizeNobody();
        }
        return true;
    }

    @Override
    public void heal() throws Exception {
        hops.heal();
    }

    @Override
    public void close() {
        try {
            hops.heal();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
