package dev.failover.agent.command;

import dev.failover.agent.config.WrittenBlocks;
import dev.failover.evidence.ovh.OvhCollector;
import dev.failover.ovh.AccessRule;
import dev.failover.ovh.OvhDnsProvider;
import dev.failover.ovh.ip.OvhIpSwitch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One thing at OVH, and what a key for it must be allowed to do. The makers throw {@link IllegalArgumentException} for a name that can't be
 * one.
 *
 * @param endpoint where it is; empty if that is not said
 */
record OvhUse(Kind kind, String name, Optional<String> endpoint, List<AccessRule> rules) {
    /** Each has a consumer key of its own: whoever has the one is not to be able to do what the other may. */
    enum Kind {
        /** A zone, whose records are changed. */
        ZONE("ovh-consumer-key"),
        /** An Additional IP, which is moved. */
        ADDRESS("ovh-ip-consumer-key"),
        /** A machine, of which evidence is read. */
        MACHINE("ovh-evidence-consumer-key");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        /** What the file of its consumer key is called. */
        String key() {
            return key;
        }
    }

    /** @param records whether records are to be created and deleted, too */
    static OvhUse zone(String name, boolean records) {
        return of(Kind.ZONE, name, OvhDnsProvider.builder().zone(name).accessRules(records));
    }

    static OvhUse address(String name) {
        return of(Kind.ADDRESS, name, OvhIpSwitch.builder().address(name).accessRules());
    }

    static OvhUse server(String name) {
        return of(Kind.MACHINE, name, OvhCollector.builder().server(name).accessRules());
    }

    static OvhUse vps(String name) {
        return of(Kind.MACHINE, name, OvhCollector.builder().vps(name).accessRules());
    }

    /** @param name {@code PROJECT/INSTANCE}, by their ids */
    static OvhUse instance(String name) {
        int slash = name.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("must be PROJECT/INSTANCE, by their ids");
        }
        return of(
                Kind.MACHINE,
                name,
                OvhCollector.builder()
                        .project(name.substring(0, slash))
                        .instance(name.substring(slash + 1))
                        .accessRules());
    }

    private static OvhUse of(Kind kind, String name, List<AccessRule> rules) {
        return new OvhUse(kind, name, Optional.empty(), rules);
    }

    /** What a configuration names, also one that has no keys yet. */
    static List<OvhUse> in(Path configuration, boolean records) {
        List<OvhUse> uses = new ArrayList<>();
        blocks(configuration, "ovh", "providers", "*")
                .forEach(block -> named(block, "zone")
                        .ifPresent(name -> uses.add(zone(name, records).at(block))));
        blocks(configuration, "ovh-ip", "switches", "*")
                .forEach(block -> named(block, "address")
                        .ifPresent(name -> uses.add(address(name).at(block))));
        blocks(configuration, "ovh", "services", "*", "evidence", "collectors", "*")
                .forEach(block -> machine(block).ifPresent(machine -> uses.add(machine.at(block))));
        return uses;
    }

    private static Stream<Map<String, String>> blocks(Path configuration, String type, String... path) {
        return WrittenBlocks.at(configuration, path).stream().filter(block -> type.equals(block.get("type")));
    }

    private static Optional<OvhUse> machine(Map<String, String> block) {
        return named(block, "server")
                .map(OvhUse::server)
                .or(() -> named(block, "vps").map(OvhUse::vps))
                .or(() -> named(block, "project")
                        .flatMap(project -> named(block, "instance").map(id -> instance(project + "/" + id))));
    }

    /** What is left to a reference is not known. */
    private static Optional<String> named(Map<String, String> block, String setting) {
        return Optional.ofNullable(block.get(setting)).filter(value -> !value.contains("${"));
    }

    private OvhUse at(Map<String, String> block) {
        return new OvhUse(kind, name, named(block, "endpoint"), rules);
    }
}
