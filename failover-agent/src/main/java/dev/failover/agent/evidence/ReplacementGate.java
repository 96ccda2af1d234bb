package dev.failover.agent.evidence;

import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import dev.failover.component.RejectedException;
import dev.failover.decision.RememberedSwitch;
import dev.failover.decision.ServiceState;
import dev.failover.evidence.EvidenceStore;
import dev.failover.evidence.Manifest;
import dev.failover.internal.journal.FileStateStore;
import dev.failover.journal.JournalEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a site may be replaced, by which all that it knows of its failure is lost. That evidence of it failed keeps the machine; it
 * never keeps a switch.
 */
public final class ReplacementGate {
    private final EvidenceStore store;
    private final Path stateDirectory;
    private final String service;
    private final String site;

    public ReplacementGate(EvidenceStore store, Path stateDirectory, String service, String site) {
        this.store = store;
        this.stateDirectory = stateDirectory;
        this.service = service;
        this.site = site;
    }

    private ServiceState state() {
        return FileStateStore.read(stateDirectory).stream()
                .filter(entry -> entry.service().equals(service))
                .reduce((first, last) -> last)
                .map(JournalEntry::state)
                .orElse(ServiceState.INITIAL);
    }

    /** Why nobody's word makes it right: the site serves, or clients are still on their way from it. */
    public List<String> forbidding() {
        ServiceState state = state();
        if (state.assignment().isEmpty()) {
            return List.of("It is not known where %s is: start the agent first".formatted(service));
        }
        String active = state.assignment().get().site();
        if (active.equals(site)) {
            return List.of("%s is at %s: switch it to another site first".formatted(service, site));
        }
        if (state.transition().isPresent()) {
            return List.of("%s is on its way to %s, which is not published everywhere yet: wait for that"
                    .formatted(service, active));
        }
        return List.of();
    }

    /** The latest switch that left the site, as far as it is remembered. */
    private Optional<RememberedSwitch> left() {
        return state().switches().stream()
                .filter(made -> made.from().equals(site))
                .reduce((first, last) -> last);
    }

    private Optional<String> incident() {
        return left().map(made -> service + "-" + made.epoch());
    }

    /** Where the evidence is. */
    public Optional<Path> evidence() {
        return incident().map(store::directoryOf).filter(Files::isDirectory);
    }

    /** What is missing of the evidence, a sentence each. */
    public List<String> missing() throws InterruptedException {
        Optional<String> id = incident();
        if (id.isEmpty()) {
            return List.of(
                    "No switch is remembered that left %s, so there is no evidence of a failure".formatted(site));
        }
        Optional<Manifest> manifest;
        try {
            manifest = store.find(id.get());
        } catch (RejectedException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
        if (manifest.isEmpty()) {
            return List.of("There is no evidence of %s".formatted(id.get()));
        }
        List<String> missing = new ArrayList<>();
        manifest.get()
                .missing()
                .forEach(what -> missing.add("The evidence of %s is incomplete: %s".formatted(id.get(), what)));
        for (Finding finding : Proof.of(store, id.get(), stateDirectory)) {
            if (finding.severity() == Severity.ERROR) {
                missing.add("The evidence of %s is not what it was: %s %s"
                        .formatted(id.get(), finding.subject(), finding.message()));
            }
        }
        return missing;
    }
}
