package dev.failover.agent.config;

import dev.failover.evidence.EvidenceBudget;
import dev.failover.evidence.EvidenceCollection.Source;
import dev.failover.evidence.EvidenceStore;
import dev.failover.evidence.EvidenceStore.Keep;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What is collected when a site of a service fails, and what replaces the site afterwards.
 *
 * @param directory where it is kept
 * @param redact patterns of what is taken out, beside the configuration's own secrets
 * @param copyTo where further copies are put
 * @param collectors who is asked, in the order of the configuration
 * @param replacement empty if nothing replaces a site
 */
public record EvidenceDefinition(
        Path directory,
        Keep keep,
        EvidenceBudget budget,
        List<String> redact,
        Destinations copyTo,
        List<Collecting> collectors,
        Optional<Replacement> replacement) {
    public EvidenceDefinition {
        redact = List.copyOf(redact);
        collectors = List.copyOf(collectors);
    }

    /**
     * A collector.
     *
     * @param site asked only when this one fails; whichever fails if empty
     */
    public record Collecting(Source source, Optional<String> site) {}

    /**
     * What replaces a site.
     *
     * @param timeout after which it is ended
     */
    public record Replacement(List<String> command, Duration timeout) {
        public Replacement {
            command = List.copyOf(command);
        }
    }

    /** Who is asked when a site fails. */
    public List<Source> asked(String site) {
        return collectors.stream()
                .filter(each -> each.site().isEmpty() || each.site().get().equals(site))
                .map(Collecting::source)
                .toList();
    }

    /** Where it is kept. */
    public EvidenceStore store(InstantSource clock) {
        return new EvidenceStore(directory, keep, clock);
    }

    void close() {
        collectors.forEach(each -> each.source().collector().close());
        copyTo.close();
    }
}
