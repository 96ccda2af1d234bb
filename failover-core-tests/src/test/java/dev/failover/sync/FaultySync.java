package dev.failover.sync;

import dev.failover.component.UnavailableException;
import dev.failover.testkit.LocalFileSync;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /** The next that is to be written fails after so many; never if less than 0. */
    int notesBeforeFailure = -1;
    /** Whether it fails after it was written. */
    boolean writesBeforeFailing;

    Duration clockAhead = Duration.ZERO;
    boolean sourceChanges;
    Runnable during = () -> {};

    /** Of each call of {@link #verify}. */
    final List<Set<Path>> verified = new ArrayList<>();

    final List<Stretch> stretches = new ArrayList<>();
    Verifying verifying = Verifying.STRETCHES;
    Runnable duringVerification = () -> {};

    @Nullable
    RuntimeException verificationFailure;

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
                report.scanStarted().plus(clockAhead),
                report.complete() && !sourceChanges,
                report.files(),
                report.bytes(),
                report.transferredFiles(),
                report.transferredBytes(),
                report.deleted(),
                report.took(),
                sourceChanges ? Optional.of("big.db changed while being sent") : Optional.empty());
    }

    @Override
    public Verifying verifying() {
        return verifying;
    }

    @Override
    public Set<Path> verify(MirrorRequest request, Stretch stretch) throws InterruptedException {
        verified.add(request.paths().orElseThrow());
        stretches.add(stretch);
        fail();
        RuntimeException thrown = verificationFailure;
        if (thrown != null) {
            throw thrown;
        }
        duringVerification.run();
        return sync.verify(request, stretch);
    }

    @Override
    public Optional<String> readNote(String name, Duration timeout) throws InterruptedException {
        fail();
        return sync.readNote(name, timeout);
    }

    @Override
    public void writeNote(String name, String content, Duration timeout) throws InterruptedException {
        fail();
        boolean fails = notesBeforeFailure == 0;
        notesBeforeFailure--;
        if (!fails || writesBeforeFailing) {
            sync.writeNote(name, content, timeout);
        }
        if (fails) {
            throw new UnavailableException("the connection was lost");
        }
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
