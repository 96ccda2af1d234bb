package dev.failover.rsync;

import dev.failover.component.ComponentException;
import dev.failover.internal.process.Command;
import dev.failover.internal.sync.PruningTimes;
import dev.failover.sync.Versions;
import dev.failover.sync.Versions.Surplus;
import dev.failover.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs replaced or deleted: a directory for each run, named for its start, on the target. Not thread-safe. */
final class KeptVersions {
    private static final Logger log = LoggerFactory.getLogger(KeptVersions.class);

    /** Of more than so many, the oldest are looked at: the rule keeps no less for it, and memory does not grow with what is kept. */
    private static final int MOST_ENTRIES = 50_000;

    private final Rsync rsync;
    /** Whether the account's restriction, rrsync, makes a directory for what a run keeps even if that is nothing. */
    private boolean restricted;

    private final PruningTimes times;

    KeptVersions(Rsync rsync) {
        this.rsync = rsync;
        times = new PruningTimes(rsync.time());
    }

    /**
     * Deletes what is not kept any more, if it is time to look. A failure is logged: the run itself has succeeded, and another one prunes
     * again.
     *
     * @param everything whether the run was over everything
     * @param kept whether it kept anything
     */
    void prune(Versions versions, boolean everything, boolean kept, Instant now, Deadline deadline)
            throws InterruptedException {
        if (!times.isDue(everything, kept || restricted)) {
            return;
        }
        try {
            Listing listing = list(deadline);
            restricted |= !kept && listing.directories.contains(Versions.name(now));
            Surplus surplus = Surplus.of(versions, listing.files, listing.directories, now);
            if (!surplus.isEmpty()) {
                delete(surplus, deadline);
            }
            times.looked();
        } catch (ComponentException e) {
            log.warn("Old versions at {} were not deleted: {}", rsync.destination(), e.getMessage());
        }
    }

    /** What is kept, as rsync says it. */
    private static final class Listing {
        private final List<String> files = new ArrayList<>();
        private final List<String> directories = new ArrayList<>();

        void read(String line) {
            ListedName.of(line).filter(name -> !name.equals(".")).ifPresent(name -> {
                if (files.size() + directories.size() < MOST_ENTRIES) {
                    (line.startsWith("d") ? directories : files).add(name);
                }
            });
        }
    }

    private Listing list(Deadline deadline) throws InterruptedException {
        Listing listing = new Listing();
        List<String> arguments = new ArrayList<>(List.of("--list-only", "--recursive", "--links"));
        arguments.addAll(rsync.options().general());
        arguments.add(rsync.destination().argument("/" + Versions.DIRECTORY + "/"));
        Command.Ended ended = rsync.run(arguments, deadline, listing::read);
        if (ended.status() != 0 && !Absence.isSaidIn(ended.errors())) {
            throw RsyncFailure.of(ended.status(), ended.errors(), rsync.destination());
        }
        return listing;
    }

    /**
     * By mirroring that they are gone: it works for an account that can't run {@code rm}. rsync sees what is missing only in
     * directories that are there, so these are made here, without anything in them.
     */
    private void delete(Surplus surplus, Deadline deadline) throws InterruptedException {
        Set<String> emptied = new HashSet<>(surplus.directories());
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        RawTree nothing = new RawTree(rsync.directory().empty("nothing"));
        List<String> all = new ArrayList<>(surplus.directories());
        all.addAll(surplus.files());
        for (String path : all) {
            int slash = path.lastIndexOf('/');
            String above = slash < 0 ? "" : path.substring(0, slash);
            if (!emptied.contains(above)) {
                nothing.makeDirectory(above);
                // With ./ in front, as rsync takes a name that starts with # or ; for a comment.
                list.writeBytes(("./" + path).getBytes(StandardCharsets.ISO_8859_1));
                list.write(0);
            }
        }
        List<String> arguments = new ArrayList<>(List.of("--recursive", "--force", "--from0", "--delete-missing-args"));
        arguments.addAll(rsync.options().general());
        arguments.add("--files-from=" + rsync.directory().write("versions", list.toByteArray()));
        arguments.add(nothing.root() + "/");
        arguments.add(rsync.destination().argument("/" + Versions.DIRECTORY + "/"));
        Command.Ended ended = rsync.run(arguments, deadline, line -> {});
        if (ended.status() != 0) {
            throw RsyncFailure.of(ended.status(), ended.errors(), rsync.destination());
        }
    }
}
