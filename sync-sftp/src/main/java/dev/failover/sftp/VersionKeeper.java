package dev.failover.sftp;

import dev.failover.component.RejectedException;
import dev.failover.sync.FileSync;
import dev.failover.sync.Versions;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Keeps what a run replaces or deletes. A file that is replaced gets a second name before it loses its first, so that
 * there is no moment without it; one that is deleted is renamed. For one run; not thread-safe.
 */
final class VersionKeeper {
    /** What follows once a version is safe. */
    interface Next {
        void go() throws IOException, InterruptedException;
    }

    private static final int OPEN_TO_ALL = 0755;
    private static final int OWNERS = 0700;

    private final RunContext run;
    private final Optional<Versions> versions;
    private final Map<String, Entry> present;
    private final String directory;
    private final Map<String, String> links = new HashMap<>();

    VersionKeeper(RunContext run, Optional<Versions> versions, Map<String, Entry> present, Instant started) {
        this.run = run;
        this.versions = versions;
        this.present = present;
        this.directory = Versions.DIRECTORY + "/" + Versions.name(started);
    }

    /** Makes the directories that versions of these paths need; none are made for none. */
    void prepare(Collection<String> replacedOrDeleted) throws IOException, InterruptedException {
        if (versions.isEmpty()) {
            return;
        }
        TreeSet<String> needed = new TreeSet<>();
        for (String path : replacedOrDeleted) {
            Entry entry = present.get(path);
            if (entry != null && entry.kind() == Kind.LINK) {
                links.put(path, run.connection().names().original(run, path, entry.link()));
            }
            if (entry != null) {
                String deepest = entry.isDirectory() ? path : Scope.parent(path);
                needed.add(directory);
                for (String at = deepest; !at.isEmpty(); at = Scope.parent(at)) {
                    needed.add(directory + "/" + at);
                }
            }
        }
        if (!needed.isEmpty()) {
            run.target().makeMissing(List.of(FileSync.RESERVED), OPEN_TO_ALL);
            run.target().requireMade(List.of(Versions.DIRECTORY), OWNERS);
            run.target().requireMade(needed, OWNERS);
        }
    }

    /** Gives what is there under a path a name among the versions as well, if versions are kept. */
    void beforeReplacing(String path, Next next) throws IOException, InterruptedException {
        Entry entry = present.get(path);
        if (versions.isEmpty() || entry == null || entry.isDirectory()) {
            next.go();
            return;
        }
        if (entry.kind() == Kind.LINK) {
            keepLink(path, entry, next);
            return;
        }
        if (!run.channel().offers(Protocol.HARD_LINK)) {
            throw new RejectedException(
                    "the server does not offer " + Protocol.HARD_LINK
                            + ", without which a file that is replaced can't be kept; keep no versions, or use another SFTP server");
        }
        Target target = run.target();
        Request request = run.channel()
                .extended(Protocol.HARD_LINK)
                .raw(target.absolute(path))
                .raw(target.absolute(directory + "/" + path));
        run.channel().send(request, run.deadline(), reply -> {
            try {
                reply.expectOkOrGone();
            } catch (StatusException e) {
                throw e.about("keeping a version of " + RawNames.show(target.absolute(path)));
            }
            next.go();
        });
    }

    /** A link is made again: to rename it, or to give it a second name, acts on what it leads to at some servers. */
    private void keepLink(String path, Entry entry, Next next) throws IOException, InterruptedException {
        run.target().makeLink(links.getOrDefault(path, entry.link()), directory + "/" + path, reply -> {
            try {
                reply.expectOk();
            } catch (StatusException e) {
                throw e.about(
                        "keeping a version of " + RawNames.show(run.target().absolute(path)));
            }
            next.go();
        });
    }

    /** Deletes, or keeps, what is no more in the source. */
    long delete(List<String> surplus) throws IOException, InterruptedException {
        List<String> directories = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String path : surplus) {
            Entry entry = present.get(path);
            (entry != null && entry.isDirectory() ? directories : others).add(path);
        }
        if (versions.isEmpty()) {
            return run.target().delete(others, directories);
        }
        long[] kept = new long[1];
        for (String path : others) {
            Entry entry = present.get(path);
            if (entry != null && entry.kind() == Kind.LINK) {
                keepLink(path, entry, () -> run.target().remove(path, () -> kept[0]++));
                continue;
            }
            run.target().replace(path, directory + "/" + path, reply -> {
                if (reply.expectOkOrGone()) {
                    kept[0]++;
                }
            });
        }
        run.channel().drain(run.deadline());
        return kept[0] + run.target().delete(List.of(), directories);
    }
}
