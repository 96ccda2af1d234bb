package dev.failover.sync;

import dev.failover.component.Problems;
import dev.failover.time.Durations;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How long what runs replace or delete is kept: below {@link #DIRECTORY} of the target, in a directory named for the run's
 * start ({@code 2026-01-31T23:59:59.123Z}), at the path it had. Runs that replaced and deleted nothing make none.
 *
 * <p>It is kept for {@code age}, path by path: the newest {@code count} versions of a path; of its older ones the oldest and
 * then one an hour, from a day of age on one a day. So the last version of a deleted file, and what a file was before a burst
 * of changes, outlive any number of runs.
 *
 * @param count how many versions of one path are kept in any case, the newest; 1 or more
 * @param age how long a version may be kept after it was replaced or deleted; more than zero
 */
public record Versions(int count, Duration age) {
    /** Where versions are kept, relative to the target. */
    public static final String DIRECTORY = FileSync.RESERVED + "/versions";

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Duration A_DAY = Duration.ofDays(1);

    public Versions {
        new Problems()
                .unless(count >= 1, "", "the count of versions must be 1 or more")
                .positive(age, "the age of versions")
                .throwAsArgument();
    }

    /** The name of the directory for what a run that began then keeps. Names sort by time. */
    public static String name(Instant began) {
        return NAME.format(began);
    }

    /** When the run began that a directory is named for; empty if it is no such name. */
    public static Optional<Instant> began(String name) {
        try {
            return Optional.of(NAME.parse(name, Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Which versions of one path are not kept any more. Asked again after some of them were deleted, it says the same of the
     * rest.
     *
     * @param began when the runs began that left them; in any order
     */
    public List<Instant> surplus(Collection<Instant> began, Instant now) {
        List<Instant> oldestFirst = began.stream().sorted().toList();
        List<Instant> surplus = new ArrayList<>();
        Optional<Instant> before = Optional.empty();
        for (int i = 0; i < oldestFirst.size(); i++) {
            Instant version = oldestFirst.get(i);
            Duration old = Duration.between(version, now);
            boolean newest = oldestFirst.size() - i <= count;
            Duration apart = old.compareTo(A_DAY) > 0 ? A_DAY : AN_HOUR;
            boolean close = before.filter(
                            kept -> Duration.between(kept, version).compareTo(apart) < 0)
                    .isPresent();
            if (old.compareTo(age) > 0 || close && !newest) {
                surplus.add(version);
            } else {
                before = Optional.of(version);
            }
        }
        return surplus;
    }

    @Override
    public String toString() {
        return "the newest %s versions of a path, older ones thinned, none older than %s"
                .formatted(count, Durations.format(age));
    }

    /**
     * What of a target's {@linkplain Versions versions} is not kept any more. Paths are relative to {@link Versions#DIRECTORY},
     * with slashes; what is not below a directory named for a run is left alone.
     *
     * @param files to be deleted, and links
     * @param directories to be deleted after them, the deepest first: those in which nothing stays
     */
    public record Surplus(List<String> files, List<String> directories) {
        public Surplus {
            files = List.copyOf(files);
            directories = List.copyOf(directories);
        }

        /**
         * Applies a rule.
         *
         * @param files all that is kept, and links
         * @param directories all directories, each above a file among them
         */
        public static Surplus of(Versions rule, Collection<String> files, Collection<String> directories, Instant now) {
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
            return new Surplus(List.copyOf(surplus), emptied);
        }

        public boolean isEmpty() {
            return files.isEmpty() && directories.isEmpty();
        }

        private static String run(String path) {
            int slash = path.indexOf('/');
            return slash < 0 ? path : path.substring(0, slash);
        }
    }
}
