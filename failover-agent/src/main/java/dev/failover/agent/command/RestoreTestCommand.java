package dev.failover.agent.command;

import dev.failover.agent.backup.BackupRecord.Tested;
import dev.failover.agent.backup.BackupWork;
import dev.failover.agent.config.BackupDefinition;
import dev.failover.backup.Backup.Depth;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A restore test by hand. */
@Command(
        name = "restore-test",
        description =
                "Restores the latest snapshot of each backup of a service into a directory of its own, and compares.")
final class RestoreTestCommand extends BackupVerb {
    @Option(names = "--read-all", description = "Reads the whole repository beforehand, to find all damage there is.")
    private boolean readAll;

    private record Made(
            String backup,
            String snapshot,
            long files,
            long allFiles,
            long bytes,
            long allBytes,
            long compared,
            long comparedWithSource,
            String source,
            Duration restoringSeconds,
            Duration tookSeconds) {}

    private record Document(List<Made> restoreTests) {}

    @Override
    Object work(BackupDefinition definition, BackupWork work) throws InterruptedException {
        Tested tested =
                work.test(readAll ? Depth.CONTENT : Depth.STRUCTURE).tested().orElseThrow();
        return new Made(
                definition.name(),
                tested.snapshot(),
                tested.files(),
                tested.allFiles(),
                tested.bytes(),
                tested.allBytes(),
                tested.compared(),
                tested.bySource(),
                String.valueOf(tested.source()),
                tested.restoring(),
                tested.took());
    }

    @Override
    String line(Object made) {
        Made tested = (Made) made;
        return "%s: %s of %s files of snapshot %s, %s bytes, restored in %s; %s compared and equal; %s"
                .formatted(
                        tested.backup(),
                        tested.files(),
                        tested.allFiles(),
                        tested.snapshot(),
                        tested.bytes(),
                        Durations.format(tested.restoringSeconds()),
                        tested.compared(),
                        tested.source());
    }

    @Override
    Object document(List<Object> all) {
        return new Document(all.stream().map(Made.class::cast).toList());
    }
}
