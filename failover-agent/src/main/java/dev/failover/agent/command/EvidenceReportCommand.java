package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.evidence.IncidentTimeline;
import dev.failover.agent.evidence.ItemEnd;
import dev.failover.agent.page.html.IncidentPage;
import dev.failover.evidence.EvidenceStore;
import dev.failover.evidence.Manifest;
import dev.failover.internal.journal.FileStateStore;
import dev.failover.journal.JournalEntry;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;

/** What happened when, and what was collected. */
@Command(
        name = "report",
        description =
                "Prints a page of HTML about an incident, which stands alone: what happened when, and what was collected.")
final class EvidenceReportCommand extends EvidenceVerb {
    @Override
    int call(Configuration configuration, EvidenceStore store) {
        Manifest manifest =
                store.find(id()).orElseThrow(() -> new EndException(ExitCode.FAILED, id() + " has no manifest"));
        List<JournalEntry> journal = Opening.open(() -> FileStateStore.read(configuration.stateDirectory()));
        Path place = store.directoryOf(id());
        out().print(IncidentPage.of(
                manifest, IncidentTimeline.of(manifest, journal), item -> ItemEnd.of(place.resolve(item.file()))));
        return ExitCode.DONE;
    }
}
