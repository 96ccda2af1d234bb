package dev.failover.sftp;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all of source and target, directory by directory, and keeps what differs, and all directories: memory grows with these and not
 * with the tree. Where more files differ than there is room for, it keeps some of them, and says so. For one use; not thread-safe.
 */
final class TreeComparison {
    /** So many directories that are known, and not listed yet, make further channels worth it. */
    private static final int MANY = 256;

    private final LocalScan local;
    private final RemoteScan remote;
    private final LocalListings listings;
    private final Comparison comparison;
    private final Room room;
    private final Lanes lanes;
    private final Deadline deadline;
    private boolean shared;
    private boolean partial;

    TreeComparison(
            LocalScan local,
            RemoteScan remote,
            LocalListings listings,
            Comparison comparison,
            Room room,
            Lanes lanes,
            Deadline deadline) {
        this.local = local;
        this.remote = remote;
        this.listings = listings;
        this.comparison = comparison;
        this.room = room;
        this.lanes = lanes;
        this.deadline = deadline;
    }

    /** Whether there are more differences than were kept. */
    boolean isPartial() {
        return partial;
    }

    /** Begins; it is done when no answer is due any more. */
    void begin() throws IOException, InterruptedException {
        descend("");
    }

    private void descend(String directory) throws IOException, InterruptedException {
        listings.expect(directory);
        remote.open(directory, this::compare);
        if (!shared && remote.underWay() >= MANY) {
            shared = true;
            lanes.openForDirectories(remote.underWay(), deadline);
        }
    }

    private void compare(String directory, Map<String, Entry> there) throws IOException, InterruptedException {
        Map<String, Entry> here = list(directory);
        if (here == null) {
            return;
        }
        Set<String> twins = Twins.among(here.keySet(), there.keySet());
        for (Map.Entry<String, Entry> each : here.entrySet()) {
            String path = Scope.join(directory, each.getKey());
            Entry wanted = each.getValue();
            Entry present = there.remove(each.getKey());
            local.count(wanted);
            if (present == null) {
                onlyHere(path, wanted);
            } else if (wanted.isDirectory() && present.isDirectory()) {
                local.add(path, wanted);
                remote.add(path, present);
                descend(path);
            } else if (twins.contains(each.getKey()) || !isSame(path, wanted, present)) {
                differing(path, wanted, present);
            }
        }
        for (Map.Entry<String, Entry> each : there.entrySet()) {
            remote.addWithAllBelow(Scope.join(directory, each.getKey()), each.getValue());
        }
    }

    private @Nullable Map<String, Entry> list(String directory) throws IOException, InterruptedException {
        try {
            return listings.take(directory);
        } catch (AccessDeniedException e) {
            // What can't be seen is not taken for gone.
            local.deny(e);
            return null;
        }
    }

    private boolean isSame(String path, Entry wanted, Entry present) {
        if (wanted.kind() != present.kind()) {
            return false;
        }
        return wanted.isFile()
                ? comparison.compare(path, wanted, present) == Comparison.Verdict.SAME
                        && !Plan.modeDiffers(wanted, present)
                : wanted.link().equals(present.link());
    }

    private void differing(String path, Entry wanted, Entry present) throws IOException, InterruptedException {
        if (!isKept(wanted)) {
            return;
        }
        remote.addWithAllBelow(path, present);
        if (wanted.isDirectory()) {
            onlyHere(path, wanted);
        } else {
            local.add(path, wanted);
        }
    }

    private void onlyHere(String path, Entry entry) throws IOException, InterruptedException {
        if (!isKept(entry)) {
            return;
        }
        local.add(path, entry);
        Deque<String> open = new ArrayDeque<>();
        if (entry.isDirectory()) {
            open.push(path);
        }
        while (!open.isEmpty()) {
            String directory = open.pop();
            listings.expect(directory);
            Map<String, Entry> children = list(directory);
            for (Map.Entry<String, Entry> child : (children == null ? Map.<String, Entry>of() : children).entrySet()) {
                String below = Scope.join(directory, child.getKey());
                local.count(child.getValue());
                if (isKept(child.getValue())) {
                    local.add(below, child.getValue());
                    if (child.getValue().isDirectory()) {
                        open.push(below);
                    }
                }
            }
        }
    }

    /** Directories always are: without one, nothing could be made below it. */
    private boolean isKept(Entry wanted) {
        boolean kept = wanted.isDirectory() || !room.isCrowded();
        partial |= !kept;
        return kept;
    }
}
