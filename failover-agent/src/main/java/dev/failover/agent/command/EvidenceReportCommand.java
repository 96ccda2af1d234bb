package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.evidence.IncidentReport;
import dev.failover.evidence.EvidenceStore;
import dev.failover.evidence.Manifest;
import dev.failover.internal.journal.FileStateStore;
import picocli.CommandLine.Command;

/** What happened when, and what was collected. */
@Command(
        name = "report",
        description = "Prints a page of Markdown about an incident: what happened when, and what was collected.")
final class EvidenceReportCommand extends EvidenceVerb {
    @Override
    int call(Configuration configuration, EvidenceStore store) {
        Manifest manifest =
                store.find(id()).orElseThrow(() -> new EndException(ExitCode.FAILED, id() + " has no manifest"));
        IncidentReport.lines(manifest, Opening.open(() -> FileStateStore.read(configuration.stateDirectory())))
                .forEach(out()::println);
        return ExitCode.DONE;
    }
}
