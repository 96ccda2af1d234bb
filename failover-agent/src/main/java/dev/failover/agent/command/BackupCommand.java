package dev.failover.agent.command;

import dev.failover.agent.backup.BackupRecord;
import dev.failover.agent.backup.BackupRecord.Step;
import dev.failover.agent.backup.BackupRecord.Taken;
import dev.failover.agent.backup.BackupWork;
import dev.failover.agent.config.BackupDefinition;
import dev.failover.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** A snapshot by hand. */
@Command(name = "backup", description = "Takes a snapshot of each backup of a service now, and has expire what is to.")
final class BackupCommand extends BackupVerb {
    private record Made(
            String backup,
            String snapshot,
            Instant at,
            long files,
            long bytes,
            long addedBytes,
            Duration tookSeconds,
            Optional<String> expiryProblem) {}

    private record Document(List<Made> backups) {}

    @Override
    Object work(BackupDefinition definition, BackupWork work) throws InterruptedException {
        BackupRecord record = work.take();
        Taken taken = record.latest().orElseThrow();
        return new Made(
                definition.name(),
                taken.snapshot(),
                taken.at(),
                taken.files(),
                taken.bytes(),
                taken.added(),
                taken.took(),
                Optional.ofNullable(record.failures().get(Step.EXPIRE)).map(BackupRecord.Failure::why));
    }

    @Override
    String line(Object made) {
        Made taken = (Made) made;
        return "%s: snapshot %s of %s files, %s bytes, by which the repository grew %s, in %s%s"
                .formatted(
                        taken.backup(),
                        taken.snapshot(),
                        taken.files(),
                        taken.bytes(),
                        taken.addedBytes(),
                        Durations.format(taken.tookSeconds()),
                        taken.expiryProblem().map(why -> "\n  ! " + why).orElse(""));
    }

    @Override
    Object document(List<Object> all) {
        return new Document(all.stream().map(Made.class::cast).toList());
    }
}
