package dev.failover.agent.config;

import dev.failover.component.SettingsReader;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names that refer to what stands elsewhere in the configuration. */
final class Names {
    private Names() {}

    /**
     * The name, if there is what it refers to.
     *
     * @param kind for the message: {@code provider}
     * @throws IllegalArgumentException if there is no such thing
     */
    static String known(String kind, String name, Collection<String> names) {
        if (!names.contains(name)) {
            throw new IllegalArgumentException("there is no %s named \"%s\", only %s"
                    .formatted(kind, name, SettingsReader.knownNames(name, names)));
        }
        return name;
    }

    /**
     * The names, if there is what each refers to, and none is duplicated.
     *
     * @throws IllegalArgumentException otherwise
     */
    static List<String> each(String kind, List<String> names, Collection<String> known) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            known(kind, name, known);
            if (!seen.add(name)) {
                throw new IllegalArgumentException(name + " is duplicated");
            }
        }
        return names;
    }
}
