package dev.failover.evidence.ovh;

import dev.failover.http.ApiRequest;
import dev.failover.ovh.AccessRule;
import java.util.List;
import java.util.stream.Stream;

/**
 * A machine at OVH, and what its API says of one. All of it is read by {@code GET}.
 *
 * @param what it is, for humans
 * @param path of the machine in the API
 * @param looks what is asked
 */
record Machine(String what, String path, List<Look> looks) {
    /**
     * Something that is asked.
     *
     * @param item the name of what is kept of it
     * @param below the machine's path, with its query
     * @param isList whether it answers the ids of entries, of which the latest are read
     */
    record Look(String item, String below, boolean isList) {}

    /** What a consumer key must be allowed to do. */
    List<AccessRule> accessRules() {
        Stream<AccessRule> asked = looks.stream()
                .map(look -> path + look.below().replaceFirst("\\?.*", ""))
                .distinct()
                .map(asking -> new AccessRule("GET", asking));
        Stream<AccessRule> entries =
                looks.stream().filter(Look::isList).map(look -> new AccessRule("GET", path + look.below() + "/*"));
        return Stream.of(asked, entries, Stream.of(AccessRule.OWN_RULES))
                .flatMap(rules -> rules)
                .toList();
    }

    /** The state is asked first: it may be all there is time for. */
    private static final Look STATE = new Look("state", "", false);

    private static Look list(String item, String below) {
        return new Look(item, below, true);
    }

    private static Look one(String item, String below) {
        return new Look(item, below, false);
    }

    static Machine server(String name) {
        return new Machine(
                "server " + name,
                "/dedicated/server/" + ApiRequest.encoded(name),
                List.of(
                        STATE,
                        list("interventions", "/intervention"),
                        list("tasks", "/task"),
                        list("monitoring", "/serviceMonitoring"),
                        one("ipmi", "/features/ipmi")));
    }

    static Machine vps(String name) {
        return new Machine(
                "VPS " + name,
                "/vps/" + ApiRequest.encoded(name),
                List.of(
                        STATE,
                        one("services", "/status"),
                        list("tasks", "/tasks"),
                        one("processor", "/monitoring?period=lastday&type=cpu%3Aused"),
                        one("memory", "/monitoring?period=lastday&type=mem%3Aused")));
    }

    static Machine instance(String project, String instance) {
        return new Machine(
                "instance " + instance,
                "/cloud/project/" + ApiRequest.encoded(project) + "/instance/" + ApiRequest.encoded(instance),
                List.of(STATE));
    }
}
