package dev.failover.agent.control;

import dev.failover.agent.config.ConfigurationChange.Part;
import java.util.List;

/**
 * What a reload came to.
 *
 * @param changes what is not what it was
 * @param restart the settings that differ and take a restart, by their names
 */
record ReloadDocument(String result, List<String> messages, List<Change> changes, List<String> restart) {

    /** A part of the configuration that was added, removed or changed. */
    record Change(String kind, String name, String change, List<String> settings) {
        static Change of(Part part) {
            return new Change(part.kind(), part.name(), Documents.word(part.what()), part.settings());
        }
    }
}
