package dev.failover.sftp;

import dev.failover.component.RejectedException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether what was sent is what the server lists: a server may answer "ok" and do something else, and a file system may
 * take two names for one. For one run; not thread-safe.
 */
final class ArrivalCheck {
    private final RunContext run;
    private final RemoteScan scan;
    private final Map<String, Entry> sent = new HashMap<>();

    ArrivalCheck(RunContext run, Scope scope, Room room) {
        this.run = run;
        this.scan = new RemoteScan(run.channel(), run.target().absolute(""), scope, run.deadline(), room);
    }

    void expect(String path, Entry entry) {
        sent.put(path, entry);
    }

    /** Asks for the directories in which something was made, by which names that are taken for others show. */
    void list() throws IOException, InterruptedException {
        TreeSet<String> directories = new TreeSet<>();
        sent.keySet().forEach(path -> directories.add(Scope.parent(path)));
        scan.listed(directories, sent::containsKey);
    }

    /** Asks for what was made, and nothing else; the answers come with whatever is waited for next. */
    void look() throws IOException, InterruptedException {
        scan.looked(sent.keySet());
    }

    /** @throws RejectedException naming the first that is not as it was sent, once all answers have come */
    void requireArrived() throws IOException, InterruptedException {
        NavigableSet<String> others = new TreeSet<>();
        for (Map.Entry<String, Entry> each : sent.entrySet()) {
            Entry there = scan.found().get(each.getKey());
            if (there == null || !isAsSent(each.getKey(), each.getValue(), there)) {
                others.add(each.getKey());
            }
        }
        if (!others.isEmpty()) {
            String path = others.first();
            throw new RejectedException(
                    "%s was sent, and the server said that it is there; but it lists %s. Does the target's file system take names that differ in case, or in how a letter is composed, for one? The run is not complete, and nothing more was deleted."
                            .formatted(
                                    RawNames.show(run.target().absolute(path)),
                                    said(scan.found().get(path))));
        }
    }

    private boolean isAsSent(String path, Entry wanted, Entry there) throws IOException, InterruptedException {
        return wanted.kind() == there.kind()
                && (!wanted.isFile() || wanted.size() == there.size())
                && (wanted.kind() != Kind.LINK
                        || run.connection().names().isSame(run, path, wanted.link(), there.link()));
    }

    private static String said(@Nullable Entry there) {
        if (there == null) {
            return "nothing of that name";
        }
        return switch (there.kind()) {
            case FILE -> "a file of " + there.size() + " bytes";
            case DIRECTORY -> "a directory";
            case LINK -> "a link to " + RawNames.show(there.link());
            case OTHER -> "something else";
        };
    }
}
