package dev.failover.sftp;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * New names that differ from others in case only. Some file systems take them for one. Pure: made from what two scans found.
 *
 * @param doubled paths of the source, each with another of the source that would be the same file; what is below them is left out
 * @param replacing new paths whose place is taken, under a name in other case, by something that is to be deleted
 */
record Twins(Map<String, String> doubled, Set<String> replacing) {
    static Twins of(Map<String, Entry> wanted, Map<String, Entry> present) {
        if (present.keySet().containsAll(wanted.keySet())) {
            return new Twins(Map.of(), Set.of());
        }
        Map<String, String> first = new HashMap<>();
        Map<String, TreeSet<String>> groups = new HashMap<>();
        for (Collection<String> paths : List.of(wanted.keySet(), present.keySet())) {
            for (String path : paths) {
                String name = fold(path);
                String other = first.putIfAbsent(name, path);
                if (other != null && !other.equals(path)) {
                    groups.computeIfAbsent(name, any -> new TreeSet<>(List.of(other)))
                            .add(path);
                }
            }
        }
        groups.values().removeIf(group -> present.keySet().containsAll(group));
        Map<String, String> doubled = new TreeMap<>();
        Set<String> replacing = new HashSet<>();
        for (TreeSet<String> group : groups.values()) {
            // What is there under its very name stays; else the first in order is it.
            Optional<String> stays = group.stream()
                    .filter(wanted::containsKey)
                    .filter(present::containsKey)
                    .findFirst()
                    .or(() -> group.stream().filter(wanted::containsKey).findFirst());
            stays.filter(path -> !present.containsKey(path) && group.stream().anyMatch(present::containsKey))
                    .ifPresent(replacing::add);
            group.stream()
                    .filter(wanted::containsKey)
                    .filter(path -> !path.equals(stays.orElse(path)))
                    .filter(path -> !doubled.containsKey(Scope.parent(path)))
                    .forEach(path -> doubled.put(path, stays.orElse(path)));
        }
        return new Twins(doubled, replacing);
    }

    /** Those names in one directory of the source that a new one differs from in case only. */
    static Set<String> among(Set<String> here, Set<String> there) {
        Set<String> folded = new HashSet<>();
        here.stream().filter(name -> !there.contains(name)).map(Twins::fold).forEach(folded::add);
        if (folded.isEmpty() || folded.size() == here.size()) {
            return Set.of();
        }
        return here.stream().filter(name -> folded.contains(fold(name))).collect(Collectors.toSet());
    }

    boolean isNone() {
        return doubled.isEmpty() && replacing.isEmpty();
    }

    /** Whether a path is one of these, or below. */
    static boolean holds(Collection<String> paths, String path) {
        for (String at = path; !at.isEmpty(); at = Scope.parent(at)) {
            if (paths.contains(at)) {
                return true;
            }
        }
        return false;
    }

    private static String fold(String path) {
        if (RawNames.isAscii(path)) {
            return path.toLowerCase(Locale.ROOT);
        }
        String text = new String(path.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
