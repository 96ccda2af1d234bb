package dev.failover.agent.config;

import dev.failover.component.InvalidSettingsException;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/** Reads where the public page is put as files. */
final class ExportReader {
    private final Faults faults;
    private final Collection<String> notifiers;
    private final Destinations.Draft to = new Destinations.Draft();
    private List<String> notify = List.of();

    /** @param notifiers the names that may be referred to */
    ExportReader(Faults faults, Collection<String> notifiers) {
        this.faults = faults;
        this.notifiers = notifiers;
    }

    ExportDefinition read(Node node) {
        BlockReader block = BlockReader.of(node, "export", faults);
        try {
            to.from(block.all().reader(), UnaryOperator.identity())
                    .texts("notify", names -> notify = Names.each("notifier", names, notifiers))
                    .build(() -> this);
        } catch (InvalidSettingsException e) {
            faults.addAll(e);
        }
        if (node instanceof Node.Block && !block.has("directory") && !block.has("sftp") && !block.has("s3")) {
            faults.add("export", "leads nowhere: give it a directory, sftp or s3");
        }
        return new ExportDefinition(to.destinations(), notify);
    }
}
