package dev.failover.sync;

import dev.failover.testkit.LocalFileSync;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sync between two directories, with what it was asked for kept, and failures on demand. */
final class FaultySync implements FileSync {
    private final FileSync sync;
    final List<MirrorRequest> runs = new ArrayList<>();
    final List<List<String>> commands = new ArrayList<>();

    @Nullable
    RuntimeException failure;

    @Nullable
    RuntimeException commandFailure;

    boolean sourceChanges;
    Runnable during = () -> {};

    FaultySync(Path target) {
        sync = LocalFileSync.into(target);
    }

    private void fail() {
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public MirrorReport mirror(MirrorRequest request, MirrorListener listener) throws InterruptedException {
        runs.add(request);
        fail();
        during.run();
        MirrorReport report = sync.mirror(request, listener);
        return new MirrorReport(
                report.scanStarted(),
                report.complete() && !sourceChanges,
                report.files(),
                report.bytes(),
                report.transferredFiles(),
                report.transferredBytes(),
                report.deleted(),
                report.took());
    }

    @Override
    public Optional<String> readNote(String name, Duration timeout) throws InterruptedException {
        fail();
        return sync.readNote(name, timeout);
    }

    @Override
    public void writeNote(String name, String content, Duration timeout) throws InterruptedException {
        fail();
        sync.writeNote(name, content, timeout);
    }

    @Override
    public void execute(List<String> command, Duration timeout) {
        commands.add(command);
        RuntimeException thrown = commandFailure;
        if (thrown != null) {
            throw thrown;
        }
    }
}
