package dev.failover.testkit;

import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Passes everything on; to be overridden where it shall be wrong. */
class WrappedFileSync implements FileSync {
    private final FileSync sync;

    WrappedFileSync(FileSync sync) {
        this.sync = sync;
    }

    @Override
    public MirrorReport mirror(MirrorRequest request, MirrorListener listener) throws InterruptedException {
        return sync.mirror(request, listener);
    }

    @Override
    public Verifying verifying() {
        return sync.verifying();
    }

    @Override
    public Set<Path> verify(MirrorRequest request, Stretch stretch) throws InterruptedException {
        return sync.verify(request, stretch);
    }

    @Override
    public Optional<String> readNote(String name, Duration timeout) throws InterruptedException {
        return sync.readNote(name, timeout);
    }

    @Override
    public void writeNote(String name, String content, Duration timeout) throws InterruptedException {
        sync.writeNote(name, content, timeout);
    }

    @Override
    public void execute(List<String> command, Duration timeout) throws InterruptedException {
        sync.execute(command, timeout);
    }

    @Override
    public void close() {
        sync.close();
    }
}
