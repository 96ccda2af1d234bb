package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.evidence.EvidenceStore;
import dev.failover.evidence.Manifest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Of which incidents there is evidence. */
@Command(name = "list", description = "Lists the incidents of which there is evidence, the latest first.")
final class EvidenceListCommand extends Verb {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SERVICE",
            defaultValue = "",
            description = "Which service; all of them by default.")
    private String service = "";

    @Override
    int call(Configuration configuration) {
        List<Manifest> found = new ArrayList<>();
        for (EvidenceStore store : EvidenceVerb.stores(configuration, this).values()) {
            found.addAll(store.list());
        }
        List<Manifest> listed = found.stream()
                .filter(manifest ->
                        service.isEmpty() || manifest.incident().service().equals(service))
                .sorted(Comparator.comparing(Manifest::began).reversed())
                .toList();
        if (json()) {
            Output.json(out(), new Document(listed.stream().map(Line::of).toList()));
        } else {
            Columns.print(
                    out(),
                    columns -> listed.forEach(manifest -> columns.println("%s  %s  %s  %s  %s items, %s bytes"
                            .formatted(
                                    manifest.incident().id(),
                                    manifest.began().truncatedTo(ChronoUnit.SECONDS),
                                    manifest.incident().site(),
                                    EvidenceVerb.word(manifest),
                                    manifest.items().size(),
                                    manifest.bytes()))));
        }
        return ExitCode.DONE;
    }

    private record Document(List<Line> incidents) {}

    private record Line(
            String id,
            String service,
            long epoch,
            String site,
            Instant began,
            boolean complete,
            int items,
            long bytes,
            long redacted,
            List<String> missing) {
        static Line of(Manifest manifest) {
            return new Line(
                    manifest.incident().id(),
                    manifest.incident().service(),
                    manifest.incident().epoch(),
                    manifest.incident().site(),
                    manifest.began(),
                    manifest.isComplete(),
                    manifest.items().size(),
                    manifest.bytes(),
                    manifest.redacted(),
                    manifest.missing());
        }
    }
}
