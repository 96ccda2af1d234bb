package dev.failover.agent.network;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The record that watchers share, as the store had it from a moment on.
 *
 * @param holder of the lease; empty if nobody
 * @param down who says of a site that it is DOWN, by the site's name
 */
record Shared(Instant at, String holder, Duration lease, Map<String, Set<String>> down) {
    static Shared read(Instant at, String content) {
        JsonObject document = JsonParser.parseString(content).getAsJsonObject();
        JsonObject lease = document.getAsJsonObject("lease");
        Map<String, Set<String>> down = document.getAsJsonObject("votes").entrySet().stream()
                .flatMap(ballot -> ballot.getValue().getAsJsonObject().getAsJsonObject("sites").entrySet().stream()
                        .filter(site -> says(site.getValue()).equals("DOWN"))
                        .map(site -> Map.entry(site.getKey(), ballot.getKey())))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey,
                        Collectors.mapping(Map.Entry::getValue, Collectors.toCollection(TreeSet::new))));
        return new Shared(
                at,
                lease.get("holder").getAsString(),
                Duration.parse(lease.get("duration").getAsString()),
                down);
    }

    private static String says(JsonElement word) {
        return word.getAsJsonObject().get("says").getAsString();
    }

    Set<String> down(String site) {
        return down.getOrDefault(site, Set.of());
    }
}
