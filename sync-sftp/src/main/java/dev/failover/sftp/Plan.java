package dev.failover.sftp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What makes the target equal the source. Pure: made from what two scans found.
 *
 * @param first what can be done before anything is deleted
 * @param deletions the surplus, what is in a directory before the directory
 * @param second what needs the place of something deleted
 * @param touched directories that exist at both sides and in which something changes
 * @param obstructed paths of files or links where the target has a directory that must stay
 */
record Plan(Work first, List<String> deletions, Work second, Set<String> touched, List<String> obstructed) {
    /**
     * What is to be made or changed, by raw path.
     *
     * @param directories to be made, parents first
     * @param files to be sent
     * @param doubtful files to be sent if their content differs
     * @param links to be set
     * @param modes files whose mode differs, and nothing else
     */
    record Work(
            List<String> directories,
            List<String> files,
            List<String> doubtful,
            List<String> links,
            List<String> modes) {
        static Work none() {
            return new Work(
                    new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        boolean isNone() {
            return directories.isEmpty() && files.isEmpty() && doubtful.isEmpty() && links.isEmpty() && modes.isEmpty();
        }
    }

    /**
     * Compares.
     *
     * @param kept directories of the target that hold what is none of the run's business
     * @param replacing paths whose place is free only when the surplus is deleted, though nothing of their name is there
     */
    static Plan of(
            Map<String, Entry> wanted,
            Map<String, Entry> present,
            Set<String> kept,
            Set<String> replacing,
            Comparison comparison) {
        List<String> obstructed = new ArrayList<>();
        NavigableSet<String> surplus = surplus(wanted, present, kept, obstructed);
        Work first = Work.none();
        Work second = Work.none();
        wanted.forEach((path, entry) -> {
            boolean inTheWay = !surplus.isEmpty() && (Twins.holds(surplus, path) || Twins.holds(replacing, path));
            Entry there = inTheWay ? null : present.get(path);
            add(inTheWay ? second : first, path, entry, there, comparison);
        });
        for (Work work : List.of(first, second)) {
            List.of(work.directories, work.files, work.doubtful, work.links, work.modes)
                    .forEach(Collections::sort);
        }
        return new Plan(
                first,
                List.copyOf(surplus.descendingSet()),
                second,
                touched(present, first, second, surplus),
                obstructed);
    }

    private static NavigableSet<String> surplus(
            Map<String, Entry> wanted, Map<String, Entry> present, Set<String> kept, List<String> obstructed) {
        TreeSet<String> surplus = new TreeSet<>();
        present.forEach((path, there) -> {
            Entry entry = wanted.get(path);
            if (entry != null && entry.isDirectory() == there.isDirectory()) {
                return;
            }
            if (!there.isDirectory() || !kept.contains(path)) {
                surplus.add(path);
            } else if (entry != null) {
                obstructed.add(path);
            }
        });
        return surplus;
    }

    private static void add(
            Work work,
            String path,
            Entry wanted,
            @org.jspecify.annotations.Nullable Entry present,
            Comparison comparison) {
        switch (wanted.kind()) {
            case DIRECTORY -> {
                if (present == null) {
                    work.directories.add(path);
                }
            }
            case LINK -> {
                if (present == null
                        || present.kind() != Kind.LINK
                        || !present.link().equals(wanted.link())) {
                    work.links.add(path);
                }
            }
            case FILE -> {
                if (present == null || !present.isFile()) {
                    work.files.add(path);
                    return;
                }
                switch (comparison.compare(path, wanted, present)) {
                    case SEND -> work.files.add(path);
                    case COMPARE -> work.doubtful.add(path);
                    case SAME -> {
                        if (modeDiffers(wanted, present)) {
                            work.modes.add(path);
                        }
                    }
                }
            }
            case OTHER -> throw new IllegalArgumentException(path + " is nothing to mirror");
        }
    }

    static boolean modeDiffers(Entry wanted, Entry present) {
        return wanted.mode() != Attributes.ABSENT && wanted.mode() != present.mode();
    }

    private static Set<String> touched(Map<String, Entry> present, Work first, Work second, Set<String> surplus) {
        Set<String> touched = new HashSet<>();
        for (List<String> changed : List.of(
                first.directories, first.files, first.doubtful, first.links, List.copyOf(surplus), second.files)) {
            for (String path : changed) {
                Entry parent = present.get(Scope.parent(path));
                if (parent != null && parent.isDirectory()) {
                    touched.add(Scope.parent(path));
                }
            }
        }
        return touched;
    }
}
