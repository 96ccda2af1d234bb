package dev.failover.sync;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of a target's {@linkplain Versions versions} is not kept any more. Paths are relative to {@link Versions#DIRECTORY},
 * with slashes; what is not below a directory named for a run is left alone.
 *
 * @param files to be deleted, and links
 * @param directories to be deleted after them, the deepest first: those in which nothing stays
 */
public record SurplusVersions(List<String> files, List<String> directories) {
    public SurplusVersions {
        files = List.copyOf(files);
        directories = List.copyOf(directories);
    }

    /**
     * Applies a rule.
     *
     * @param files all that is kept, and links
     * @param directories all directories, each above a file among them
     */
    public static SurplusVersions of(
            Versions rule, Collection<String> files, Collection<String> directories, Instant now) {
        Map<String, List<Instant>> versions = new HashMap<>();
        for (String file : files) {
            Versions.began(run(file))
                    .ifPresent(began -> versions.computeIfAbsent(
                                    file.substring(run(file).length()), path -> new ArrayList<>(1))
                            .add(began));
        }
        TreeSet<String> surplus = new TreeSet<>();
        versions.forEach((path, began) ->
                rule.surplus(began, now).forEach(version -> surplus.add(Versions.name(version) + path)));
        Set<String> staying = new HashSet<>();
        for (String file : files) {
            if (!surplus.contains(file)) {
                for (int slash = file.lastIndexOf('/'); slash > 0; slash = file.lastIndexOf('/', slash - 1)) {
                    if (!staying.add(file.substring(0, slash))) {
                        break;
                    }
                }
            }
        }
        List<String> emptied = directories.stream()
                .filter(directory -> !staying.contains(directory)
                        && Versions.began(run(directory)).isPresent())
                .sorted(Comparator.reverseOrder())
                .toList();
        return new SurplusVersions(List.copyOf(surplus), emptied);
    }

    public boolean isEmpty() {
        return files.isEmpty() && directories.isEmpty();
    }

    private static String run(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }
}
