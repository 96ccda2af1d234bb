package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.EvidenceDefinition;
import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.evidence.EvidenceStore;
import dev.failover.evidence.Manifest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Parameters;

/** What the verbs about the evidence of one incident share. */
abstract class EvidenceVerb extends Verb {
    @Parameters(index = "0", paramLabel = "ID", description = "Which incident, as list names it: www-7.")
    private String id = "";

    final String id() {
        return id;
    }

    @Override
    final int call(Configuration configuration) throws InterruptedException {
        for (EvidenceStore store : stores(configuration, this).values()) {
            try {
                if (store.ids().contains(id)) {
                    return call(configuration, store);
                }
            } catch (RejectedException e) {
                throw new EndException(ExitCode.FAILED, String.valueOf(e.getMessage()));
            }
        }
        throw new EndException(
                ExitCode.BAD_USAGE,
                "There is no evidence of \"%s\"; `evidence list` names what there is".formatted(Excerpt.of(id)));
    }

    abstract int call(Configuration configuration, EvidenceStore store) throws InterruptedException;

    /** The stores of a configuration, by their directories. */
    static Map<Path, EvidenceStore> stores(Configuration configuration, Verb verb) {
        Map<Path, EvidenceStore> stores = new LinkedHashMap<>();
        for (EvidenceDefinition definition : configuration.evidence().values()) {
            stores.putIfAbsent(definition.directory(), definition.store(verb.time()));
        }
        if (stores.isEmpty()) {
            throw new EndException(ExitCode.BAD_USAGE, "No service of this configuration has a block `evidence`");
        }
        return stores;
    }

    /** In a word. */
    static String word(Manifest manifest) {
        Optional<Instant> ended = manifest.ended();
        return manifest.isComplete() ? "complete" : ended.isPresent() ? "incomplete" : "not ended";
    }
}
