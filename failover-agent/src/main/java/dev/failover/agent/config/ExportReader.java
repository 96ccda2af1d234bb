package dev.failover.agent.config;

import dev.failover.agent.config.ExportDefinition.Sftp;
import dev.failover.component.Components;
import dev.failover.component.InvalidSettingsException;
import dev.failover.s3.S3Files;
import dev.failover.sync.FileSync;
import dev.failover.sync.FileSyncFactory;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads where the public page is put as files. */
final class ExportReader {
    private static final String SFTP = "sftp";

    private final Faults faults;
    private final Collection<String> notifiers;

    private @Nullable Path directory;
    private @Nullable FileSync sftp;
    private @Nullable S3Files s3;
    private List<String> notify = List.of();

    /** @param notifiers the names that may be referred to */
    ExportReader(Faults faults, Collection<String> notifiers) {
        this.faults = faults;
        this.notifiers = notifiers;
    }

    ExportDefinition read(Node node) {
        BlockReader block = BlockReader.of(node, "export", faults);
        try {
            block.all()
                    .reader()
                    .path("directory", path -> directory = path)
                    .nested(
                            SFTP,
                            settings -> sftp =
                                    Components.load(FileSyncFactory.class).create(SFTP, settings))
                    .nested("s3", settings -> s3 = S3Files.of(settings))
                    .texts("notify", names -> notify = Names.each("notifier", names, notifiers))
                    .build(() -> this);
        } catch (InvalidSettingsException e) {
            faults.addAll(e);
        }
        if (node instanceof Node.Block && !block.has("directory") && !block.has(SFTP) && !block.has("s3")) {
            faults.add("export", "leads nowhere: give it a directory, sftp or s3");
        }
        return new ExportDefinition(
                Optional.ofNullable(directory),
                Optional.ofNullable(sftp).map(transport -> new Sftp(destination(block), transport)),
                Optional.ofNullable(s3),
                notify);
    }

    private String destination(BlockReader block) {
        return block.take(SFTP)
                .flatMap(
                        node -> BlockReader.of(node, block.pathOf(SFTP), faults).peek("destination"))
                .orElse("");
    }
}
