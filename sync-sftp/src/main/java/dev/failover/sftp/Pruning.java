package dev.failover.sftp;

import dev.failover.internal.sync.PruningTimes;
import dev.failover.sync.Exclusions;
import dev.failover.sync.Versions;
import dev.failover.sync.Versions.Surplus;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes versions that are not kept any more, from run to run, when it is time to look. Not thread-safe. */
final class Pruning {
    private static final Logger log = LoggerFactory.getLogger(Pruning.class);

    /** Of more than so many, the oldest are looked at: the rule keeps no less for it, and memory does not grow with what is kept. */
    private static final int MOST_ENTRIES = 50_000;

    /** How many runs are looked at at a time. */
    private static final int TOGETHER = 64;

    private final PruningTimes times;

    Pruning(TimeSource time) {
        times = new PruningTimes(time);
    }

    /**
     * Deletes what is too much. A failure is logged: the run itself has succeeded, and another one prunes again.
     *
     * @param everything whether the run was over everything
     * @param kept whether it kept anything
     */
    void prune(RunContext run, Versions versions, boolean everything, boolean kept, Instant now)
            throws IOException, InterruptedException {
        if (!times.isDue(everything, kept)) {
            return;
        }
        try {
            Surplus surplus = look(run, versions, now);
            run.target().delete(below(surplus.files()), below(surplus.directories()));
            times.looked();
        } catch (StatusException e) {
            run.channel().settle(run.deadline());
            log.warn(
                    "Old versions at {} were not deleted: {}",
                    RawNames.show(run.target().absolute(Versions.DIRECTORY)),
                    e.getMessage());
        }
    }

    private static Surplus look(RunContext run, Versions versions, Instant now)
            throws IOException, InterruptedException {
        RemoteScan all = scan(run);
        all.listed(List.of(""), path -> true);
        run.channel().drain(run.deadline());
        List<String> oldestFirst = new ArrayList<>(new TreeSet<>(all.found().keySet()));
        List<String> files = new ArrayList<>();
        List<String> directories = new ArrayList<>();
        for (int at = 0; at < oldestFirst.size() && files.size() + directories.size() < MOST_ENTRIES; at += TOGETHER) {
            List<String> some = oldestFirst.subList(at, Math.min(at + TOGETHER, oldestFirst.size()));
            RemoteScan scan = scan(run);
            scan.below(some);
            directories.addAll(some);
            scan.found().forEach((path, entry) -> (entry.isDirectory() ? directories : files).add(path));
        }
        return Surplus.of(versions, files, directories, now);
    }

    private static RemoteScan scan(RunContext run) {
        String root = run.target().absolute(Versions.DIRECTORY);
        return new RemoteScan(
                run.channel(), root, new Scope(run.source(), Exclusions.NONE), run.deadline(), new Room(run.room()));
    }

    private static Collection<String> below(Collection<String> paths) {
        return paths.stream().map(path -> Versions.DIRECTORY + "/" + path).toList();
    }
}
