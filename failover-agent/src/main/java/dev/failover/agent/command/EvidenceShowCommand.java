package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.evidence.EvidenceStore;
import dev.failover.evidence.Incident;
import dev.failover.evidence.Manifest;
import dev.failover.evidence.Manifest.Kept;
import picocli.CommandLine.Command;

/** What there is of one incident. */
@Command(name = "show", description = "Shows what was collected of an incident, and what wasn't.")
final class EvidenceShowCommand extends EvidenceVerb {
    @Override
    int call(Configuration configuration, EvidenceStore store) {
        Manifest manifest =
                store.find(id()).orElseThrow(() -> new EndException(ExitCode.FAILED, id() + " has no manifest"));
        if (json()) {
            Output.json(out(), manifest);
            return ExitCode.DONE;
        }
        Incident incident = manifest.incident();
        out().printf("%s: %s was left at %s%n", incident.id(), incident.site(), incident.decidedAt());
        out().printf("  %s%n", incident.reason());
        out().printf("  %s, in %s%n", word(manifest), store.directoryOf(id()));
        manifest.items().forEach(this::print);
        manifest.missing().forEach(missing -> out().printf("missing: %s%n", missing));
        return ExitCode.DONE;
    }

    private void print(Kept item) {
        out().printf(
                        "%s: %s bytes%s%s%s%n",
                        item.file(),
                        item.bytes(),
                        item.dropped() == 0 ? "" : ", after %s that were not kept".formatted(item.dropped()),
                        item.exit().map(status -> ", status " + status).orElse(""),
                        item.redacted() == 0 ? "" : ", %s secrets taken out".formatted(item.redacted()));
        out().printf("  by %s, from %s%n", item.collector(), item.source());
    }
}
